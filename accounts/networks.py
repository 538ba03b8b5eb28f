"""IP addresses and their networks: the one that is stored, those that are counted or banned.

A household or an office shares one network, and changes addresses within it at will.
"""

from functools import lru_cache
from ipaddress import ip_address, ip_network

# Stored with comments and reports: what a provider usually assigns to one customer.
STORED_PREFIXES = {4: 24, 6: 56}
# Counted by rate limits: the network of one connection, and the wide network around it, the largest
# that one customer can rent.
COUNTED_PREFIXES = {4: 24, 6: 64}
WIDE_PREFIXES = {4: 24, 6: 48}

MAPPED_PREFIX_LENGTH = 96  # bits before an IPv4 address that is written as IPv6

# Everybody behind a proxy that TRUSTED_PROXIES does not name has one of these.
PRIVATE = [
    ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10"),
    )
]


# Several rules ask for the network of one comment.
@lru_cache(maxsize=64)
def network_of(ip: str | None) -> str:
    """Return the network that is stored, like 203.0.113.0/24; "" for none and for private ones."""
    if not ip or is_private(ip):
        return ""
    return _shortened(ip, STORED_PREFIXES)


def stored_networks_around(ip: str | None) -> list[str]:
    """Return every stored network inside the wide network of an IP address.

    Without an IP address, or with a private one: [""].
    """
    if not ip or is_private(ip):
        return [""]
    wide = ip_network(_shortened(ip, WIDE_PREFIXES))
    return [str(part) for part in wide.subnets(new_prefix=STORED_PREFIXES[wide.version])]


def counted_networks(ip: str | None) -> tuple[str, str]:
    """Return the network that a rate limit counts, and the wide one around it; "" without an IP.

    Each private address is counted by itself.
    """
    if not ip:
        return "", ""
    if is_private(ip):
        return str(parse_ip(ip)), str(parse_ip(ip))
    return _shortened(ip, COUNTED_PREFIXES), _shortened(ip, WIDE_PREFIXES)


def is_private(ip: str) -> bool:
    """Return whether an IP address has a meaning only within its own network."""
    ip = parse_ip(ip)
    return any(ip in network for network in PRIVATE if network.version == ip.version)


def networks_around(ip: str, prefix_lengths: dict[int, range]) -> list[str]:
    """Return the networks that contain an IP, of these prefix lengths by IP version, in bits.

    An empty list when it is not an IP address.
    """
    try:
        ip = parse_ip(ip)
    except ValueError:
        return []
    kind, bits, number = type(ip), ip.max_prefixlen, int(ip)
    return [
        f"{kind(number >> bits - length << bits - length)}/{length}"
        for length in prefix_lengths[ip.version]
    ]


def parse_network(text: str):
    """Return a typed network, or an IP as the network of this one IP, as an object of ipaddress.

    IPv4 that is written as IPv6 is returned as IPv4. Raises ValueError.
    """
    text = str(text).strip()
    network = ip_network(text if "/" in text else parse_ip(text), strict=False)
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None or network.prefixlen < MAPPED_PREFIX_LENGTH:
        return network
    return ip_network((mapped, network.prefixlen - MAPPED_PREFIX_LENGTH))


def parse_ip(ip):
    """Return an IP as an object of ipaddress, IPv4 written as IPv6 as IPv4. Raises ValueError."""
    ip = ip_address(str(ip))
    return getattr(ip, "ipv4_mapped", None) or ip


def _shortened(ip, prefixes):
    ip = parse_ip(ip)
    return str(ip_network((ip, prefixes[ip.version]), strict=False))
