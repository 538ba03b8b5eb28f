"""Where a request comes from, through proxies we know and through no others."""

import logging
from ipaddress import ip_address, ip_network

from django.conf import settings

logger = logging.getLogger(__name__)

HEADER = "X-Forwarded-For"
SCHEME = "HTTP_X_FORWARDED_PROTO"


class ClientAddressMiddleware:
    """Set `request.client_address`: the nearest address not of TRUSTED_PROXIES, or None. What
    anybody else says of the scheme is taken away.

    Each proxy adds at the right whom it heard from, so the header is read from there; what stands
    left of the first stranger, that stranger may have made up.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.trusted = [ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES]

    def __call__(self, request):
        request.client_address = self.client_of(request)
        return self.get_response(request)

    def client_of(self, request) -> str | None:
        peer = _address(request.META.get("REMOTE_ADDR", ""))
        forwarded = request.headers.get(HEADER, "")
        if not self._trusts(peer):
            if forwarded:
                logger.warning("%s is ignored: it comes from no trusted proxy", HEADER)
            request.META.pop(SCHEME, None)
            forwarded = ""
        client = peer
        for hop in reversed(forwarded.split(",") if forwarded else []):
            told = _address(hop)
            if told is None:
                break
            client = told
            if not self._trusts(client):
                break
        return str(client) if client else None

    def _trusts(self, address):
        return address is not None and any(
            address in proxy for proxy in self.trusted if proxy.version == address.version
        )


def _address(text):
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
