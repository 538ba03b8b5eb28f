"""Where a request comes from, through proxies we know and through no others."""

import logging
from ipaddress import ip_address, ip_network

from django.conf import settings

from comments.networks import is_private

logger = logging.getLogger(__name__)

HEADER = "X-Forwarded-For"
SCHEME = "HTTP_X_FORWARDED_PROTO"


class ClientAddressMiddleware:
    """Set `request.client_address`: the nearest address not of TRUSTED_PROXIES, or None. What
    anybody else says of the scheme is taken away. `request.unnamed_proxy` is the private address
    of a sender that forwards others without being named in TRUSTED_PROXIES, else "".

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
        request.unnamed_proxy = ""
        if not self._trusts(peer):
            if forwarded:
                request.unnamed_proxy = self._warn(peer)
            request.META.pop(SCHEME, None)
            forwarded = ""
        client = peer
        for hop in reversed(forwarded.split(",") if forwarded else []):
            forwarder = _address(hop)
            if forwarder is None:
                break
            client = forwarder
            if not self._trusts(client):
                break
        return str(client) if client else None

    def _warn(self, peer) -> str:
        """Log a header that is ignored; return the private IP address it came from, or "".

        A private address that forwards others is most likely a proxy of ours: until it is named,
        all its visitors have its one address, and share one visitor's limits.
        """
        if peer is None or not is_private(str(peer)):
            logger.warning("%s is ignored: it comes from no trusted proxy", HEADER)
            return ""
        logger.warning(
            "%s is ignored: it comes from %s, which TRUSTED_PROXIES does not name. If that is your"
            " proxy, name it: until then all visitors count as one for the limits",
            HEADER,
            peer,
        )
        return str(peer)

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
