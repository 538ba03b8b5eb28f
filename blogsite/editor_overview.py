"""The editors' half of the desk's front: what is being written, what is coming, what came last."""

from django.db.models import Count

from comments.models import Comment
from moderation.models import ModeratorScope, ReportedComment
from posts.models import Post

SHOWN = 8  # of each kind; the list of posts has the rest


class EditorOverview:
    """What an editor looks for first; a handful of queries, however long the blog is."""

    def __init__(self, user):
        self.scope = ModeratorScope.objects.condition_for(user)
        self.drafts = _last_written(Post.objects.drafts())
        self.unpublished = _last_written(Post.objects.unpublished())
        self.scheduled = Post.objects.scheduled().order_by("published_at")[:SHOWN]

    @property
    def latest(self):
        """The last published posts, each with how many comments wait under it."""
        posts = list(Post.objects.published().newest_first()[:SHOWN])
        held = _counts(Comment.objects.held().filter(self.scope), posts)
        reported = _counts(ReportedComment.objects.filter(self.scope), posts)
        for post in posts:
            post.held_count, post.reported_count = held.get(post.pk, 0), reported.get(post.pk, 0)
        return posts


def _last_written(posts):
    return posts.order_by("-updated").select_related("author")[:SHOWN]


def _counts(comments, posts):
    under = comments.filter(post__in=posts).order_by().values("post").annotate(number=Count("pk"))
    return dict(under.values_list("post", "number"))
