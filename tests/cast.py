"""The people of the tests, and what they write, made by the methods that the site uses."""

import itertools
import os

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Person, User
from comments.models import Comment
from posts.models import Post

# A version of a page that is newer than any cached one, so that the database is asked.
NEWER = 9 * 10**15

# Rows may be copied from another process of the run, whose posts must have other slugs.
_process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
_slugs = itertools.count(1 + 100_000 * int(_process))


def account(username, group=None, **fields):
    """Return the account `username`, created at the first call; `group` makes it staff."""
    user = User.objects.filter(username=username).first()
    if user is None:
        fields = {"display_name": username.title(), "is_staff": bool(group)} | fields
        user = User.objects.create_user(
            username, f"{username}@soundoff.example", "a long password", **fields
        )
        if group:
            user.groups.add(Group.objects.get(name=group))
    return user


def alice():
    """Writes comments."""
    return account("alice")


def bob():
    """Reads, answers, reports."""
    return account("bob")


def mona():
    return account("mona", "Moderators")


def milo():
    return account("milo", "Moderators")


def edda():
    return account("edda", "Editors")


def an_owner(username="olga"):
    """Return an account that may do everything."""
    return account(username, is_superuser=True, is_staff=True)


def a_post(title="The first frost", body="<p>It came early this year.</p>", **fields):
    """Return a published post by edda."""
    post = Post(title=title, slug=f"the-first-frost-{next(_slugs)}", author=edda(), **fields)
    post.write(body)
    post.publish()
    return post


def a_page(path="about", title="About us", body="<p>We write about winters.</p>", **fields):
    """Return a published page by edda; comments are closed, as they are at first."""
    fields = {"comment_mode": Post.CommentMode.CLOSED} | fields
    return a_post(title, body, place=Post.Place.PAGE, page_path=path, **fields)


def a_comment(post, body="Well said.", *, by=None, parent=None, name=None, **details):
    """Return a comment under `post`, published unless `status` says otherwise; by alice.

    `by` is an account or a person.
    """
    author = by if isinstance(by, Person) else Person.objects.of(by or alice())
    return Comment.objects.store(
        post=post, author=author, name=name or str(author), body=body, parent=parent, **details
    )


def a_conversation(post, shape, by=alice):
    """Store comments by `shape`, a list of parent indices (None: top level); return them."""
    author, drafts = Person.objects.of(by()), []
    text = Comment()
    text.write("Words.")  # once: ten thousand would take the sanitizer seconds
    for number, parent in enumerate(shape):
        now = timezone.now()
        draft = Comment(author=author, name=f"Voice {number}", created=now, published_at=now)
        draft.status = Comment.Status.PUBLISHED
        draft.parent = None if parent is None else drafts[parent]
        draft.body, draft.body_html = text.body, text.body_html
        drafts.append(draft)
    return Comment.objects.build(post, drafts)
