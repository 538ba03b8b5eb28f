"""The sample blog: an invented magazine from `fixtures/`, and people who can sign in to it."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from blogsite.demo.conversation import add_conversation
from blogsite.demo.letterbox import fill_queues
from blogsite.models import User
from blogsite.transfer.wordpress.importer import import_wordpress
from posts.models import Blog, Image, Post

FIXTURES = settings.BASE_DIR / "fixtures"
EXPORTS = (FIXTURES / "sample.wxr.xml", FIXTURES / "many_kinds.wxr.xml")
PICTURES = FIXTURES / "images"
ORIGIN = "wordpress soundoff.example "  # how all that came with it begins to say where from
LOGINS = settings.VAR_DIR / "demo-logins.txt"

# Who can sign in, and the group that makes them staff.
PEOPLE = {"edda": "Editors", "mona": "Moderators", "milo": "Moderators", "bob": None}


class NotTheSample(Exception):
    """Somebody has an account by the name of one of the sample's people."""


def fill_blog():
    """Import the sample into a blog that holds nothing else; again, it adds what is missing."""
    if not Post.objects.exclude(origin__startswith=ORIGIN).exists():
        for export in EXPORTS:
            import_wordpress(export)
        add_conversation(ORIGIN)
        hang_pictures()
        fill_queues(ORIGIN)


def hang_pictures():
    """Give some of the posts their lead images, once: an editor may take them down again."""
    if Image.objects.exists():
        return
    for slug, (name, alt) in json.loads((PICTURES / "lead_images.json").read_text()).items():
        post = Post.objects.filter(origin__startswith=ORIGIN, slug=slug).first()
        if post:
            post.lead_image = Image.objects.take((PICTURES / name).read_bytes(), alt=alt)
            post.save(update_fields=["lead_image"])
    Blog.objects.touch()


def sign_up_people() -> "Logins":
    """Give the logins of the sample's people, making who is missing, or raise NotTheSample.

    The file may outlive the database and the other way round: whichever is left is believed.
    """
    logins = Logins(LOGINS)
    with transaction.atomic():
        for username, group in PEOPLE.items():
            _sign_up(username, group, logins)
    logins.keep()
    return logins


def _sign_up(username, group, logins):
    email = f"{username}@soundoff.example"
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"email": email, "display_name": username.title()}
    )
    if user.email != email:
        raise NotTheSample(f"There is an account {username} that the sample did not make.")
    if is_new or username not in logins.passwords:
        user.set_password(logins.password_of(username))
    if group:
        user.is_staff = True
        user.groups.add(Group.objects.get(name=group))
    user.save()


class Logins:
    """Names and passwords, made on the spot and kept in a file that only its owner can read."""

    def __init__(self, path: Path):
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self.passwords = dict(line.split()[:2] for line in lines if len(line.split()) > 1)

    def password_of(self, username: str) -> str:
        return self.passwords.setdefault(username, secrets.token_urlsafe(9))

    def keep(self):
        """Write the file, whole or not at all."""
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("".join(f"{line}\n" for line in self.lines()))
        draft.replace(self.path)

    def lines(self):
        for username, password in self.passwords.items():
            yield f"{username:8}{password:16}{PEOPLE.get(username) or 'a reader'}"
