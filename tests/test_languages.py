"""Every sentence for people can be translated."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import trans_real

from accounts.models import Message, Person
from comments.models import Comment
from comments.status_links import status_path
from moderation.models import Decision, HouseRuleVersion
from posts.models import Blog
from tests import pseudo_language
from tests.cast import a_comment, a_post, account, bob, edda, mona
from tests.moderation.deciding import a_report, a_rule, decide

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locale")
    pseudo_language.write_catalogue(folder)
    return folder


@pytest.fixture
def pseudo(settings, catalogue, monkeypatch):
    """Let the blog speak the pseudo-language, on every page and in every mail."""
    monkeypatch.setattr(trans_real, "_translations", {})
    settings.LOCALE_PATHS = [catalogue]
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo_language.CODE, "Pseudo")]
    Blog.objects.update(
        name="Ιστολόγιο",
        about="Περί όλων.",
        house_rules_intro="Καλά.",
        language=pseudo_language.CODE,
    )
    Blog.objects.current()


@pytest.fixture
def people():
    """Everybody has a Greek name, so that it is no untranslated word."""
    account("edda", "Editors", display_name="Έντα")
    account("mona", "Moderators", display_name="Μόνα")
    account("alice", display_name="Αλίκη")
    account("bob", display_name="Βασίλης")


@pytest.fixture
def post(pseudo, people):
    return a_post(title="Πρώτη", body="<p>Ήρθε νωρίς.</p>", excerpt="Ήρθε.")


def greek(post, **details):
    """Return a comment without a Latin letter."""
    return a_comment(post, "Καλά τα λες.", **{"name": "Δήμος"} | details)


def assert_translated(client, *paths):
    leftovers = {}
    for path in paths:
        page = client.get(path)
        assert page.status_code < 500, path
        if plain := untranslated(page.text):
            leftovers[path] = plain
    assert leftovers == {}


def test_every_sentence_of_the_pages_for_readers_is_translated(client, post):
    post.tag(["Χιόνι"])
    root = greek(post)
    reply = greek(post, parent=root, by=edda())
    greek(post, parent=reply, by=bob())
    removed = greek(post)
    greek(post, parent=removed)
    Decision.objects.take("remove", removed, by=mona(), ground=a_rule())
    for _ in range(4):
        greek(post, by=bob(), name="Βασίλης")
    Comment.objects.filter(pk=reply.pk).update(edited=timezone.now(), recommendation_count=2)
    day = timezone.localtime(post.published_at, Blog.objects.current().zone)
    assert_translated(
        client,
        *("/", "/archive/", f"/{day:%Y}/", f"/{day:%Y/%m}/", f"/{day:%Y/%m/%d}/"),
        *(post.get_absolute_url(), f"/comments/{reply.pk}/thread/", f"/authors/{post.author_id}/"),
        *(f"/tags/{tag.slug}/" for tag in post.tags.all()),
        *("/search/", "/search/?q=Ήρθε", "/search/?q=τίποτα", "/search/?q=+", "/nowhere/"),
        *("/accounts/login/", "/comments/mine/", f"/status/{'x' * 22}/"),
        *(f"/accounts/{page}/" for page in ("signup", "confirm-email", "confirm-email/x")),
        *(f"/accounts/password/reset/{page}" for page in ("", "done/", "key/1-x/", "key/done/")),
        *("/accounts/inactive/", "/accounts/login/code/?ended="),
    )


def test_every_sentence_of_the_forms_for_writers_is_translated(client, post):
    comment = greek(post, by=bob())
    held = greek(post, by=bob(), status="held")
    removed = greek(post, by=bob())
    Decision.objects.take("remove", removed, by=mona(), ground=a_rule())
    closed = a_post(title="Δεύτερη", body="<p>Τέλος.</p>", comment_mode="closed")
    respond = f"{post.get_absolute_url()}respond/"
    client.force_login(bob())
    assert_translated(
        client,
        *(respond, closed.get_absolute_url(), f"{closed.get_absolute_url()}respond/"),
        *(f"/comments/{comment.pk}/{step}/" for step in ("reply", "edit", "withdraw", "report")),
        *map(status_path, (comment, held, removed)),
        *("/comments/mine/", f"/me/?post={post.pk}"),
        *(f"/accounts/{page}/" for page in ("login", "logout", "email", "reauthenticate")),
        *("/accounts/login/?next=/admin/", "/accounts/password/change/"),
        *("/accounts/password/change/?changed=", "/accounts/second-factor/"),
    )
    client.post("/accounts/reauthenticate/", {"password": "a long password"})
    assert_translated(client, "/accounts/second-factor/recovery/new/")
    client.logout()
    for path, form in (
        (respond, {}),
        (respond, {"name": "Δ", "key": str(uuid4()), "body": ""}),
        (respond, {"name": "Δ" * 200, "email": "Δ", "key": "Δ", "body": "\N{ZERO WIDTH SPACE}"}),
        (respond, {"name": "Δ", "key": str(uuid4()), "body": "Α" * 20_000}),
        (f"{closed.get_absolute_url()}respond/", {"name": "Δ", "key": str(uuid4()), "body": "Α"}),
        (f"/comments/{comment.pk}/report/", {"reason": ""}),
        (f"/comments/{comment.pk}/report/", {"reason": "law", "email": "Δ"}),
        ("/accounts/login/", {"login": "Δ", "password": "Δ"}),
        ("/accounts/signup/", {"display_name": "\u200b", "email": "Δ", "password1": ""}),
        ("/accounts/password/reset/", {"email": "Δ"}),
        ("/accounts/login/code/", {"email": "Δ"}),
    ):
        assert untranslated(client.post(path, form).text) == [], (path, form)


def test_every_sentence_of_the_mails_is_translated(post, django_capture_on_commit_callbacks):
    def decide_on(action, comment, **details):
        ground = None if action == "spam" else a_rule()
        return decide(action, comment, by=mona(), ground=ground, **details)

    with django_capture_on_commit_callbacks(execute=True):
        for action in ("remove", "hold", "warn", "ban"):
            decide_on(action, greek(post, by=bob()))
        decide_on("reject", greek(post, by=bob(), status="held"))
        decide_on("ban", greek(post, by=bob()), until=timezone.now() + timedelta(days=9))
        for source in ("threshold", "rule"):
            Decision.objects.take("hold", greek(post, by=bob()), source=source)
        for action in ("remove", "keep"):
            comment = greek(post)
            a_report(comment, email="rosa@soundoff.example")
            a_report(comment, Person.objects.create(), email="rea@mail.example")
            decide_on(action, comment)
    removed = greek(post, by=bob())
    with django_capture_on_commit_callbacks(execute=True):
        removal = decide_on("remove", removed)
    with django_capture_on_commit_callbacks(execute=True):
        removal.undo(by=mona())
    again = decide_on("remove", greek(post, by=bob()))
    with django_capture_on_commit_callbacks(execute=True):
        Decision.objects.take("restore", again.comment, by=mona())
    kinds = Message.objects.filter(status="sent").values_list("kind", flat=True)
    assert set(kinds) == {"decision", "report_receipt", "report_outcome"}
    assert len(mail.outbox) >= 13
    for message in mail.outbox:
        assert plain({message.subject, *message.body.splitlines()}) == [], message.body


def test_every_sentence_of_the_feeds_is_translated(client, post):
    reply = greek(post, by=edda())
    Decision.objects.take("pick", reply, by=edda())
    greek(post, by=bob()).add("Και κάτι ακόμα.")
    post.tag(["Χιόνι"])
    for path in (
        *("/feed/", "/comments/feed/", f"{post.get_absolute_url()}feed/"),
        *(f"/authors/{post.author_id}/feed/", f"/tags/{post.tags.get().slug}/feed/"),
    ):
        texts = [text for text in ElementTree.fromstring(client.get(path).content).itertext()]
        assert plain(word for text in texts for word in Texts.of(text)) == [], path


# Elements whose text no reader sees, or which people write, or which name keys.
UNSEEN = {"script", "style", "textarea", "kbd", "template", "code"}
ATTRIBUTES = {"aria-label", "title", "placeholder", "alt"}
VOID = {"meta", "link", "input", "img", "br", "hr", "source", "wbr", "col", "option"}
PLAIN = re.compile(r"[A-Za-z]{2,}")
# Addresses, and what else has Latin letters in every language.
EVERYWHERE = re.compile(
    r"https?://\S*|tag:\S*|R-\w+-\w+|/\S*/\S*|\S+@\S+|\b(?:HTML|URL|IP|CSV|JSON|Soundoff)\b"
)


# What people wrote, in settings or in the address of the page.
USER_TEXTS = ("bob@soundoff.example", "olga", "mona", "edda", "bob")


class Texts(HTMLParser):
    """The texts of a page that people see, with the attributes that are read out."""

    def __init__(self):
        super().__init__()
        self.inside, self.texts = [], []

    @classmethod
    def of(cls, page) -> list:
        parser = cls()
        parser.feed(page)
        return parser.texts

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.texts += [attrs[name] for name in ATTRIBUTES & set(attrs) if attrs[name]]
        if tag == "input" and attrs.get("type") == "submit":
            self.texts.append(attrs.get("value", ""))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        if not UNSEEN & set(self.inside):
            self.texts.append(data)


def untranslated(page):
    """Return the texts of a page that have usual Latin letters."""
    return plain(Texts.of(page))


def plain(texts):
    """Return those of some texts that have usual Latin letters, besides what people wrote."""
    texts = {" ".join(text.split()) for text in texts}
    rules = HouseRuleVersion.objects.values_list("title", "text", "sentence")
    for written in (*(text for rule in rules for text in rule), *USER_TEXTS):
        texts = {text.replace(" ".join(written.split()), "") for text in texts}
    return sorted(text for text in texts if PLAIN.search(EVERYWHERE.sub("", text)))
