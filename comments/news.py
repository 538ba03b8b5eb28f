"""News of a conversation: a small document that the readers' scripts ask for."""

from django.db.models.functions import Coalesce

from comments.models import Comment
from comments.models.literal import Literal

# Together at most two kilobytes when compressed.
NEWEST_COMMENTS = 100
RECOMMENDED_COMMENTS = 100
# Written last, of which the newest are those published last. One that waited longer than it takes
# to write so many is left out.
LAST_WRITTEN = 1_000


class News:
    """The newest published comments under a post, and the numbers of recommendations.

    Comments are ordered by publication: one that waited for a moderator comes last.
    """

    def __init__(self, post):
        self.post = post
        self.published = Comment.objects.published().on(post)

    def as_json(self) -> dict:
        """Return the document; times are in milliseconds since 1970, as in JavaScript."""
        return {
            "version": self.post.version,
            "count": self.post.comment_count,
            "newest": [
                [pk, parent, int(moment.timestamp() * 1000)]
                for pk, parent, moment in self._newest()
            ],
            "recommendations": dict(self._recommended()),
        }

    def _newest(self):
        # Imported comments may have no time of publication.
        last = self.published.order_by("-created")[:LAST_WRITTEN]
        comments = Comment.objects.filter(pk__in=last.values("pk"))
        published = comments.annotate(moment=Coalesce("published_at", "created"))
        rows = published.order_by("-moment", "-pk").values_list("pk", "parent", "moment")
        return rows[:NEWEST_COMMENTS]

    def _recommended(self):
        """Return the most recommended comments, with their numbers."""
        recommended = self.published.filter(recommendation_count__gt=Literal(0))
        rows = recommended.order_by("-recommendation_count", "pk")
        return rows.values_list("pk", "recommendation_count")[:RECOMMENDED_COMMENTS]
