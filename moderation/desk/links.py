"""The URLs of a queue's pages and actions, with the active filters."""

from urllib.parse import urlencode

from django.urls import reverse


class QueueLinks:
    """The URLs of one queue; `admin` is its ModelAdmin, `filters` the active filters by name."""

    def __init__(self, admin, filters: dict):
        self.admin, self.filters = admin, filters

    def to(self, name, pk=None) -> str:
        """Return the URL of one of the queue's views."""
        return self._path(name, pk) + self._query_string(self.filters)

    def list(self, **parameters) -> str:
        """Return the URL of the queue with further `parameters`."""
        return self._path("changelist") + self._query_string(self.filters | parameters)

    def pages(self, page) -> dict:
        """Return the URLs of the pages around one, by label; empty if it is the only one."""
        return {
            label: self._path("changelist") + query
            for label, query in page.links(self.filters).items()
        }

    def of(self, comment=None) -> dict:
        """Return the URLs that the page and the card of a comment link to, by name."""
        own = self._of_card(comment) if comment else {}
        return own | {name: self.to(name) for name in self.admin.QUEUE_ROUTES}

    def _of_card(self, comment):
        place = comment.network or comment.ip
        return {
            **{name: self.to(name, comment.pk) for name in self.admin.CARD_ROUTES},
            "wave": self._path("similar", comment.pk)
            + self._query_string(self.filters | {"of": "wave"}),
            "same_post": self.list(post=comment.post_id),
            "same_place": self.list(place=place) if place else "",
        }

    def _path(self, name, pk=None):
        opts = self.admin.opts
        route = f"admin:{opts.app_label}_{opts.model_name}_{name}"
        return reverse(route, args=[pk] if pk else [])

    @staticmethod
    def _query_string(parameters):
        return f"?{urlencode(parameters)}" if parameters else ""
