"""Phrases and hosts that owners list: how they are entered, and what follows from them."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment
from moderation.desk.care import blurred_among
from moderation.models import (
    Effect,
    HouseRule,
    ListRevision,
    ModeratorScope,
    Rule,
    ScreeningList,
)
from moderation.screening.phrase_index import key_of
from posts.models import Tag
from tests.cast import a_post, alice, edda, milo, mona

pytestmark = pytest.mark.django_db

SENTENCE = "Some of its words are often an insult."


@pytest.fixture(autouse=True)
def nobody_was_before():
    cache.clear()
    for code in ("too_fast", "strangers_in_a_row", "many_links", "same_words_again"):
        Rule.objects.create(code=code, state="off")
    for code in ("listed_phrases", "listed_hosts"):
        Rule.objects.create(code=code, state="on")


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def a_list(kind="phrases", code="harassment", **entries):
    """Return a list with entries: effects with the texts that have them."""
    rule = HouseRule.objects.get(code=code)
    new = ScreeningList.objects.start(
        kind, "Insults", house_rule=rule, sentence=SENTENCE, by=mona()
    )
    for effect, texts in entries.items():
        key = key_of if kind == "phrases" else str
        new.add({key(text): text for text in texts}, effect, by=mona())
    return new


def send(body, post=None, status=303):
    """Send a comment as a new guest; return it, or the answer when it is refused."""
    form = {"name": "Rosa", "body": body, "email": "", "key": uuid4()}
    answer = Client().post(f"{(post or a_post()).get_absolute_url()}respond/", form)
    assert answer.status_code == status
    return Comment.objects.latest("pk") if status == 303 else answer


def url(name, pk=None, *more):
    return reverse(f"admin:moderation_screeninglist_{name}", args=[*([pk] if pk else []), *more])


def text_of(answer):
    return " ".join(answer.text.split())


# What follows from an entry


def test_a_listed_phrase_holds_cites_its_house_rule_and_is_shown_to_moderators(desk):
    a_list(hold=["dirty rotten", "ass"])
    assert send("What a class, an assessment of dirt.").is_published
    comment = send("You are DIRTY, **rotten** to the core.")
    finding = comment.findings.get()
    assert comment.is_held and finding.evidence == "DIRTY, rotten"
    (reason,) = comment.hold_reasons
    assert reason.startswith(SENTENCE) and "Be kind" not in SENTENCE
    assert HouseRule.objects.get(code="harassment").current.title in reason
    assert "rotten" not in reason
    card = desk.get(reverse("admin:moderation_heldcomment_change", args=[comment.pk]))
    assert "list: Insults" in text_of(card) and "DIRTY" in card.text


def test_a_phrase_refuses_notes_or_holds_as_its_list_says(desk):
    a_list(refuse=["buy gold"], note=["frost"], hold=["thaw"])
    page = send("Buy gold in frost and thaw.", status=400).text
    assert SENTENCE in page and "Please change it." in page and "Buy gold in frost" in page
    assert send("Frost, then thaw.").is_held
    noted = send("Frost it was.")
    assert noted.is_published and noted.findings.get().verdict == "publish"
    assert noted.hold_reasons == []
    card = desk.get(reverse("admin:moderation_reportedcomment_change", args=[noted.pk]))
    assert "A note for moderators; it held nothing." in text_of(card)


def test_a_host_covers_those_below_it_and_the_closest_entry_counts():
    entries = {"hold": ["shop.example"], "allow": ["good.shop.example"]}
    links = a_list("links", "spam", refuse=["xn--bcher-kva.example"], **entries)
    assert send("Look at https://deals.shop.example/").is_held
    assert send("Look at https://www.good.shop.example/").is_published
    assert send("Look at https://workshop.example/").is_published
    assert send("Look at [this](https://Bücher.example/x)", status=400)
    links.add({"*": "*"}, Effect.HOLD, by=mona())
    comment = send("Look at https://workshop.example/")
    assert comment.is_held and comment.findings.get().evidence == "https://workshop.example/"


def test_staff_and_the_posts_author_may_use_listed_words(client):
    a_list(hold=["thaw"])
    client.force_login(edda())
    post = a_post()
    form = {"body": "Thaw it is.", "key": uuid4()}
    assert client.post(f"{post.get_absolute_url()}respond/", form).status_code == 303
    assert Comment.objects.get().is_published


def test_lists_cost_a_comment_no_query_and_are_read_again_after_a_change():
    post, phrases = a_post(), a_list(hold=["thaw"])
    a_list("links", "spam", hold=["shop.example"])

    def queries():
        with CaptureQueriesContext(connection) as context:
            send("A clear night.", post)
        return len(context)

    reading, with_lists = queries(), queries()
    assert with_lists < reading  # the first comment reads the lists
    Rule.objects.filter(code__startswith="listed").update(state="off")
    queries()  # stores the circumstance of other rules
    assert queries() == with_lists
    Rule.objects.filter(code__startswith="listed").update(state="on")
    phrases.add({"frost": "frost"}, Effect.HOLD, by=mona())
    comment = send("A frost.", post)
    assert comment.is_held
    assert comment.circumstance.rules["listed_phrases"]["numbers"] == {
        "lists": {str(phrases.pk): 3}
    }


def test_more_comments_that_lists_hold_take_their_author_no_more_queries(client):
    client.force_login(alice())
    post, counts = a_post(), []
    for number in range(3):
        a_list(hold=[f"cheap {number}"])
        form = {"body": f"Buy it, it is cheap {number}.", "key": uuid4()}
        assert client.post(f"{post.get_absolute_url()}respond/", form).status_code == 303
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/me/?post={post.pk}").text
        counts.append(len(queries))
        assert page.count("The house rule:") == number + 1
    assert len(set(counts)) == 1


def test_a_rule_for_lists_is_off_until_an_owner_switches_it():
    Rule.objects.filter(code__startswith="listed").delete()
    a_list(hold=["thaw"])
    assert send("A thaw.").is_published and not Comment.objects.latest("pk").findings.exists()


def test_the_words_of_a_list_about_abuse_are_blurred_at_the_desk():
    a_list(hold=["rotten"])
    a_list(code="spam", hold=["gold"])
    abuse, gold = send("How rotten."), send("Pure gold.")
    assert blurred_among([abuse.pk, gold.pk], mona()) == {abuse.pk}
    abuse.findings.update(verdict="shadow")
    assert blurred_among([abuse.pk, gold.pk], mona()) == set()


# How they are entered


def test_a_list_is_made_filled_undone_and_says_who_changed_it(desk):
    form = {"kind": "phrases", "title": "Insults", "sentence": SENTENCE}
    form["house_rule"] = HouseRule.objects.get(code="harassment").pk
    assert desk.post(url("add"), form | {"sentence": "\u200b"}).status_code == 422
    desk.post(url("add"), form)
    made = ScreeningList.objects.get()
    lines = "dirty rotten\r\n\r\n  Café  \nCAFÉ\n(a+b)+$"
    entered = {"lines": lines, "effect": "hold"}
    page = text_of(desk.post(url("add_entries", made.pk), entered, follow=True))
    assert "1 line was merged with one that means the same: “CAFÉ”." in page
    assert made.entries.get(key="café").text == "Café"
    client = Client()
    client.force_login(milo())
    entered = {"lines": "café\nthaw", "effect": "refuse"}
    page = text_of(client.post(url("add_entries", made.pk), entered, follow=True))
    assert "merged" not in page, "an entry with another effect is replaced"
    assert "3 entries added." in page and "2 entries added. 1 entry removed." in page
    assert page.index("Milo</bdi>") < page.index("Mona</bdi>") and page.count("Undo this") == 1
    held = {"a b": "hold", "dirty rotten": "hold"}
    assert effects(made) == {**held, "café": "refuse", "thaw": "refuse"}
    last = made.revisions.first()
    again = desk.post(url("add_entries", made.pk), entered, follow=True)
    assert "2 lines were merged with ones that mean the same: “café”, “thaw”." in text_of(again)
    desk.post(url("undo", made.pk, last.pk))
    assert effects(made) == {**held, "café": "hold"}
    again = desk.post(url("undo", made.pk, last.pk), follow=True)
    assert "Somebody has changed this list since." in text_of(again)
    chosen = made.entries.in_force().filter(text="(a+b)+$").values_list("pk", flat=True)
    desk.post(url("remove_entries", made.pk), {"entry": [*chosen, "9" * 40, "x"]})
    assert "a b" not in effects(made)
    desk.post(url("change", made.pk), form | {"sentence": "Be kind."})
    made.refresh_from_db()
    assert made.last_revision.sentence == "Be kind."
    desk.post(url("undo", made.pk, made.last_revision.pk))
    made.refresh_from_db()
    assert made.last_revision.sentence == SENTENCE and ListRevision.objects.count() == 7


def effects(made):
    return dict(made.entries.in_force().values_list("key", "effect"))


def test_one_switch_is_for_all_lists_and_its_page_names_them(desk):
    rule, switch = "/admin/moderation/rule/listed_phrases/change/", "One switch for all lists"
    page = text_of(desk.get(rule))
    assert switch in page and "There is no list yet." in page
    made = a_list(note=["frost"], refuse=["gold", "silver"], hold=["thaw"])
    assert "No entry." not in text_of(desk.get(rule))
    a_list("links", hold=["shop.example"])
    empty = a_list()
    page = text_of(desk.get(rule))
    assert all(f'href="{url("change", each.pk)}"' in page for each in (made, empty))
    assert "Hold: 1, Refuse: 2, Note for moderators: 1" in page
    assert page.count("Hold:") == 1 and "No entry." in page
    for place in (url("changelist"), url("change", empty.pk)):
        page = text_of(desk.get(place))
        assert f'href="{rule}"' in page and "<strong>On.</strong> " + switch in page
    assert switch not in text_of(desk.get("/admin/moderation/rule/many_links/change/"))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("kind", "lines", "problem"),
    [
        ("phrases", "good\n(.*)+$\nthaw", "“(.*)+$” has fewer than two letters."),
        ("phrases", "good\n" + "thaw " * 41, "is too long"),
        ("phrases", "x" * 201, "is too long"),
        ("phrases", " \n ", "This field is required."),
        ("links", "good.example\nno host", "“no host” is no host"),
        ("links", "https://[::1]/", "is no host"),
    ],
)
def test_refused_lines_are_given_back_with_what_is_wrong(desk, kind, lines, problem):
    made = a_list(kind)
    answer = desk.post(url("add_entries", made.pk), {"lines": lines, "effect": "hold"})
    assert answer.status_code == 422 and problem in answer.text
    assert answer.context["new_entries"]["lines"].value() == lines
    assert not made.entries.exists()


@pytest.mark.slow
def test_ten_thousand_phrases_are_entered_at_once_and_no_more(desk):
    made = a_list()
    lines = "\n".join(f"phrase number {number}" for number in range(10_000))
    desk.post(url("add_entries", made.pk), {"lines": lines, "effect": "hold"})
    assert made.entries.in_force().count() == 10_000
    answer = desk.post(url("add_entries", made.pk), {"lines": "one more", "effect": "hold"})
    assert answer.status_code == 422 and "at most 10000 entries" in answer.text
    page = text_of(desk.get(url("change", made.pk), {"q": "number 99", "page": "2"}))
    assert "Entries (111)" in page and "Page 2 of 2" in page
    no_keys = {"entry": ["9" * 5_000, "9" * 30, "-1", "x", ""]}
    answer = desk.post(url("remove_entries", made.pk), no_keys, follow=True)
    assert "0 entries removed" in text_of(answer)
    assert send("It is Phrase Number 9876.").is_held
    made.refresh_from_db()
    made.undo(made.last_revision, by=mona())
    assert not made.entries.in_force().exists()


def test_only_moderators_without_a_scope_change_lists(client):
    made = a_list(hold=["thaw"])
    client.force_login(alice())
    assert client.get(url("changelist")).status_code in (302, 403)
    tag = Tag.objects.create(name="Frost", slug="frost")
    ModeratorScope.objects.create(user=mona(), kind="tag", tag=tag)
    client.force_login(mona())
    assert "Insults" in client.get(url("changelist")).text
    assert "<textarea" not in client.get(url("change", made.pk)).text
    sent = {"lines": "frost", "effect": "hold"}
    assert client.post(url("add_entries", made.pk), sent).status_code == 403
    assert client.post(url("undo", made.pk, made.last_revision.pk)).status_code == 403
    assert effects(made) == {"thaw": "hold"}
