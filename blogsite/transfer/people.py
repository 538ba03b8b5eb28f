"""Create the accounts and guests of an export's authors.

An export does not prove anybody's identity. So its users become new accounts, which a later import
finds by their origin and never by e-mail address. They take over no existing account, have no
address to which a password could be sent, and cannot sign in until an administrator sets a
password.
"""

import hashlib
import re
from functools import lru_cache
from html import unescape
from itertools import batched
from typing import NamedTuple

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

from accounts.models import Person, User
from moderation.text.sanitizing import clean_name
from posts.models.bulk_insert import insert_rows

MAX_NAME_LENGTH = 60
MAX_REMEMBERED = 10_000  # authors, who write several comments
NAME_TAKEN = gettext_noop("Authors whose user name was taken, now accounts of their own")
NOT_IN_USERNAMES = re.compile(r"[^\w.@+-]+")


def digest(*parts: str) -> str:
    """Return a short hash, for objects without an id or with one that must stay unreadable."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class ExportedAuthor(NamedTuple):
    """The author of a comment, from an export."""

    user_id: str
    email: str
    name: str


class ImportedPeople:
    """All authors of one site; `authors` are the users in its export."""

    def __init__(self, origin, authors, report, *, dry_run):
        self.origin = origin  # function that returns the origin of an object of the site
        self.by_login = {author.login: author for author in authors if author.login}
        self.by_id = {author.id: author for author in authors if author.id and author.login}
        self.report = report
        self.dry_run = dry_run
        self.accounts = {}
        self.guest_origin = lru_cache(MAX_REMEMBERED)(self._guest_origin)

    def author(self, login: str) -> Person | None:
        """Return the person of a login, creating them if new; None if new and this is a dry run."""
        login = login or "unknown"
        if login not in self.accounts:
            origin = self.origin("author", digest(login))
            existing = Person.objects.select_related("user").filter(origin=origin).first()
            self.report.added["author"] += existing is None
            self.accounts[login] = existing or (None if self.dry_run else self._new(login, origin))
        return self.accounts[login]

    def author_of(self, draft) -> Person | None:
        """Return the person of a comment by a user of the site, as `author` does, else None."""
        user = self.by_id.get(draft.exported_author.user_id)
        return user and self.author(user.login)

    def set_authors(self, drafts: list):
        """Set the author of each unsaved comment, creating accounts and guests that are new."""
        guests = {}
        for draft in drafts:
            if author := self.author_of(draft):
                draft.author_id = author.pk
            else:
                guests.setdefault(self.guest_origin(draft.exported_author), []).append(draft)
        for origin, key in self._guests(list(guests)).items():
            for draft in guests[origin]:
                draft.author_id = key

    def _guest_origin(self, guest):
        """Return the origin of a guest, an HMAC of their e-mail address or else their name.

        A plain hash would let a reader of the database test which addresses have commented, also
        after they were erased.
        """
        identity = f"email\0{guest.email.lower()}" if guest.email else f"name\0{guest.name}"
        signature = salted_hmac("imported guest", identity, algorithm="sha256")
        return self.origin("guest", signature.hexdigest()[:32])

    def _guests(self, origins):
        """Return the primary keys of guests by their origins; store those that are new."""
        keys = self._keys(origins)
        if new := [origin for origin in origins if origin not in keys]:
            insert_rows(Person, {"origin": new, "created": [timezone.now()] * len(new)})
            keys |= self._keys(new)
        return keys

    @staticmethod
    def _keys(origins):
        keys = {}
        for some in batched(origins, 500):
            keys.update(Person.objects.filter(origin__in=some).values_list("origin", "pk"))
        return keys

    def _new(self, login, origin):
        author = self.by_login.get(login)
        user = User(username=self._free_username(login), email=None)
        name = (author and author.display_name) or login
        user.display_name = clean_name(unescape(name))[:MAX_NAME_LENGTH] or "Somebody"
        user.set_unusable_password()
        user.save()
        return Person.objects.create(user=user, origin=origin)

    def _free_username(self, login):
        username = free_username(login)
        if username != usable_username(login):
            self.report.list(NAME_TAKEN, f"{login}: {username}")
        return username


def usable_username(name: str) -> str:
    """Return a name with only characters that a user name may have."""
    return NOT_IN_USERNAMES.sub("-", name)[:140].strip("-") or "author"


def free_username(name: str) -> str:
    """Return a user name like `name` that no account has, ignoring case."""
    username = usable_username(name)
    others = User.objects.filter(username__istartswith=username)
    used = {name.lower() for name in others.values_list("username", flat=True)}
    free, number = username, 1
    while free.lower() in used:
        number += 1
        free = f"{username}-{number}"
    return free
