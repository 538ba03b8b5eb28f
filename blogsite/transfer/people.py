"""The accounts and guests behind what an export brings.

An import proves nothing about who somebody is. So an export's users become accounts of their own,
known again by where they came from and never by an e-mail address: they take over no account that
is here, carry no address that a password could be sent to, and cannot sign in until an
administrator gives them one.
"""

import hashlib
import re
from html import unescape
from typing import NamedTuple

from django.utils.crypto import salted_hmac

from blogsite.models import User
from comments.models import Person
from moderation.text.sanitizing import clean_name

NAME_LENGTH = 60
NOT_IN_USERNAMES = re.compile(r"[^\w.@+-]+")


def digest(*parts: str) -> str:
    """Give a fixed mark for what has no id, or should not be readable in an origin."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class Writer(NamedTuple):
    """Who wrote something, as an export says it."""

    user_id: str
    email: str
    name: str


class ImportedPeople:
    """Whoever wrote in one site; `authors` are the users that its export names."""

    def __init__(self, origin, authors, report, *, dry_run):
        self.origin = origin  # gives the origin of something in the site, as text
        self.by_login = {author.login: author for author in authors if author.login}
        self.by_id = {author.id: author for author in authors if author.id and author.login}
        self.report = report
        self.dry_run = dry_run
        self.accounts = {}

    def author(self, login: str) -> Person | None:
        """Give the person behind an export's login, made when new; None in a dry run if new."""
        login = login or "unknown"
        if login not in self.accounts:
            origin = self.origin("author", digest(login))
            known = Person.objects.select_related("user").filter(origin=origin).first()
            self.report.came_in["author"] += known is None
            self.accounts[login] = known or (None if self.dry_run else self._new(login, origin))
        return self.accounts[login]

    def author_of(self, draft) -> Person | None:
        """Give the person behind a draft whose writer was a user of the site, as `author` does."""
        user = self.by_id.get(draft.writer.user_id)
        return user and self.author(user.login)

    def sign(self, drafts: list):
        """Set who wrote each draft, making accounts and guests that are new."""
        guests = {}
        for draft in drafts:
            if author := self.author_of(draft):
                draft.author = author
            else:
                guests.setdefault(self._guest_origin(draft.writer), []).append(draft)
        for origin, person in self._guests(list(guests)).items():
            for draft in guests[origin]:
                draft.author = person

    def _guest_origin(self, writer):
        """Name a guest: by e-mail, else by name; with our key, or whoever reads the database could
        try which addresses have written, also after they were erased.
        """
        known = f"email\0{writer.email.lower()}" if writer.email else f"name\0{writer.name}"
        signed = salted_hmac("imported guest", known, algorithm="sha256")
        return self.origin("guest", signed.hexdigest()[:32])

    def _guests(self, origins):
        known = {person.origin: person for person in self._known(origins)}
        new = [Person(origin=origin) for origin in origins if origin not in known]
        Person.objects.bulk_create(new, batch_size=500)
        return known | {person.origin: person for person in new}

    def _known(self, origins):
        for start in range(0, len(origins), 500):
            yield from Person.objects.filter(origin__in=origins[start : start + 500])

    def _new(self, login, origin):
        author = self.by_login.get(login)
        user = User(username=self._free_username(login), email=None)
        written = (author and author.display_name) or login
        user.display_name = clean_name(unescape(written))[:NAME_LENGTH] or "Somebody"
        user.set_unusable_password()
        user.save()
        return Person.objects.create(user=user, origin=origin)

    def _free_username(self, login):
        wanted = NOT_IN_USERNAMES.sub("-", login)[:140].strip("-") or "author"
        taken = set(
            User.objects.filter(username__istartswith=wanted).values_list("username", flat=True)
        )
        taken = {name.lower() for name in taken}
        free, number = wanted, 1
        while free.lower() in taken:
            number += 1
            free = f"{wanted}-{number}"
        if number > 1:
            self.report.list(
                "Authors whose user name was taken, now accounts of their own", f"{login}: {free}"
            )
        return free
