"""Every sentence for people can be translated."""

import re
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.contrib import admin
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import trans_real

from accounts.models import Message, Person, User
from blogsite.mail_examples import example
from blogsite.models import Import
from blogsite.transfer.report_data import data_of
from blogsite.transfer.wordpress.importer import import_wordpress
from comments.models import Comment, Finding
from comments.status_links import status_path
from moderation.history.lists import LISTS
from moderation.models import Ban, Batch, Decision, ModeratorScope, Note
from moderation.notifying.rounds import STAFF_KINDS
from moderation.queues import PAGE_SIZE
from posts.models import Blog, Post, Revision, WorkingCopy
from tests import pseudo_language
from tests.blogsite.exports import a_comment as an_exported_comment
from tests.blogsite.exports import a_post as an_exported_post
from tests.blogsite.exports import an_export
from tests.blogsite.test_import_report import BODIES
from tests.cast import NEWER, a_comment, a_post, account, alice, bob, edda, mona
from tests.moderation.deciding import a_report, a_rule, decide
from tests.moderation.test_access import OTHER_QUEUES
from tests.moderation.year_of_use import YearOfUse
from tests.untranslated import Texts, broken_attributes, plain, untranslated

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locale")
    pseudo_language.write_catalogue(folder)
    return folder


@pytest.fixture
def second_language(settings, catalogue, monkeypatch):
    """Let the site have the pseudo-language besides English."""
    monkeypatch.setattr(trans_real, "_translations", {})
    settings.LOCALE_PATHS = [catalogue]
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo_language.CODE, "Ψευδής")]


@pytest.fixture
def pseudo(second_language):
    """Let the blog speak the pseudo-language, on every page and in every mail."""
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
    account("rosa", display_name="Ρόζα")


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
        signs = not path.endswith("/delete/")  # which lists rows with a colon of Django's code
        if leftover := untranslated(page.text, signs=signs) + broken_attributes(page.text):
            leftovers[path] = leftover
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
        *("/accounts/login/", "/comments/mine/", f"/status/{'x' * 22}/", "/api/"),
        *(f"/accounts/{page}/" for page in ("signup", "confirm-email", "confirm-email/x")),
        *(f"/accounts/password/reset/{page}" for page in ("", "done/", "key/1-x/", "key/done/")),
        *("/accounts/inactive/", "/accounts/login/code/?ended="),
    )


def test_every_sentence_of_the_figures_is_translated(client, pseudo):
    assert_translated(client, "/transparency/")
    YearOfUse(2025, Blog.objects.current().zone, seed=5, sizes=(0, 3, 9)).store()
    assert_translated(client, "/transparency/?year=2025")


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
        page = client.post(path, form).text
        assert untranslated(page) + broken_attributes(page) == [], (path, form)


