"""The moderators' desk: queues, cards, decisions, bans, undo and batches."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from comments.models import Comment, Finding
from moderation.claims import Claim
from moderation.desk.highlight import highlight
from moderation.desk.summaries import summary
from moderation.models import Ban, Batch, BatchItem, Decision, HouseRule, Note, Report, Rule
from moderation.queues import PAGE_SIZE
from posts.models import Blog
from tests.cast import a_comment, a_post, account, alice, bob, edda, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_reader, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status
HOSTILE = "</textarea><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(autouse=True)
def no_claims():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def at(name, pk=None, queue="heldcomment"):
    return reverse(f"admin:moderation_{queue}_{name}", args=[pk] if pk else [])


def held(body="Well said.", **details):
    return a_comment_that_is(S.HELD, body=body, **details)


def press(desk, action, comment, *, queue="heldcomment", is_partial=False, **fields):
    """Decide as the card's form does: with the state that was shown and the ground chosen."""
    form = {
        "action": action,
        "state_token": Decision.objects.state_token(comment),
        "ground": a_rule().pk,
        **fields,
    }
    return desk.post(at("card_decide" if is_partial else "decide", comment.pk, queue), form)


def text_of(answer):
    """Return a page with every run of spaces and line breaks as one space."""
    return " ".join(answer.content.decode().split())


# What is shown


@pytest.mark.one_database
def test_an_erased_reporter_is_called_somebody(desk):
    parent = a_comment(a_post())
    answer = a_comment(parent.post, parent=parent, status="held")
    Decision.objects.take("remove", parent, by=mona(), ground=a_rule())
    parent.erase()
    assert "In answer to <bdi>Somebody</bdi>" in text_of(desk.get(at("change", answer.pk)))
    assert "<bdi>Somebody</bdi>" in text_of(desk.get(at("change", parent.pk)))
    assert summary(Decision.objects.get()).startswith("Removed: Somebody (")


def test_the_first_page_counts_waiting_items_and_shows_the_oldest_age(desk):
    held()
    a_report(a_comment(a_post()))
    index = text_of(desk.get("/admin/"))
    assert "<strong>1</strong> Held comments" in index
    assert "<strong>1</strong> Reported comments" in index
    assert "<strong>0</strong> Late comments" in index
    assert "the oldest waits for" in index


def test_a_queue_shows_its_most_urgent_item_with_all_that_is_needed(desk):
    post = a_post(title="On salt")
    parent = a_comment(post, "Is salt bad?", by=bob())
    comment = a_comment(post, "Buy nothing", parent=parent, email="a@b.example")
    comment.edit("Buy https://pills.example/ now")
    a_report(comment, "rosa", "threat", note="It is meant.")
    Note.objects.write("Third time this week.", by=milo(), comment=comment)
    Ban.objects.impose(person=comment.author, by=mona(), ground=a_rule())
    card = text_of(desk.get(at("changelist", queue="reportedcomment")))
    for text in (
        *("pills.example", "On salt", "Is salt bad?", "Threat", "It is meant.", "weighs 10"),
        *("1 published, 0 removed", "Buy nothing", "Third time this week.", "Ban in force"),
    ):
        assert text in card, text


def test_the_words_that_a_rule_matched_are_highlighted():
    text = "See <b>https://a.example/?x=1&y=2</b> & HTTPS://A.EXAMPLE/?X=1&Y=2"
    assert highlight(text, ["https://a.example/?x=1&y=2"]) == (
        "See &lt;b&gt;<mark>https://a.example/?x=1&amp;y=2</mark>&lt;/b&gt; &amp; "
        "<mark>HTTPS://A.EXAMPLE/?X=1&amp;Y=2</mark>"
    )


@pytest.mark.parametrize("evidence", ["<mark>", "</mark><script>", "&lt;", "amp", "a|b", "("])
def test_no_evidence_lets_markup_through(evidence):
    html = highlight("a</mark><script>alert(1)</script>&lt;(<mark>", [evidence, ""])
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare and ">" not in bare


@pytest.mark.one_database
def test_text_typed_by_people_is_escaped_at_the_desk(desk):
    comment = a_comment(a_post(), HOSTILE, name=HOSTILE[:60])
    Finding.objects.create(
        comment=comment,
        rule="many_links",
        verdict="hold",
        parameters={"links": 2},
        evidence=HOSTILE,
    )
    a_report(comment, a_reader(), note=HOSTILE)
    Note.objects.write(HOSTILE, by=milo(), comment=comment)
    page = text_of(desk.get(at("changelist", queue="reportedcomment")))
    assert "onerror=alert" in page
    assert "<script>alert" not in page and "<img" not in page


def test_a_guest_is_known_by_other_names_from_the_same_network(desk):
    post = a_post()
    a_comment(post, name="Socks", by=bob(), ip="203.0.113.9")
    comment = a_comment(post, name="Alice", ip="203.0.113.7", status=S.HELD)
    a_comment(post, name="Al Ice", ip="203.0.113.7")
    card = text_of(desk.get(at("card", comment.pk)))
    assert "From the same network: <bdi>Socks</bdi>" in card
    assert "Also wrote as: <bdi>Al Ice</bdi>" in card


