"""The environment as settings read it: what cannot be meant is refused, and told what can be."""

from ipaddress import ip_network

import environ
from django.core.exceptions import ImproperlyConfigured

FALSE = ("false", "off", "n", "no", "0", "")


class Environment(environ.Env):
    """django-environ's, which takes every word that does not mean true for false."""

    def bool(self, var, default=False):
        written = self.str(var, default=str(default)).strip().lower()
        if written not in (*self.BOOLEAN_TRUE_STRINGS, *FALSE):
            raise ImproperlyConfigured(f"{var} is neither true nor false: {written!r}.")
        return written in self.BOOLEAN_TRUE_STRINGS

    def networks(self, var) -> list[str]:
        written = [network.strip() for network in self.list(var, default=[])]
        for network in written:
            try:
                ip_network(network, strict=False)
            except ValueError:
                raise ImproperlyConfigured(
                    f"{var} holds {network!r}, which is no address and no network; it is written"
                    " like 127.0.0.1,192.0.2.0/24."
                ) from None
        return written
