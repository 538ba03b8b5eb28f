"""A rule in shadow is asked and records what it would do; nothing else changes."""

import re
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Message, Person
from accounts.own_data import write_own_data
from comments.models import Comment, Finding, RefusalCount, Subscription
from comments.screening import hold
from comments.status_links import status_path
from moderation.models import Appeal, Decision, ModeratorScope, Rule, RuleChange
from posts.models import Post
from tests.cast import NEWER, a_comment, a_post, alice, bob, mona
from tests.moderation.deciding import a_report, a_rule

pytestmark = pytest.mark.django_db

LINK = "Look at https://garden.example/"
CARD = "admin:moderation_heldcomment_change"


@pytest.fixture(autouse=True)
def site(settings):
    cache.clear()
    settings.SITE_ADDRESS, settings.SERVING = "https://blog.example", True


def put(state, *codes, **options):
    for code in codes:
        values = {"state": state, "options": options}
        Rule.objects.update_or_create(code=code, defaults=values)


def text_of(answer):
    return " ".join(re.sub("<[^>]*>", " ", answer.text).split())


def reasons_on(card):
    """Return what the card of a comment says of why it is there."""
    return re.search(r'<section class="card__why".*?</section>', card.text, re.DOTALL)[0]


# What follows from a comment


def without_numbers(page):
    """Return a page without keys, tokens, times and numbers."""
    page = re.sub(r"(/status/)[^/]+", r"\1token", page)
    return re.sub(r"[\w:%-]{20,}|[\d.:T-]+", "0", page)


def outcome(name):
    """Return what follows from a guest's reply with a link, and its finding if there is one.

    Nothing of it stays, so that two outcomes begin alike.
    """
    with transaction.atomic():
        cache.clear()
        outcome = write_as_guest(name)
        finding = Finding.objects.first()
        transaction.set_rollback(True)
    return outcome, finding


def write_as_guest(name):
    """Return the status of each comment, the pages and the mail after a guest has replied."""
    post, guest = a_post(), Client()
    parent = a_comment(post, by=alice())
    Subscription.objects.start(parent, "replies")
    form = {"name": name, "body": LINK, "email": "", "key": uuid4()}
    answer = guest.post(f"/comments/{parent.pk}/reply/", form)
    comments = list(Comment.objects.order_by("pk"))
    pages = [f"{post.get_absolute_url()}?v={NEWER}", f"/me/?post={post.pk}"]
    pages.append(status_path(comments[-1]))
    return {
        "answer": answer.status_code,
        "statuses": [comment.status for comment in comments],
        "pages": [without_numbers(guest.get(page).text) for page in pages],
        "mail": list(Message.objects.order_by("pk").values_list("kind", "mailbox__digest")),
        "refusals": RefusalCount.objects.count(),
    }


@pytest.mark.parametrize(
    ("code", "name", "options", "refuses"),
    [("many_links", "Rosa", {"links": 0}, False), ("imitates_staff", "Mona", {}, True)],
)
def test_a_rule_in_shadow_changes_no_status_no_page_and_no_mail(code, name, options, refuses):
    mona()
    put("off", "many_links", "too_fast", "strangers_in_a_row", "imitates_staff")
    without, _ = outcome(name)
    assert without["statuses"] == ["published"] * 2 and without["mail"]
    put("shadow", code, **options)
    in_shadow, finding = outcome(name)
    assert in_shadow == without
    assert (finding.rule, finding.verdict, finding.refuses) == (code, "shadow", refuses)
    put("on", code, **options)
    assert outcome(name)[0] != without


def test_a_rule_in_shadow_that_fails_lets_the_comment_through(client):
    put("shadow", "many_links", links="many")
    post = a_post()
    form = {"name": "Rosa", "body": LINK, "email": "", "key": uuid4()}
    assert client.post(f"{post.get_absolute_url()}respond/", form).status_code == 303
    comment = Comment.objects.get()
    assert comment.is_published and comment.findings.get().verdict == "shadow"
    assert comment.circumstance.rules["many_links"]["state"] == "shadow"


def test_an_edit_is_not_held_by_a_rule_in_shadow(client):
    put("shadow", "many_links", links=0)
    comment = a_comment(a_post(), by=alice())
    client.force_login(alice())
    client.post(f"/comments/{comment.pk}/edit/", {"body": LINK})
    comment.refresh_from_db()
    assert comment.is_published and comment.hold_reasons == []
    assert comment.findings.get().is_shadow


def test_a_download_of_ones_data_holds_nothing_of_rules_in_shadow():
    comment = a_comment(a_post(), by=alice())
    comment.store_findings([a_finding("hold"), a_finding("shadow", rule="too_fast")])
    archive = BytesIO()
    write_own_data(archive, Person.objects.of(alice()), "Soundoff")
    data = ZipFile(archive).read("data.json").decode()
    assert "many_links" in data and "too_fast" not in data