@pytest.mark.one_database
def test_the_ground_of_a_ban_is_preselected_for_the_next_decision(desk):
    comment = a_comment(a_post())
    a_report(comment, reason="spam")
    form = {"whom": "person", "term": "week", "ground": a_rule("threat").pk}
    answer = text_of(desk.post(at("card_ban", comment.pk), form))
    assert f'<option value="{a_rule("threat").pk}" selected>' in answer
    undone = text_of(desk.post(at("card_undo"), {"decision": Decision.objects.get().pk}))
    assert f'<option value="{a_rule("spam").pk}" selected>' in undone


@pytest.mark.one_database
def test_no_card_shows_brackets_within_brackets(desk):
    comment = a_comment(a_post())
    decide("ban", comment, by=mona(), ground=a_rule())
    decide("remove", comment, by=mona(), ground=a_rule())
    card = desk.get(f"/admin/moderation/reportedcomment/{comment.pk}/card/").text
    assert card.count("(version 1)") >= 2 and "(version 1))" not in card


def test_no_ground_is_preselected_without_evidence(desk):
    comment = held("Buy pills.")
    a_report(a_comment(comment.post), reason="other")
    for url in (
        *(at("card", comment.pk), at("changelist", queue="reportedcomment"), at("bulk")),
        at("bulk", queue="reportedcomment"),
    ):
        page = text_of(desk.get(url))
        choices = re.findall('<select[^>]*name="(?:ground|action)".*?</select>', page)
        forms = 2 if "bulk" in url else 3  # on a card for deciding, holding first and banning
        assert len(choices) == forms
        assert "selected" not in "".join(choices)


@pytest.mark.one_database
def test_a_bulk_form_without_a_ground_keeps_the_chosen_action(desk):
    held()
    form = {"action": "take_down", "before": a_moment_ago()}
    page = text_of(desk.post(at("bulk"), form))
    assert '<option value="take_down" selected>' in page
    assert 'name="ground" autofocus' in page and "Say which house rule" in page


@pytest.mark.one_database
def test_the_gravest_reported_reason_is_the_preselected_ground(desk):
    comment = a_comment(a_post())
    a_report(comment, "rosa", "off_topic")
    a_report(comment, "rolf", "threat")
    chosen = f'value="{a_rule("threat").pk}" selected'
    assert chosen in text_of(desk.get(at("card", comment.pk, "reportedcomment")))


@pytest.mark.one_database
def test_a_card_needs_as_many_queries_for_many_records_as_for_few(
    desk, django_assert_max_num_queries
):
    post = a_post()
    comment = a_comment(post)
    for number in range(12):
        a_report(comment, f"reader{number}")
        a_comment(post)
        Note.objects.write("Seen.", by=milo(), comment=comment)
        account(f"moderator{number}", "Moderators")
    with django_assert_max_num_queries(48):
        desk.get(at("changelist", queue="reportedcomment"))


def test_a_queue_stops_counting_at_its_cap_and_pages_by_key(desk, django_assert_max_num_queries):
    post = a_post()
    comments = [held(f"Number {number}.", post=post) for number in range(PAGE_SIZE + 3)]
    with django_assert_max_num_queries(44) as captured:
        first = text_of(desk.get(at("changelist")))
    assert not any("OFFSET" in query["sql"] for query in captured.captured_queries)
    assert f'id="item-{comments[PAGE_SIZE - 1].pk}"' in first
    assert f'id="item-{comments[PAGE_SIZE].pk}"' not in first
    rest = text_of(desk.get(at("changelist"), {"after": comments[PAGE_SIZE - 1].pk}))
    assert f'id="item-{comments[-1].pk}"' in rest
    last = text_of(desk.get(at("changelist"), {"last": 1}))
    assert f'id="item-{comments[-1].pk}"' in last and f'id="item-{comments[0].pk}"' not in last
    back = text_of(desk.get(at("changelist"), {"before": comments[PAGE_SIZE].pk}))
    assert f'id="item-{comments[0].pk}"' in back


def test_the_reference_of_a_receipt_is_on_the_card_and_finds_it(desk):
    reports = [a_report(a_comment(a_post(), f"Number {n}.")) for n in range(2)]
    query = {"q": f" {reports[1].reference.lower()} "}
    page = text_of(desk.get(at("changelist", queue="reportedcomment"), query))
    assert f'data-comment="{reports[1].comment_id}"' in page and "Number 0." not in page
    assert f">{reports[1].reference}</span>" in page
    assert f'id="item-{reports[1].comment_id}"' in page
    Decision.objects.take("keep", reports[1].comment, by=milo())
    page = text_of(desk.get(at("changelist"), query))
    assert f'data-comment="{reports[1].comment_id}"' in page
    assert f'dismissed · <span class="report__reference">{reports[1].reference}<' in page
    for unknown in ("R-2222-2222", "R-0000-0000", "R-2222-2222'--"):
        assert "Nothing matches" in text_of(desk.get(at("changelist"), {"q": unknown}))


