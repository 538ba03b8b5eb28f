"""What is dear or tempting to do again and again: signing in, searching. Answers 429.

Comments and reports have limits of their own, counted in their rows (`too_fast`, `Report.pause`).
"""

from django.shortcuts import render

from comments.limits import Limit
from comments.networks import network_of

# A forgotten password takes a few tries; a clinic signs in from one address. None in all: many
# strangers could shut the staff out.
SIGNING_IN = Limit("sign_in", seconds=15 * 60, a_hand=10, a_network=100)
# Each is a query over all words: faster than anybody reads the answers. Ten a second keep a core
# busy; past that, everybody still finds what they came for.
SEARCHING = Limit("search", seconds=60, a_hand=30, a_network=60, in_all=600, when_crowded=6)

LIMITED = {
    ("POST", "/accounts/login/"): SIGNING_IN,
    ("POST", "/admin/login/"): SIGNING_IN,
    ("GET", "/search/"): SEARCHING,
}


class TooOftenMiddleware:
    """Answer 429, and when to come back, to whoever tries too often."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        method = "GET" if request.method == "HEAD" else request.method
        limit = LIMITED.get((method, request.path_info))
        wait = limit.take(**who_of(request)) if limit else 0
        return refused(request, wait) if wait else self.get_response(request)


def who_of(request) -> dict:
    """Give whose tries are counted together: a name's from one network, and the network's.

    A name's from everywhere would let a stranger keep its owner out.
    """
    network = network_of(request.client_address)
    name = request.POST.get("username", "") if request.method == "POST" else ""
    return {"hand": f"{name.casefold()} {network}" if name else "", "network": network}


def refused(request, wait):
    response = render(request, "429.html", {"minutes": -(-wait // 60)}, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
