"""The networks that an address lies in, for bans that name a network."""

import ipaddress

MAPPED = 96  # bits before an IPv4 address that is written in IPv6


def networks_around(address: str) -> list[str]:
    """Give every network that contains an address, widest first; none when it is not one."""
    try:
        address = plain(address)
    except ValueError:
        return []
    kind, bits, number = type(address), address.max_prefixlen, int(address)
    return [f"{kind(number >> free << free)}/{bits - free}" for free in range(bits, -1, -1)]


def network(text: str):
    """Give the network that was typed, an address as a network of one, one of IPv4 written in
    IPv6 as IPv4. Raises ValueError.
    """
    text = str(text).strip()
    found = ipaddress.ip_network(text if "/" in text else plain(text), strict=False)
    mapped = getattr(found.network_address, "ipv4_mapped", None)
    if mapped is None or found.prefixlen < MAPPED:
        return found
    return ipaddress.ip_network((mapped, found.prefixlen - MAPPED))


def plain(address):
    """Give the address as an object; one of IPv4 written in IPv6 as IPv4. Raises ValueError."""
    address = ipaddress.ip_address(str(address))
    return getattr(address, "ipv4_mapped", None) or address