@pytest.mark.one_database
def test_only_moderators_see_the_contents_of_a_legal_notice(client):
    comment = a_comment(a_post())
    notice = {
        "explanation": "It is a libel.",
        "location": "https://blog.example/2026/a/#comment-1",
        "name": "Nora Notifier",
        "in_good_faith": True,
    }
    a_report(comment, reason="illegal", email="nora@mail.example", legal_notice=notice)
    person = account("vera")
    person.is_staff = True
    person.save()
    person.user_permissions.add(Permission.objects.get(codename="view_reportedcomment"))
    private = ("blog.example/2026/a/#comment-1", "Nora Notifier", "nora@mail.example")
    for who, sees in ((mona(), True), (person, False)):
        client.force_login(who)
        page = text_of(client.get(at("card", comment.pk, "reportedcomment")))
        assert "It is a libel." in page
        assert [text in page for text in private] == [sees] * 3


def test_a_search_filters_the_queue_and_is_kept_on_later_pages(desk):
    post = a_post()
    held("About cats.", post=post)
    dog, dogs = held("A dog.", post=post), held("Dogs again.", post=post)
    page = text_of(desk.get(at("changelist"), {"q": "dog"}))
    assert "About cats" not in page and "A dog." in page
    answer = press(desk, "let_stand", dog, q="dog")
    assert answer.status_code == 302 or answer.status_code == 303
    assert answer["Location"] == at("change", dogs.pk) + "?q=dog"


# What a press does


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("let_stand", S.HELD, S.PUBLISHED),
        ("take_down", S.HELD, S.REJECTED),
        ("spam", S.HELD, S.REJECTED),
        ("let_stand", S.PUBLISHED, S.PUBLISHED),
        ("take_down", S.PUBLISHED, S.REMOVED),
        ("spam", S.PUBLISHED, S.REMOVED),
        ("hold", S.PUBLISHED, S.HELD),
        ("let_stand", S.REMOVED, S.PUBLISHED),
        ("let_stand", S.REJECTED, S.PUBLISHED),
    ],
)
@pytest.mark.parametrize("is_partial", [False, True], ids=["page", "partial"])
def test_a_button_of_the_card_takes_a_decision(desk, action, before, after, is_partial):
    comment = a_comment_that_is(before)
    answer = press(desk, action, comment, is_partial=is_partial)
    assert answer.status_code == (200 if is_partial else 302)
    comment.refresh_from_db()
    assert comment.status == after
    assert Decision.objects.get().by == mona()


def test_a_decided_item_leaves_the_list_and_the_next_is_shown(desk):
    post = a_post()
    first, second = held("One.", post=post), held("Two.", post=post)
    answer = press(desk, "take_down", first, is_partial=True)
    card = text_of(answer)
    assert f'data-comment="{second.pk}"' in card
    assert f'data-gone="item-{first.pk}"' in card
    assert "Rejected: alice" in card or "Rejected: Alice" in card
    assert answer["HX-Replace-Url"] == at("change", second.pk)
    done = text_of(press(desk, "let_stand", second, is_partial=True))
    assert "All done" in done


@pytest.mark.one_database
def test_an_item_that_another_moderator_looks_at_is_skipped(desk):
    post = a_post()
    first, second, third = (held(f"{n}.", post=post) for n in range(3))
    Claim.take(second.pk, milo())
    assert f'data-comment="{third.pk}"' in text_of(press(desk, "spam", first, is_partial=True))
    assert f'data-comment="{second.pk}"' in text_of(press(desk, "spam", third, is_partial=True))


@pytest.mark.one_database
def test_a_claim_names_its_moderator_and_ends_when_they_go_on(desk, client):
    one, other = held(), held()
    desk.post(at("claim", one.pk))
    desk.post(at("claim", other.pk), {"leaving": one.pk})
    assert Claim.on(one.pk) is None
    client.force_login(milo())
    assert "Mona has been looking at this" in text_of(client.get(at("card", other.pk)))


def test_a_claim_shows_a_decision_that_was_taken_meanwhile(desk):
    comment = held()
    state_token = Decision.objects.state_token(comment)
    Decision.objects.take("approve", comment, by=milo())
    page = text_of(desk.post(at("claim", comment.pk), {"state_token": state_token}))
    assert "Milo has decided meanwhile: Approve" in page


@pytest.mark.one_database
@pytest.mark.parametrize("is_partial", [False, True], ids=["page", "partial"])
def test_the_second_moderator_sees_the_first_and_may_decide_again(desk, is_partial):
    comment = held()
    state_token = Decision.objects.state_token(comment)
    Decision.objects.take("approve", comment, by=milo())
    response = press(desk, "take_down", comment, is_partial=is_partial, state_token=state_token)
    assert response.status_code == 409
    assert "Milo was first: <strong>Approve</strong>" in text_of(response)
    assert Decision.objects.count() == 1
    press(desk, "take_down", comment, is_partial=is_partial)
    comment.refresh_from_db()
    assert comment.status == S.REMOVED


