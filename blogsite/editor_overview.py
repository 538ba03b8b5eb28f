"""The editors' half of the desk's first page: drafts, scheduled and latest posts."""

from django.db.models import OuterRef

from comments.models import Comment
from moderation.models import ModeratorScope, ReportedComment
from moderation.queues import CountUpTo
from posts.models import Post

SHOWN = 8  # of each kind; the list of posts has the rest
MAX_COUNT = 99  # of the waiting comments under a post; counting thousands takes too long


class EditorOverview:
    """The editor's overview; a handful of queries for a blog of any size."""

    def __init__(self, user):
        self.scope = ModeratorScope.objects.condition_for(user)
        self.drafts = _last_written(Post.objects.drafts())
        self.unpublished = _last_written(Post.objects.unpublished())
        self.scheduled = Post.objects.scheduled().order_by("published_at")[:SHOWN]

    @property
    def lacks_pages(self) -> bool:
        """Return whether the blog has no page yet, such as an imprint."""
        return not Post.objects.filter(place=Post.Place.PAGE).exists()

    @property
    def latest(self):
        """The latest published posts, each with its number of waiting comments."""
        latest = (
            Post.objects.published()
            .newest_first()
            .annotate(
                held_count=self._count(Comment.objects.held()),
                reported_count=self._count(ReportedComment.objects.all()),
            )
        )
        posts = list(latest[:SHOWN])
        for post in posts:
            post.held_count = _capped(post.held_count)
            post.reported_count = _capped(post.reported_count)
        return posts

    def _count(self, comments):
        return CountUpTo(MAX_COUNT + 1, comments.filter(self.scope, post=OuterRef("pk")))


def _capped(count) -> str:
    return f"{MAX_COUNT}+" if count > MAX_COUNT else str(count)


def _last_written(posts):
    return posts.order_by("-updated").select_related("author")[:SHOWN]
