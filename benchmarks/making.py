"""Posts and comments in bulk, for measuring."""

from django.core.management import CommandError
from django.utils import timezone

from blogsite.models import User
from posts.models import Post


def make_posts(count: int) -> list[Post]:
    """Give `count` new published posts; refuses a database that holds any already."""
    if Post.objects.exists():
        raise CommandError("This database holds posts; measuring wants an empty one.")
    author = User.objects.create(username="measured")
    posts = []
    for number in range(count):
        post = Post(title=f"Post {number}", slug=f"post-{number}", author=author)
        post.write("<p>Measured.</p>")
        post.publish(at=timezone.now())
        posts.append(post)
    return posts