@pytest.mark.one_database
def test_a_text_that_changed_meanwhile_must_be_read_again(desk):
    comment = a_comment(a_post())
    state_token = Decision.objects.state_token(comment)
    comment.edit("Other words.")
    response = press(desk, "take_down", comment, is_partial=True, state_token=state_token)
    assert response.status_code == 409 and "changed the words" in text_of(response)
    assert not Decision.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    "fields",
    [
        {"action": "delete"},
        {"action": "undo"},
        {"ground": "999999"},
        {"ground": ""},
        {"state_token": ""},
        {"ground": "x" * 9000},
        {"law": "x" * 101},
    ],
)
def test_a_forged_form_of_a_card_is_refused_and_stores_nothing(desk, fields):
    comment = held()
    form = {
        "action": "take_down",
        "state_token": Decision.objects.state_token(comment),
        "ground": a_rule().pk,
    }
    answer = desk.post(at("card_decide", comment.pk), form | fields)
    assert answer.status_code == 422
    assert f'data-comment="{comment.pk}"' in text_of(answer)
    assert not Decision.objects.exists()


@pytest.mark.one_database
def test_a_typed_law_takes_precedence_over_the_house_rule(desk):
    press(desk, "take_down", held(), law="StGB § 185")
    assert Decision.objects.get().law == "StGB § 185"


@pytest.mark.one_database
@pytest.mark.parametrize("law", ["+2AA-", "+IAs-"], ids=["a lone surrogate", "an invisible one"])
def test_a_law_without_visible_characters_is_refused(desk, law):
    comment, edge = held(), "edge"
    fields = {
        "action": "take_down",
        "state_token": Decision.objects.state_token(comment),
        "law": law,
    }
    parts = (
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    answer = desk.generic(
        "POST",
        at("card_decide", comment.pk),
        f"{''.join(parts)}--{edge}--\r\n",
        f"multipart/form-data; boundary={edge}; charset=utf-7",
    )
    assert answer.status_code == 422 and not Decision.objects.exists()


def test_a_warning_leaves_the_comment_in_the_queue(desk):
    comment = a_comment(a_post())
    card = text_of(press(desk, "warn", comment, is_partial=True))
    assert f'data-comment="{comment.pk}"' in card and "Warned" in card
    assert comment.author.warnings.count() == 1


@pytest.mark.one_database
def test_a_closed_branch_can_be_opened_again(desk):
    comment = a_comment(a_post())
    assert "Open the branch" in text_of(press(desk, "close_branch", comment, is_partial=True))
    press(desk, "open_branch", comment)
    comment.refresh_from_db()
    assert not comment.branch_closed


def test_the_desk_shows_whom_a_ban_names_and_when_it_ends(desk):
    comment = held(ip="203.0.113.7")
    form = {"whom": "network", "term": "date", "until": "2027-01-31", "ground": a_rule().pk}
    answer = desk.post(at("card_ban", comment.pk), form)
    assert "Banned" in text_of(answer)
    ban = Ban.objects.get()
    assert ban.network == "203.0.113.0/24"
    assert f"{ban.until:%Y-%m-%d}" == "2027-01-31"


@pytest.mark.one_database
def test_a_typed_end_of_a_ban_takes_precedence_over_its_term(desk):
    form = {"whom": "person", "term": "week", "until": "2027-01-31", "ground": a_rule().pk}
    desk.post(at("card_ban", held().pk), form)
    assert f"{Ban.objects.get().until:%Y-%m-%d}" == "2027-01-31"


@pytest.mark.one_database
def test_the_desk_uses_the_time_zone_of_the_blog(desk):
    blog = Blog.objects.current()
    blog.time_zone = "Asia/Tokyo"
    blog.save()
    comment = held()
    Comment.objects.filter(pk=comment.pk).update(created=datetime(2026, 3, 1, 20, 30, tzinfo=UTC))
    assert "March 2, 2026 at 05:30" in text_of(desk.get(at("card", comment.pk)))
    form = {"whom": "person", "term": "date", "until": "2027-01-31", "ground": a_rule().pk}
    assert "until January 31, 2027" in text_of(desk.post(at("card_ban", comment.pk), form))
    assert Ban.objects.get().until == datetime(2027, 1, 30, 15, tzinfo=UTC)
    page = text_of(desk.get(f"/admin/moderation/ban/{Ban.objects.get().pk}/change/"))
    assert "January 31, 2027 at 00:00" in page


@pytest.mark.one_database
def test_one_ban_of_a_card_names_all_ticked_subjects(desk):
    comment = held(ip="2001:db8:1:2::7", email="spam@mail.example")
    card = text_of(desk.get(at("card", comment.pk)))
    assert "the IPv6 network 2001:db8:1:2::/64, every address in it" in card
    form = {"whom": ["person", "email", "ip"], "term": "week", "ground": a_rule().pk}
    answer = text_of(desk.post(at("card_ban", comment.pk), form))
    ban = Ban.objects.get()
    assert (ban.person, ban.email) == (comment.author, "spam@mail.example")
    assert ban.network == "2001:db8:1:2::/64"
    assert "2001:db8:1:2::/64 (every IPv6 address in it)" in answer


def test_one_typed_ban_can_name_an_email_and_a_network(desk):
    form = {"email": "a@mail.example", "network": "2001:db8::7", "ground": a_rule().pk}
    answer = desk.post("/admin/moderation/ban/add/", form, follow=True)
    ban = Ban.objects.get()
    assert (ban.email, ban.network) == ("a@mail.example", "2001:db8::/64")
    assert "2001:db8::/64 (every IPv6 address in it)" in text_of(answer)
    assert "stands for its" in text_of(desk.get("/admin/moderation/ban/add/"))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "fields",
    [
        {"whom": []},
        {"whom": ["person", "email"]},
        {"whom": "email"},
        {"term": "date"},
        {"until": "2001-01-01", "term": "date"},
        {"ground": ""},
    ],
)
def test_a_ban_without_a_subject_or_an_end_is_refused(desk, fields):
    comment = held()
    form = {"whom": "person", "term": "week", "ground": a_rule().pk} | fields
    assert desk.post(at("card_ban", comment.pk), form).status_code == 422
    assert not Ban.objects.exists()


