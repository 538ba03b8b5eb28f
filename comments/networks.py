"""Addresses shortened to the network they come from: what one household or office has in common."""

from ipaddress import ip_address, ip_network

# The usual share of one customer; a person changes addresses within it at will.
PREFIXES = {4: 24, 6: 56}

# Of these, everybody behind a proxy that TRUSTED_PROXIES does not name would have the same.
OWN = [
    ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10"),
    )
]


def network_of(address: str | None) -> str:
    """Give the network like 203.0.113.0/24; "" when the address is unknown or says nothing."""
    if not address:
        return ""
    found = ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    if any(found in own for own in OWN if own.version == found.version):
        return ""
    return str(ip_network((found, PREFIXES[found.version]), strict=False))
