"""Import the sample blog, an invented magazine, and create accounts that can sign in to it."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from blogsite.demo.about import add_pages
from blogsite.demo.conversation import add_conversation
from blogsite.demo.learned import begin_screening, end_screening
from blogsite.demo.letterbox import fill_queues
from blogsite.demo.lists import make_lists
from blogsite.demo.look import add_look
from blogsite.demo.past import add_past
from blogsite.transfer.wordpress.importer import import_wordpress
from posts.models import Blog, Image, Post

FIXTURES = settings.BASE_DIR / "fixtures"
EXPORTS = (FIXTURES / "sample.wxr.xml", FIXTURES / "many_kinds.wxr.xml")
IMAGES = FIXTURES / "images"
ORIGIN = "wordpress soundoff.example "  # prefix of the origins of everything imported with it
LOGINS_FILE = settings.VAR_DIR / "demo-logins.txt"

# User name and group; members of a group are staff.
SAMPLE_USERS = {
    "olga": "Owners",
    "edda": "Editors",
    "mona": "Moderators",
    "milo": "Moderators",
    "bob": None,
}


class UsernameNotOurs(Exception):
    """An account that the sample did not create has the user name of one of its people."""


def fill_blog():
    """Import the sample unless the blog has other posts; add missing parts of an earlier run."""
    if not Post.objects.exclude(origin__startswith=ORIGIN).exists():
        for export in EXPORTS:
            import_wordpress(export)
        add_conversation(ORIGIN)
        add_lead_images()
        add_look()
        add_pages(ORIGIN)
        make_lists()
        add_past(ORIGIN)
        begin_screening()
        fill_queues(ORIGIN)
        end_screening()


def add_lead_images():
    """Set the lead images of some posts, if there are no images: an editor may have removed one."""
    if Image.objects.exists():
        return
    for slug, (name, alt) in json.loads((IMAGES / "lead_images.json").read_text()).items():
        post = Post.objects.filter(origin__startswith=ORIGIN, slug=slug).first()
        if post:
            post.lead_image = Image.objects.store((IMAGES / name).read_bytes(), alt=alt)
            post.save(update_fields=["lead_image"])
    Blog.objects.touch()


def sign_up_people() -> "Logins":
    """Create the missing accounts and return the logins of all; raise UsernameNotOurs.

    An account without a password in the file gets a new one: the database may outlive the file,
    and the other way round.
    """
    logins = Logins(LOGINS_FILE)
    with transaction.atomic():
        for username, group in SAMPLE_USERS.items():
            _sign_up(username, group, logins)
    logins.write()
    return logins


def _sign_up(username, group, logins):
    email = f"{username}@soundoff.example"
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"email": email, "display_name": username.title()}
    )
    if user.email != email:
        raise UsernameNotOurs(f"There is an account {username} that the sample did not make.")
    if is_new or username not in logins.passwords:
        user.set_password(logins.password_of(username))
    if group:
        user.is_staff = True
        user.groups.add(Group.objects.get(name=group))
    user.save()
    user.confirm_email()


class Logins:
    """User names and generated passwords, stored in a file that only its owner can read."""

    def __init__(self, path: Path):
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self.passwords = dict(line.split()[:2] for line in lines if len(line.split()) > 1)

    def password_of(self, username: str) -> str:
        """Return the password of a user, generating it if there is none."""
        return self.passwords.setdefault(username, secrets.token_urlsafe(9))

    def write(self):
        """Write the file atomically, so that it is never half written."""
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("".join(f"{line}\n" for line in self.lines()))
        draft.replace(self.path)

    def lines(self):
        """Yield one line for each user: user name, password and group."""
        for username, password in self.passwords.items():
            yield f"{username:8}{password:16}{SAMPLE_USERS.get(username) or 'a reader'}"