@pytest.mark.one_database
def test_nobody_can_ban_a_member_of_staff(desk):
    comment = a_comment(a_post(), by=edda())
    form = {"whom": "person", "term": "week", "ground": a_rule().pk}
    answer = desk.post(at("card_ban", comment.pk, "reportedcomment"), form)
    assert answer.status_code == 422 and "Staff are not banned" in text_of(answer)


@pytest.mark.one_database
def test_a_note_belongs_to_the_comment_or_to_its_author(desk):
    post = a_post()
    one, other = held(post=post), held(post=post)
    desk.post(at("note", one.pk), {"text": "Of these words."})
    desk.post(at("note", one.pk), {"text": "Of this person.", "of_author": "on"})
    card = text_of(desk.get(at("card", other.pk)))
    assert "Of this person." in card and "Of these words." not in card
    assert desk.post(at("card_note", one.pk), {"text": " "}).status_code == 422


def test_undo_takes_back_the_last_decision_and_shows_its_comment(desk):
    comment = held()
    press(desk, "take_down", comment)
    page = text_of(desk.get(at("changelist")))
    decision = Decision.objects.get()
    assert f'name="decision" value="{decision.pk}"' in page
    card = text_of(desk.post(at("card_undo"), {"decision": decision.pk}))
    assert f'data-comment="{comment.pk}"' in card and "Undone (Rejected)" in card
    comment.refresh_from_db()
    assert comment.status == S.HELD
    again = desk.post(at("card_undo"), {"decision": decision.pk})
    assert again.status_code == 409


@pytest.mark.one_database
def test_undo_does_not_take_back_a_later_decision(desk):
    comment = held()
    press(desk, "take_down", comment)
    first = Decision.objects.get()
    Decision.objects.take("approve", comment, by=milo())
    answer = desk.post(at("card_undo"), {"decision": first.pk})
    assert answer.status_code == 409 and "Milo was first" in text_of(answer)


def a_colleague_decides(comment):
    Decision.objects.take("remove", comment, by=milo(), ground=a_rule())


@pytest.mark.parametrize("overtake", [a_colleague_decides, Comment.withdraw])
def test_undo_offers_the_last_own_decision_that_is_in_force(desk, overtake):
    post = a_post()
    unchanged, overtaken = a_comment(post), a_comment(post)
    last = Decision.objects.take("remove", unchanged, by=mona(), ground=a_rule())
    Decision.objects.take("keep", overtaken, by=mona())
    overtake(overtaken)
    assert f'name="decision" value="{last.pk}"' in text_of(desk.get(at("changelist")))
    assert desk.post(at("card_undo"), {"decision": last.pk}).status_code == 200
    assert 'name="decision"' not in text_of(desk.get(at("changelist")))


@pytest.mark.one_database
def test_a_pick_is_not_offered_for_undo_at_the_desk(desk):
    Decision.objects.take("pick", a_comment(a_post()), by=mona())
    assert 'name="decision"' not in text_of(desk.get(at("changelist")))


def test_a_lifted_ban_is_not_offered_for_undo(desk):
    comment = a_comment(a_post())
    decision = decide("ban", comment, by=mona(), ground=a_rule())
    assert f'value="{decision.pk}"' in text_of(desk.get(at("changelist")))
    decision.bans.get().lift(by=milo())
    assert 'name="decision"' not in text_of(desk.get(at("changelist")))


@pytest.mark.parametrize("decision", ["", "x", "0", "9" * 30])
def test_nothing_is_offered_for_undo_before_the_first_decision(desk, decision):
    assert desk.post(at("undo"), {"decision": decision}).status_code == 404


@pytest.mark.one_database
def test_a_skipped_item_stays_in_the_queue_for_others(desk):
    post = a_post()
    first, second = held(post=post), held(post=post)
    Claim.take(first.pk, mona())
    assert f'data-comment="{second.pk}"' in text_of(desk.post(at("card_skip", first.pk)))
    assert Claim.on(first.pk) is None
    assert not Decision.objects.exists()


