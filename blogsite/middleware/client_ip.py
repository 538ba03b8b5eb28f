"""Find the IP address of a request, behind the proxies in TRUSTED_PROXIES."""

import logging
from ipaddress import ip_network

from django.conf import settings

from accounts.networks import is_private, parse_ip

logger = logging.getLogger(__name__)

HEADER = "X-Forwarded-For"
SCHEME = "HTTP_X_FORWARDED_PROTO"


class ClientIPMiddleware:
    """Set `request.client_ip` and `request.unnamed_proxy`; remove an untrusted scheme header.

    `client_ip` is the nearest IP address that is not in TRUSTED_PROXIES, or None. `unnamed_proxy`
    is the private IP address of a sender that forwards requests without being in TRUSTED_PROXIES,
    else "".

    Each proxy appends the IP address of its client, so the header is read from the right.
    Everything left of the first untrusted address may be forged.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.trusted = [ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES]

    def __call__(self, request):
        request.client_ip = self.client_of(request)
        return self.get_response(request)

    def client_of(self, request) -> str | None:
        peer = _parse_ip(request.META.get("REMOTE_ADDR", ""))
        forwarded = request.headers.get(HEADER, "")
        request.unnamed_proxy = ""
        if not self._trusts(peer):
            if forwarded:
                request.unnamed_proxy = self._warn(peer)
            request.META.pop(SCHEME, None)
            forwarded = ""
        client = peer
        for hop in reversed(forwarded.split(",") if forwarded else []):
            forwarder = _parse_ip(hop)
            if forwarder is None:
                break
            client = forwarder
            if not self._trusts(client):
                break
        return str(client) if client else None

    def _warn(self, peer) -> str:
        """Log a header that is ignored; return the private IP address it came from, or "".

        A private address that forwards requests is most likely our own proxy: until it is listed,
        all its visitors share one address, and so the rate limits of one visitor.
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

    def _trusts(self, ip):
        return ip is not None and any(
            ip in proxy for proxy in self.trusted if proxy.version == ip.version
        )


def _parse_ip(text):
    try:
        return parse_ip(text.strip())
    except ValueError:
        return None
