"""The pages of a large site that benchmarks.million asks for."""

from benchmarks.large_site import RARE


def for_readers() -> dict[str, str]:
    """Return the paths of pages for readers, by name."""
    from comments.conversation import SORTS, ConversationPage
    from comments.models import Comment
    from posts.archives import POSTS_PER_PAGE
    from posts.models import Post

    large = Post.objects.order_by("-comment_count")[0]
    path, last = large.get_absolute_url(), ConversationPage(large).page_count
    reply = Comment.objects.on(large).published().exclude(parent=None).latest("pk")
    numbers = {"first": 1, "middle": last // 2, "last": last}
    paths = {
        f"largest post, {sort}, {name}": f"{path}?sort={sort}&page={number}"
        for sort in SORTS
        for name, number in numbers.items()
    }
    posts = Post.objects.exclude(pk=large.pk).order_by("-comment_count")
    month = f"{large.date:/%Y/%m/}"
    return paths | {
        "largest post, whole": f"{path}?view=whole",
        "largest post, its feed": f"{path}feed/",
        "largest post, its form": f"{path}respond/",
        "largest post, what is new": f"/posts/{large.pk}/now/",
        "largest post, as JSON": f"/api/v1/conversations/{large.pk}/",
        "a comment, and its branch": f"/comments/{reply.pk}/thread/",
        "a post in the middle": posts[posts.count() // 2].get_absolute_url(),
        "front page": "/",
        "front page, in the middle": f"/?page={1 + posts.count() // POSTS_PER_PAGE // 2}",
        "an author": f"/authors/{large.author_id}/",
        "archive": "/archive/",
        "a month": month,
        "feed of posts": "/feed/",
        "feed of comments": "/comments/feed/",
    }


def sitemaps() -> dict[str, str]:
    return {"sitemap": "/sitemap.xml", "sitemap, the first part": "/sitemap-posts.xml?p=1"}


def searches() -> dict[str, str]:
    """Return the paths of searches: w0x is in nine of ten comments, w1x in one of two."""
    words = {
        "a word in nine of ten": "w0x",
        "two common words": "w0x w1x",
        "eight common words": "w0x w1x w2x w3x w4x w5x w6x w7x",
        "a common and a rare word": f"w0x {RARE}",
        "a word in some": "w3000x",
        "a rare word": RARE,
        "a word in none": "quinconx",
    }
    return {f"search: {name}": f"/search/?q={text}" for name, text in words.items()}


def for_staff() -> dict[str, str]:
    """Return the paths of lists for staff, by name."""
    from comments.models import Comment

    author = Comment.objects.latest("pk").author_id
    comments = "/admin/comments/comment/"
    return {
        "comments": comments,
        "comments, a common word": f"{comments}?q=w0x",
        "comments, a rare word": f"{comments}?q={RARE}",
        "comments, removed": f"{comments}?status__exact=removed",
        "posts": "/admin/posts/post/",
        "posts, searched": "/admin/posts/post/?q=Post+77",
        "held": "/admin/moderation/heldcomment/",
        "held, a word": "/admin/moderation/heldcomment/?q=w0x",
        "reported": "/admin/moderation/reportedcomment/",
        "decisions": "/admin/moderation/decision/",
        "people": "/admin/accounts/person/",
        "people, by name": "/admin/accounts/person/?q=Reader+77",
        "a person": f"/admin/accounts/person/{author}/",
        "metrics": "/metrics",
    }


def figures() -> dict[str, str]:
    from django.utils import timezone

    last_year = timezone.now().year - 1
    return {
        "figures of a year": f"/transparency/?year={last_year}",
        "figures of the desk": "/admin/figures/?days=365",
    }