def test_next_and_previous_follow_the_queue_and_stop_at_its_ends(desk):
    post = a_post()
    first, second = held(post=post), held(post=post)
    assert f'data-comment="{second.pk}"' in text_of(desk.get(at("card_next", first.pk)))
    assert f'data-comment="{first.pk}"' in text_of(desk.get(at("card_previous", second.pk)))
    assert desk.get(at("next", first.pk))["Location"] == at("change", second.pk)


def test_after_an_item_that_left_the_queue_comes_its_first_item(desk):
    post = a_post()
    gone, other = held(post=post), held(post=post)
    Decision.objects.take("approve", gone, by=milo())
    assert f'data-comment="{other.pk}"' in text_of(desk.get(at("card_next", gone.pk)))
    Decision.objects.take("approve", other, by=milo())
    assert "All done" in text_of(desk.get(at("card_next", gone.pk)))


def test_malformed_urls_and_queries_are_not_server_errors(desk):
    comment = held()
    assert desk.get(at("changelist") + f"{10**30}/change/").status_code == 404
    assert desk.get(at("card", 10**15)).status_code == 404
    for query in ({"after": "x"}, {"before": "9" * 40}, {"q": "\x00%_'\""}, {"q": "w" * 9000}):
        assert desk.get(at("changelist"), query).status_code == 200
    assert desk.get(at("items"), {"at": "9" * 30}).status_code == 200
    assert desk.post(at("claim", comment.pk), {"leaving": "x" * 99}).status_code == 200


# Many at once


def test_a_batch_is_previewed_started_and_undone_as_a_whole(desk):
    batches = reverse("admin:moderation_batch_changelist")
    assert "Nothing here." in desk.get(batches).text
    post = a_post()
    comments = [held(f"Buy {n}.", post=post) for n in range(3)]
    other = held("Honest.", post=post)
    preview = text_of(desk.get(at("bulk"), {"q": "Buy"}))
    assert "<strong>3</strong> comments" in preview and "Honest." not in preview
    before = preview.split('name="before" value="')[1].split('"')[0]
    late = held("Buy late.", post=post)
    form = {"action": "spam", "q": "Buy", "before": before}
    answer = desk.post(at("bulk"), form)
    batch = Batch.objects.get()
    assert answer["Location"] == reverse("admin:moderation_batch_change", args=[batch.pk])
    assert "Nothing here." not in desk.get(batches).text
    assert "0 of 3" in text_of(desk.get(answer["Location"]))
    step = text_of(desk.post(reverse("admin:moderation_batch_piece_step", args=[batch.pk])))
    assert "3 of 3" in step and "Decided" in step
    assert [c.status for c in Comment.objects.order_by("pk")] == [S.REJECTED] * 3 + [S.HELD] * 2
    assert (other.pk, late.pk) == tuple(Comment.objects.held().values_list("pk", flat=True))
    assert Decision.objects.filter(batch=batch).count() == len(comments)
    desk.post(reverse("admin:moderation_batch_undo", args=[batch.pk]))
    desk.post(reverse("admin:moderation_batch_step", args=[batch.pk]))
    assert Comment.objects.held().count() == 5


@pytest.mark.one_database
def test_an_unfinished_batch_can_be_resumed_from_the_first_page(desk):
    comment = held("Buy.")
    desk.post(at("bulk"), {"action": "spam", "before": a_moment_ago()})
    url = reverse("admin:moderation_batch_change", args=[Batch.objects.get().pk])
    assert f'href="{url}">Go on' in text_of(desk.get("/admin/"))
    assert "Go on" in text_of(desk.get(url))
    desk.post(reverse("admin:moderation_batch_step", args=[Batch.objects.get().pk]))
    comment.refresh_from_db()
    assert comment.status == S.REJECTED
    assert url not in text_of(desk.get("/admin/")).partition("content-main")[0]


def test_the_recent_comments_of_an_author_are_one_batch(desk):
    post = a_post()
    comment = a_comment(post)
    a_comment(post)
    a_comment(post, by=bob())
    page = text_of(desk.get(at("by_author", comment.pk), {"days": "1"}))
    assert "<strong>2</strong> comments" in page
    form = {"action": "take_down", "before": a_moment_ago(), "ground": a_rule().pk}
    desk.post(at("by_author", comment.pk) + "?days=1", form)
    Batch.objects.get().run()
    assert {c.author for c in Comment.objects.published()} == {a_reader("bob")}


def a_moment_ago():
    return timezone.now().isoformat()


def test_a_batch_leaves_out_comments_changed_after_its_preview(desk):
    reworded, previewed = held("Honest."), held("Buy.")
    late, reported_again = a_comment(previewed.post, "An old one."), a_comment(previewed.post)
    a_report(reported_again)
    before = a_moment_ago()
    reworded.edit("Buy.")
    a_report(late)
    Decision.objects.take("keep", reported_again, by=milo())
    a_report(reported_again, "rolf")
    for queue in ("heldcomment", "reportedcomment"):
        desk.post(at("bulk", queue=queue), {"action": "spam", "before": before})
    assert list(BatchItem.objects.values_list("comment", flat=True)) == [previewed.pk]