def a_finding(verdict, rule="many_links", evidence=""):
    finding = hold(evidence, links=2, days=400)
    finding.rule, finding.verdict = rule, verdict
    return finding


# What moderators see


def test_a_moderator_sees_what_a_rule_in_shadow_found_once_they_decided(client):
    client.force_login(mona())
    findings = [a_finding("hold"), a_finding("shadow", "late_comment", "garden")]
    comment = a_comment(a_post(), "My garden.", by=bob(), status="held", findings=findings)
    card = reverse(CARD, args=[comment.pk])
    page = client.get(card)
    assert "Many links" in reasons_on(page) and "Late comment" not in reasons_on(page)
    assert "<mark>" not in page.text
    queue = reverse("admin:moderation_heldcomment_changelist")
    assert text_of(client.get(queue, {"why": "late_comment"})).count("My garden.") == 0
    decision = Decision.objects.take("approve", comment, by=mona())
    sentence = "Late comment</strong> It would have held it, but was in shadow."
    assert sentence in " ".join(reasons_on(client.get(card)).split())
    a_report(comment)
    assert "Late comment" not in reasons_on(client.get(card))
    comment.reports.all().delete()
    decision.undo(by=mona())
    assert "Late comment" not in reasons_on(client.get(card))


def test_the_page_of_a_rule_in_shadow_counts_what_moderators_decided(client):
    client.force_login(mona())
    url = "/admin/moderation/rule/many_links/change/"
    assert "In shadow" not in text_of(client.get(url))
    client.post(url, {"state": "shadow", "links": "1"})
    post = a_post()
    for number in range(6):
        comment = a_comment(post, f"Number {number}.", findings=[a_finding("shadow")])
        if number == 0:
            comment.store_findings([a_finding("shadow")])  # after an edit; one comment in all
        if number < 3:
            Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
        elif number == 3:
            Decision.objects.take("keep", comment, by=mona())
        elif number == 4:
            Decision.objects.take("hold", comment)  # reports alone
    page = text_of(client.get(url))
    assert "would have held or refused 6 comments" in page
    counts = re.findall(r"(right|wrong|nobody knows) (\d)", page)
    assert counts == [("right", "3"), ("wrong", "1"), ("nobody knows", "2")]
    client.post(url, {"state": "on", "links": "1", "based_on": last_change("many_links")})
    assert "would have held or refused" not in text_of(client.get(url))


def test_the_decided_comments_of_a_rule_in_shadow_are_listed_and_no_others(client):
    client.force_login(mona())
    url = "/admin/moderation/rule/many_links/change/"
    client.post(url, {"state": "shadow", "links": "1"})
    post, comments = a_post(), {}
    names = ("removed", "appealed", "kept", "reported", "undone", "hidden", "held", "by the site")
    for name in (*names, "new"):
        comments[name] = a_comment(post, f"It is {name}.", findings=[a_finding("shadow")])
    comments["found later"] = a_comment(post, "It is found later.")

    def decide(name, action, **details):
        return Decision.objects.take(action, comments[name], **details)

    decide("removed", "remove", by=mona(), ground=a_rule())
    appealed = decide("appealed", "remove", by=mona(), ground=a_rule())
    for name in ("kept", "reported", "found later", "held"):
        decide(name, "keep", by=mona())
    comments["held"].hold()  # after an edit
    decide("by the site", "keep")
    decide("undone", "keep", by=mona()).undo(by=mona())
    decide("hidden", "hold")  # reports alone
    comments["found later"].store_findings([a_finding("shadow")])

    def listed(result):
        with CaptureQueriesContext(connection) as context:
            page = client.get(f"/admin/moderation/rule/many_links/shadow/{result}/")
        queries.add(len(context))
        return re.findall(r"It is ([a-z ]*)\.", page.text)

    queries = set()
    assert listed("right") == ["appealed", "removed"] and listed("wrong") == ["reported", "kept"]
    Appeal.objects.file(appealed, "It was a quotation.")
    a_report(comments["reported"])
    assert listed("right") == ["removed"] and listed("wrong") == ["kept"]
    assert len(queries) == 1
    page = client.get(url)
    assert "shadow/right/" in page.text and "Comments that wait for a decision" in text_of(page)
    ModeratorScope.objects.create(user=mona(), kind="author", author=alice())
    assert listed("right") == listed("wrong") == []
    put("on", "many_links")
    assert client.get("/admin/moderation/rule/many_links/shadow/right/").url == url


def test_the_page_of_a_rule_in_shadow_counts_what_is_in_the_scope(client):
    put("shadow", "many_links")
    for author in (alice(), bob()):
        post = a_post()
        Post.objects.filter(pk=post.pk).update(author=author)
        a_comment(post, findings=[a_finding("shadow")])
    ModeratorScope.objects.create(user=mona(), kind="author", author=bob())
    client.force_login(mona())
    page = text_of(client.get("/admin/moderation/rule/many_links/change/"))
    assert "would have held or refused 1 comment." in page


def last_change(code):
    return RuleChange.objects.last_of(code).pk
