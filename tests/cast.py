"""The people of the tests, and what they write, made by the methods that the site uses."""

import itertools
import os
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import Person, User
from accounts.sign_in import BY_KEY
from comments.models import Comment
from posts.models import Post

# A version of a page that is newer than any cached one, so that the database is asked.
NEWER = 9 * 10**15

# Rows may be copied from another process of the run, whose posts must have other slugs.
_process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
_slugs = itertools.count(1 + 100_000 * int(_process))
_keys = {}  # of accounts, by user name


def account(username, group=None, **fields):
    """Return the account `username`, created at the first call; `group` makes it staff."""
    user = _stored_account(username) or _new_account(username, group, fields)
    _keys[username] = user.pk
    return user


def _stored_account(username):
    """Return an account that exists: its key is remembered, for tests look for it very often."""
    user = BY_KEY.first(_keys.get(username, 0))
    is_it = user and user.username == username
    return user if is_it else User.objects.filter(username=username).first()


def _new_account(username, group, fields):
    """Store what `create_user` does, without looking for what a new account cannot have."""
    fields = {"display_name": username.title(), "is_staff": bool(group)} | fields
    email = f"{username}@soundoff.example"
    with transaction.atomic():
        user = User(username=username, email=email, **fields)
        user.set_password("a long password")
        user.save()
        EmailAddress.objects.create(user=user, email=email.lower(), verified=True, primary=True)
        if group:
            User.groups.through.objects.create(user=user, group_id=_group_key(group))
    return user


@cache
def _group_key(name) -> int:
    """Return the key of a group, which a migration makes."""
    return Group.objects.get(name=name).pk


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
    author = by if isinstance(by, Person) else _person_of(by or alice())
    return Comment.objects.store(
        post=post, author=author, name=name or str(author), body=body, parent=parent, **details
    )


def _person_of(user):
    person = Person.objects.of(user)
    person.user = user  # which would be read again for the name
    return person


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
