"""Posts and comments in bulk, for measurements."""

import random

from django.core.management import CommandError
from django.utils import timezone

from accounts.models import Person, User
from comments.models import Comment
from posts.models import Post


def make_posts(count: int) -> list[Post]:
    """Return `count` new published posts; refuses a database that holds any already."""
    if Post.objects.exists():
        raise CommandError("This database holds posts; measuring wants an empty one.")
    author = User.objects.create(username="measured", display_name="Measured")
    posts = []
    for number in range(count):
        post = Post(title=f"Post {number}", slug=f"post-{number}", author=author)
        post.write("<p>Measured.</p>")
        post.publish(at=timezone.now())
        posts.append(post)
    return posts


def build_comments(post, count: int):
    """Store `count` published comments under `post`: four in ten at top level, the rest replies
    to something recent, forty words each; the same every time.
    """
    chance, drafts = random.Random(count), []
    author = Person.objects.create()
    words = Comment()
    words.write(" ".join(f"word{n}" for n in range(40)))
    for number in range(count):
        now = timezone.now()
        draft = Comment(author=author, name=f"Reader {number}", created=now, published_at=now)
        draft.status, draft.body, draft.body_html = "published", words.body, words.body_html
        replies = drafts and chance.random() < 0.6
        draft.parent = chance.choice(drafts[-200:]) if replies else None
        drafts.append(draft)
    Comment.objects.build(post, drafts)
