"""The networks that contain an IP address, for bans of networks."""

import ipaddress

MAPPED_PREFIX_LENGTH = 96  # bits before an IPv4 address that is written as IPv6


def networks_around(ip: str) -> list[str]:
    """Return every network that contains an IP, widest first; none when it is not an IP."""
    try:
        ip = parse_ip(ip)
    except ValueError:
        return []
    kind, bits, number = type(ip), ip.max_prefixlen, int(ip)
    return [f"{kind(number >> free << free)}/{bits - free}" for free in range(bits, -1, -1)]


def parse_network(text: str):
    """Return a typed network, or an IP as the network of this one IP, as an ipaddress object.

    IPv4 that is written as IPv6 is returned as IPv4. Raises ValueError.
    """
    text = str(text).strip()
    network = ipaddress.ip_network(text if "/" in text else parse_ip(text), strict=False)
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None or network.prefixlen < MAPPED_PREFIX_LENGTH:
        return network
    return ipaddress.ip_network((mapped, network.prefixlen - MAPPED_PREFIX_LENGTH))


def parse_ip(ip):
    """Return an IP as an ipaddress object, IPv4 written as IPv6 as IPv4. Raises ValueError."""
    ip = ipaddress.ip_address(str(ip))
    return getattr(ip, "ipv4_mapped", None) or ip