@pytest.fixture
def desk(client, post):
    """A blog with something of everything, and its owner at the desk."""
    root = User.objects.create_superuser("root", display_name="Ρίζα")
    client.force_login(root)
    comment = greek(post, by=bob(), status="held", email="bob@soundoff.example", ip="203.0.113.7")
    comment.store_findings([Finding(rule="many_links", verdict="hold", parameters={"links": 5})])
    reported = greek(post, by=alice(), name="Αλίκη", parent=greek(post))
    for reason, email in (("harassment", "rosa@soundoff.example"), ("other", "")):
        a_report(reported, Person.objects.create(), reason, email=email, note="Κακό.")
    notice = {"explanation": "Άδικο.", "location": "https://a.example/", "name": "Ρόζα"}
    notice["in_good_faith"] = True
    a_report(reported, Person.objects.create(), "illegal", email="r@a.example", legal_notice=notice)
    reported.edit("Αλλιώς.")
    reported.add("Και κάτι.")
    a_report(reported, "bob")
    Note.objects.write("Προσοχή.", by=mona(), comment=reported)
    Note.objects.write("Προσοχή.", by=mona(), person=comment.author)
    for action in ("keep", "close_branch"):
        decide(action, reported, by=mona())
    decide("warn", greek(post, by=bob()), by=mona(), ground=a_rule())
    a_report(reported, Person.objects.create())
    for until in (None, timezone.now() + timedelta(days=9)):
        Ban.objects.impose(network="203.0.113.0/24", by=mona(), ground=a_rule(), until=until)
    decide("ban", greek(post, by=bob()), by=mona(), ground=a_rule()).bans.get().lift(by=mona())
    Batch.objects.begin("let_stand", on=Comment.objects.held(), by=mona())
    for number in range(PAGE_SIZE + 1):
        greek(post, name=f"Δήμος {number}", status="held")
    a_report(greek(post))
    ModeratorScope.objects.create(user=mona(), kind="all")
    for step in ("publish", "schedule", "save"):
        form = {"title": "Νέα", "body": "<p>Ήρθε.</p>", "author": edda().pk, "slug": step}
        form |= {"comment_mode": "open", "commenters": "everybody", f"_{step}": "Ναι"}
        form |= {"publish_at_0": "2036-01-02", "publish_at_1": "03:04", "tag_names": "Χιόνι"}
        client.post("/admin/posts/post/add/", form)
    Post.objects.get(slug="publish").unpublish()
    latest = Post.objects.get(slug="save")
    Revision.objects.record(latest, by=edda())
    for editor in (root, edda()):
        texts = {"title": "Άλλη", "excerpt": "", "body": "", "post": latest}
        WorkingCopy.objects.create(key=uuid4(), by=editor, **texts)
    return client


UNTRANSLATED = ("django_tasks_database",)
FILES = {"jsi18n", "moderation_decision_csv", "posts_look_colours", "posts_image_library"}


def admin_paths():
    """Yield the paths of all pages of the admin, of a new and of the newest row.

    The list of tasks is its package's own, without translations; scripts and files are no pages.
    Of all queues but one, the list is enough: one class makes their pages.
    """
    resolver = get_resolver().namespace_dict["admin"][1]
    models = {model._meta.label_lower.replace(".", "_"): model for model in admin.site._registry}
    models["auth_user"] = User
    names = {name for name in resolver.reverse_dict if isinstance(name, str)} - FILES
    for name in sorted(name for name in names if not name.startswith(UNTRANSLATED)):
        model = models.get("_".join(name.split("_")[:2]))
        newest = model._default_manager.order_by("-pk")[:1] if model else []
        for args in [], *([row.pk] for row in newest):
            with suppress(NoReverseMatch):
                path = reverse(f"admin:{name}", args=args)
                if name.endswith("_changelist") or not path.startswith(OTHER_QUEUES):
                    yield path


@pytest.mark.slow
def test_every_sentence_of_the_admin_is_translated(desk):
    people = [Person.objects.of(user).pk for user in (alice(), bob())]
    histories = [f"/admin/accounts/person/{pk}/?show={code}" for pk in people for code in LISTS]
    absurd = "/admin/moderation/decision/?since=2026-02-30&until=9999-12-31&person=x"
    assert_translated(desk, *admin_paths(), *histories, absurd)


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


WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def row_text(row):
    row.end(row.state)
    return f"/admin/move-in/{row.pk}/report/"