def test_a_batch_leaves_out_comments_decided_after_its_preview(desk):
    comment = a_comment(a_post())
    before = a_moment_ago()
    Decision.objects.take("keep", comment, by=milo())
    desk.post(at("by_author", comment.pk) + "?days=1", {"action": "spam", "before": before})
    assert not BatchItem.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    "before",
    [
        *("2100-01-01", "2001-01-01", "0001-01-01 00:00", "9999-12-31 23:59:59"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_a_batch_with_an_impossible_preview_time_is_refused(desk, before):
    held()
    answer = desk.post(at("bulk"), {"action": "spam", "before": before})
    assert answer.status_code == 422 and not Batch.objects.exists()


@pytest.mark.one_database
def test_a_batch_that_restricts_somebody_needs_a_ground(desk):
    held()
    answer = desk.post(at("bulk"), {"action": "take_down", "before": a_moment_ago()})
    assert answer.status_code == 422 and not Batch.objects.exists()


# The other entries


def test_the_list_of_decisions_is_read_only_and_counts_no_rows(desk, django_assert_max_num_queries):
    comment = a_comment(a_post())
    columns = {"action": "keep", "comment": comment, "person": comment.author, "by": mona()}
    columns |= {"source": "own", "status_before": S.PUBLISHED, "status_after": S.PUBLISHED}
    Decision.objects.bulk_create(Decision(**columns) for _ in range(60))
    with django_assert_max_num_queries(24) as captured:
        page = desk.get("/admin/moderation/decision/")
    sql = " ".join(query["sql"] for query in captured.captured_queries)
    assert "COUNT(" not in sql and "OFFSET" not in sql
    assert page.text.count('id="decision-') == 50
    older = page.context["page_links"]["After these"]
    rest = text_of(desk.get("/admin/moderation/decision/" + older))
    assert rest.count('id="decision-') == 10
    one = text_of(desk.get(f"/admin/moderation/decision/{Decision.objects.first().pk}/change/"))
    assert at("change", comment.pk, "reportedcomment") in one


def test_a_ban_of_a_typed_network_is_imposed_and_lifted(desk):
    form = {"network": "203.0.113.0/24", "ground": a_rule().pk}
    assert desk.post("/admin/moderation/ban/add/", form).status_code == 302
    ban = Ban.objects.get()
    assert ban.decision.by == mona()
    page = text_of(desk.get(f"/admin/moderation/ban/{ban.pk}/change/"))
    assert "Lift the ban" in page and "203.0.113.0/24" in page
    desk.post(f"/admin/moderation/ban/{ban.pk}/lift/")
    assert not Ban.objects.running().exists()
    again = desk.post(f"/admin/moderation/ban/{ban.pk}/lift/", follow=True)
    assert "lifted already" in text_of(again)


def test_a_lifted_ban_can_be_put_back_on_its_own_page(desk):
    ban = Ban.objects.impose(network="203.0.113.0/24", by=mona(), ground=a_rule())
    page, undo = (reverse(f"admin:moderation_ban_{n}", args=[ban.pk]) for n in ("change", "unlift"))
    assert undo not in text_of(desk.get(page))
    assert desk.post(undo).status_code == 404
    ban.lift(by=milo())
    assert "Put the ban back" in text_of(desk.get(page))
    assert desk.get(undo).status_code == 405
    assert "In force again" in text_of(desk.post(undo, follow=True))
    assert Ban.objects.in_force(ip="203.0.113.7") == ban
    assert Decision.objects.first().undoes.action == "lift"


def test_a_ban_that_was_undone_is_not_put_back(desk):
    ban = Ban.objects.impose(network="203.0.113.0/24", by=mona(), ground=a_rule())
    ban.decision.undo(by=mona())
    undo = reverse("admin:moderation_ban_unlift", args=[ban.pk])
    assert undo not in text_of(desk.get(reverse("admin:moderation_ban_change", args=[ban.pk])))
    assert desk.post(undo).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    "subjects",
    [{"network": "0.0.0.0/0"}, {"network": "x"}, {"email": "no address"}, {}]
    + [{"email": "a@mail.example", "network": "x"}]
    + [{"email": f"somebody@{'.'.join(['ü' * 54] * 4)}.example"}],  # too long in ASCII
)
def test_the_form_says_what_cannot_be_banned(desk, subjects):
    form = subjects | {"ground": a_rule().pk}
    assert desk.post("/admin/moderation/ban/add/", form).status_code == 200
    assert not Ban.objects.exists()


ABSURD_ENDS = ["2001-01-01", "9999-12-31", "0001-01-01"]


@pytest.mark.one_database
@pytest.mark.parametrize("day", ABSURD_ENDS)
def test_a_ban_must_end_in_the_future_and_within_a_lifetime(desk, day):
    form = {"network": "203.0.113.0/24", "ground": a_rule().pk}
    form |= {"until_0": day, "until_1": "00:00:00"}
    assert desk.post("/admin/moderation/ban/add/", form).status_code == 200
    form = {"whom": "person", "term": "date", "until": day, "ground": a_rule().pk}
    assert desk.post(at("card_ban", held().pk), form).status_code == 422
    assert not Ban.objects.exists()


def test_an_ipv4_network_written_as_ipv6_is_banned_as_ipv4(desk):
    form = {"network": "::ffff:203.0.113.0/120", "ground": a_rule().pk}
    desk.post("/admin/moderation/ban/add/", form)
    assert Ban.objects.in_force(ip="203.0.113.77")


@pytest.mark.one_database
def test_every_screening_rule_has_a_switch_and_its_options(desk):
    page = text_of(desk.get("/admin/moderation/rule/"))
    assert "Many links" in page and "Allowed links: 1" in page
    answer = desk.post("/admin/moderation/rule/many_links/change/", {"state": "on", "links": "3"})
    assert answer.status_code == 302
    rule = Rule.objects.get()
    assert (rule.code, rule.state, rule.options) == ("many_links", "on", {"links": 3})
    for wrong in ({"state": "on", "links": "-1"}, {"state": "often", "links": "3"}, {"links": "3"}):
        answer = desk.post("/admin/moderation/rule/many_links/change/", wrong)
        assert answer.status_code == 422
    assert desk.get("/admin/moderation/rule/no_rule/change/").status_code == 404


@pytest.mark.one_database
def test_the_log_of_a_changed_rule_is_in_the_language_of_its_reader(desk):
    desk.post("/admin/moderation/rule/many_links/change/", {"state": "off", "links": "3"})
    entry = LogEntry.objects.get()
    assert entry.get_change_message() == "Changed State and Allowed links."
    with override("de"):
        assert entry.get_change_message() == "Zustand und Erlaubte Links geändert."
    assert json.loads(entry.change_message)[0]["changed"]["values"]["numbers"] == {"links": 3}


@pytest.mark.one_database
def test_the_form_explains_zero_where_a_rule_takes_it(desk):
    url = "/admin/moderation/rule/same_words_again/change/"
    page = text_of(desk.get(url))
    assert "at least 1." in page and "With 0, short texts are no exception." in page
    fields = {"state": "on", "minutes": 0, "letters": 0}
    assert desk.post(url, fields).status_code == 422
    assert desk.post(url, fields | {"minutes": 1}).status_code == 302
    assert Rule.objects.get().options == {"minutes": 1, "letters": 0}


def test_an_amended_house_rule_keeps_its_earlier_version(client):
    client.force_login(edda())
    rule = HouseRule.objects.get(code="spam")
    url = f"/admin/moderation/houserule/{rule.pk}/change/"
    old = rule.current
    form = {
        "title": "No adverts",
        "text": "None.",
        "sentence": "It advertises.",
        "position": 10,
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    assert client.post(url, form).status_code == 302
    assert (rule.current.number, rule.current.title, rule.current.by) == (2, "No adverts", edda())
    assert old.title in text_of(client.get(url))


@pytest.mark.one_database
def test_the_house_rule_for_spam_cannot_be_retired_in_its_form(client):
    client.force_login(edda())
    rule, comment = HouseRule.objects.get(code="spam"), held()
    form = {
        **{name: getattr(rule.current, name) for name in ("title", "text", "sentence")},
        **{"position": 10, "retired": "on"},
        **{"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0},
    }
    answer = client.post(f"/admin/moderation/houserule/{rule.pk}/change/", form)
    assert answer.status_code == 200 and "Spam removals use this rule" in text_of(answer)
    client.force_login(mona())
    assert press(client, "spam", comment).status_code == 302
    comment.refresh_from_db()
    assert comment.status == S.REJECTED


def test_a_new_house_rule_begins_with_its_first_version(client):
    client.force_login(edda())
    form = {
        "title": "Sign with a name",
        "text": "Any name.",
        "sentence": "It is signed with an insult.",
        "code": "names",
        "position": 90,
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    assert client.post("/admin/moderation/houserule/add/", form).status_code == 302
    assert (a_rule("names").number, a_rule("names").by) == (1, edda())


@pytest.mark.one_database
def test_a_moderator_reads_the_house_rules_and_changes_none(desk):
    rule = HouseRule.objects.get(code="spam")
    page = text_of(desk.get(f"/admin/moderation/houserule/{rule.pk}/change/"))
    assert "No advertising" in page and "<textarea" not in page


@pytest.mark.one_database
def test_a_decision_settles_the_reports_of_its_comment(desk):
    comment = a_comment(a_post(), by=alice())
    a_report(comment)
    press(desk, "take_down", comment, queue="reportedcomment")
    assert Report.objects.get().status == "upheld"


@pytest.mark.one_database
def test_a_card_separates_findings_on_earlier_and_present_text(desk):
    two = Finding(rule="many_links", verdict="hold", parameters={"links": 2})
    comment = held(findings=[two])
    url = at("change", comment.pk)
    assert "in earlier words" not in text_of(desk.get(url))
    comment.edit("So.", [Finding(rule="late_comment", verdict="hold", parameters={"days": 400})])
    why = re.sub(r"<[^>]+>", "", text_of(desk.get(url)))
    assert "Many links in earlier words: It has 2 links; a moderator" in why
    assert "Late comment Nobody has written here for a long time" in why
    assert "quiet for 400 days" in why
