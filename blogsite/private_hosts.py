"""Hosts of the owner's own network that this site may contact, from the environment.

WEBHOOK_PRIVATE_HOSTS   receivers of webhooks
READABLE_PRIVATE_HOSTS  sites whose pages may be fetched

Both are hosts separated by commas. They may have private IP addresses, plain HTTP, and any port.
"""

from collections.abc import Mapping


def of_webhooks(environ: Mapping[str, str]) -> frozenset[str]:
    """Return the hosts in WEBHOOK_PRIVATE_HOSTS, in lower case."""
    return _hosts(environ.get("WEBHOOK_PRIVATE_HOSTS", ""))


def readable(environ: Mapping[str, str]) -> frozenset[str]:
    """Return the hosts in READABLE_PRIVATE_HOSTS, in lower case."""
    return _hosts(environ.get("READABLE_PRIVATE_HOSTS", ""))


def _hosts(names):
    return frozenset(name.strip().lower() for name in names.split(",") if name.strip())