def test_the_report_of_an_import_is_in_the_language_of_its_reader(desk, tmp_path):
    everything = [*BODIES, "[foo a=1]", '[gallery ids="77"]', "<!-- wp:latest-posts /-->", "x" * 9]
    path = tmp_path / "export.xml"
    path.write_text(
        an_export(
            *(
                an_exported_post(post_id=n, post_name=f"n{n}", title="Πρώτη", content=body)
                for n, body in enumerate(everything, 1)
            ),
            an_exported_post(post_id=50, status="άλλη", title=""),
            an_exported_post(post_id=51, post_password="α", title="Πρώτη", **{"wp:is_sticky": 1}),
            an_exported_post(post_id=52, post_type="page", title="Σελίδα", post_name="s"),
            an_exported_post(
                an_exported_comment(1, "<script></script>", parent=3, comment_author="Δήμος"),
                an_exported_comment(
                    2, "Ναι", parent=2, comment_author_email="α", comment_date_gmt="x"
                ),
                an_exported_comment(
                    3,
                    "",
                    comment_approved="άλλη",
                    **{"wp:comment_author_url": "https://a.example/"},
                ),
                an_exported_comment(5, "Ναι", **{"wp:comment_author_url": "https://a.example/"}),
                an_exported_comment(4, comment_type="pingback"),
                post_id=53,
                title="Πρώτη" * 50,
            ),
            tail="\nτέλος",
        )
    )
    of_the_file = {*WORD.findall(path.read_text()), "WordPress", "UTC"}
    for state in ("checked", "done"):
        report = import_wordpress(path, dry_run=state == "checked")
        row = Import(file_name="α", source="wordpress", by=edda(), state=state)
        row.outcome = data_of(report)
        row.save()
        page = desk.get(f"/admin/move-in/{row.pk}/").text + desk.get(row_text(row)).text
        texts = [
            WORD.sub(lambda word: "" if word[0] in of_the_file else word[0], text)
            for text in Texts.of(page)
        ]
        assert plain(texts) == []


# The language of one account


LANGUAGE = "/accounts/language/"


def test_an_account_has_pages_and_mail_in_its_language_and_others_the_blogs(
    client, second_language, people, django_capture_on_commit_callbacks
):
    Blog.objects.update(name="Ιστολόγιο")
    post = a_post(title="Πρώτη", body="<p>Ήρθε νωρίς.</p>", excerpt="Ήρθε.")
    mine = greek(post, by=alice(), name="Αλίκη")
    client.force_login(alice())
    path = f"{post.get_absolute_url()}?v={NEWER}"
    before = client.get(path).content
    assert "Your account" in client.get("/accounts/").text
    assert client.post(LANGUAGE, {"language": "de"}).status_code == 400
    client.post(LANGUAGE, {"language": pseudo_language.CODE})
    page = client.get("/accounts/")
    assert f'lang="{pseudo_language.CODE}"' in page.text and "Ψευδής" in page.text
    own = [f"/comments/{name}/" for name in ("mine", "replies", "hidden")]
    assert_translated(client, "/accounts/", "/reports/mine/", *own)
    assert untranslated(client.get(f"{LANGUAGE}?changed=").text) == []
    assert client.get(path).content == before == Client().get(path).content
    with django_capture_on_commit_callbacks(execute=True):
        a_report(mine, Person.objects.create(), email="guest@mail.example")
        client.post("/accounts/password/reset/", {"email": alice().email})
        decide("remove", mine, by=mona(), ground=a_rule())
    assert len(mail.outbox) >= 3
    for message in mail.outbox:
        is_translated = plain({message.subject, *message.body.splitlines()}) == []
        assert is_translated == (message.to == [alice().email]), message.body


def test_with_one_language_there_is_nothing_to_choose(client, settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    client.force_login(alice())
    assert "Your language" not in client.get("/accounts/").text
    assert client.get(LANGUAGE).status_code == 404


def test_mail_to_people_who_work_here_is_in_the_language_of_each(second_language, people):
    Blog.objects.update(name="Ιστολόγιο")
    a_post(title="Πρώτη", body="<p>Ήρθε νωρίς.</p>", excerpt="Ήρθε.")
    for kind in STAFF_KINDS:
        for language in (pseudo_language.CODE, ""):
            message = example(kind.code, mona())
            message.user = User(language=language)
            is_translated = plain({message.subject, *message.body.splitlines()}) == []
            assert is_translated == bool(language), message.body
