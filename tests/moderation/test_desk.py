"""The moderators' desk: what a card shows, what a press does, who was first, what can be undone."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Finding
from moderation.claims import Claim
from moderation.desk.highlight import highlight
from moderation.desk.messages import summary
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


def press(desk, action, comment, *, queue="heldcomment", piece=False, **fields):
    """Decide as the card's form does: with the state that was shown and the ground chosen."""
    form = {
        "action": action,
        "state_token": Decision.objects.state_token(comment),
        "ground": a_rule().pk,
        **fields,
    }
    return desk.post(at("card_decide" if piece else "decide", comment.pk, queue), form)


def text_of(answer):
    """Return a page with every run of spaces and line breaks as one space."""
    return " ".join(answer.content.decode().split())


# What is shown


def test_whoever_was_erased_is_spoken_of_as_somebody(desk):
    parent = a_comment(a_post())
    answer = a_comment(parent.post, parent=parent, status="held")
    Decision.objects.take("remove", parent, by=mona(), ground=a_rule())
    parent.erase()
    assert "In answer to <bdi>Somebody</bdi>" in text_of(desk.get(at("change", answer.pk)))
    assert "<bdi>Somebody</bdi>" in text_of(desk.get(at("change", parent.pk)))
    assert summary(Decision.objects.get()).startswith("Removed: Somebody (")


def test_the_first_page_says_what_waits_and_how_old_the_oldest_is(desk):
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
    comment = a_comment(post, "Buy https://pills.example/ now", parent=parent, email="a@b.example")
    comment.earlier_versions.create(body="Buy nothing", written=comment.created)
    a_report(comment, "rosa", "threat", note="It is meant.")
    Note.objects.write("Third time this week.", by=milo(), comment=comment)
    Ban.objects.impose(person=comment.author, by=mona(), ground=a_rule())
    card = text_of(desk.get(at("changelist", queue="reportedcomment")))
    for shown in (
        *("pills.example", "On salt", "Is salt bad?", "Threat", "It is meant.", "weighs 10"),
        *("1 published, 0 removed", "Buy nothing", "Third time this week.", "Ban in force"),
    ):
        assert shown in card, shown


def test_the_words_that_a_rule_found_are_marked():
    text = "See <b>https://a.example/?x=1&y=2</b> & HTTPS://A.EXAMPLE/?X=1&Y=2"
    assert highlight(text, ["https://a.example/?x=1&y=2"]) == (
        "See &lt;b&gt;<mark>https://a.example/?x=1&amp;y=2</mark>&lt;/b&gt; &amp; "
        "<mark>HTTPS://A.EXAMPLE/?X=1&amp;Y=2</mark>"
    )


@pytest.mark.parametrize("evidence", ["<mark>", "</mark><script>", "&lt;", "amp", "a|b", "("])
def test_no_evidence_lets_markup_through(evidence):
    shown = highlight("a</mark><script>alert(1)</script>&lt;(<mark>", [evidence, ""])
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare and ">" not in bare


def test_what_people_wrote_is_shown_as_plain_text(desk):
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
    a_comment(post, name="Socks", by=bob(), address="203.0.113.9")
    comment = a_comment(post, name="Alice", address="203.0.113.7", status=S.HELD)
    a_comment(post, name="Al Ice", address="203.0.113.7")
    card = text_of(desk.get(at("card", comment.pk)))
    assert "From the same network: <bdi>Socks</bdi>" in card
    assert "Also wrote as <bdi>Al Ice</bdi>" in card


def test_the_ground_of_a_ban_stands_chosen_for_what_is_decided_next(desk):
    comment = a_comment(a_post())
    a_report(comment, reason="spam")
    form = {"whom": "person", "term": "week", "ground": a_rule("threat").pk}
    answer = text_of(desk.post(at("card_ban", comment.pk), form))
    assert f'<option value="{a_rule("threat").pk}" selected>' in answer
    undone = text_of(desk.post(at("card_undo"), {"decision": Decision.objects.get().pk}))
    assert f'<option value="{a_rule("spam").pk}" selected>' in undone


def test_no_ground_stands_chosen_where_nothing_points_to_one(desk):
    comment = held("Buy pills.")
    a_report(a_comment(comment.post), reason="other")
    for address in (
        *(at("card", comment.pk), at("changelist", queue="reportedcomment"), at("bulk")),
        at("bulk", queue="reportedcomment"),
    ):
        page = text_of(desk.get(address))
        choices = re.findall('<select[^>]*name="(?:ground|action)".*?</select>', page)
        assert len(choices) == 2  # on a card for deciding and for banning
        assert "selected" not in "".join(choices)


def test_who_takes_down_many_without_a_ground_keeps_what_was_chosen(desk):
    held()
    form = {"action": "take_down", "before": a_moment_ago()}
    told = text_of(desk.post(at("bulk"), form))
    assert '<option value="take_down" selected>' in told
    assert 'name="ground" autofocus' in told and "Say which house rule" in told


def test_the_ground_that_stands_chosen_is_the_gravest_reason_reported(desk):
    comment = a_comment(a_post())
    a_report(comment, "rosa", "off_topic")
    a_report(comment, "rolf", "threat")
    chosen = f'value="{a_rule("threat").pk}" selected'
    assert chosen in text_of(desk.get(at("card", comment.pk, "reportedcomment")))


def test_a_card_costs_the_same_queries_whatever_hangs_on_it(desk, django_assert_max_num_queries):
    post = a_post()
    comment = a_comment(post)
    for number in range(12):
        a_report(comment, f"reader{number}")
        a_comment(post)
        Note.objects.write("Seen.", by=milo(), comment=comment)
    with django_assert_max_num_queries(36):
        desk.get(at("changelist", queue="reportedcomment"))


def test_a_queue_counts_nothing_beyond_its_cap_and_goes_by_key(desk, django_assert_max_num_queries):
    post = a_post()
    comments = [held(f"Number {number}.", post=post) for number in range(PAGE_SIZE + 3)]
    with django_assert_max_num_queries(36) as captured:
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


def test_a_receipts_reference_stands_on_the_card_and_finds_it(desk):
    reports = [a_report(a_comment(a_post(), f"Number {n}.")) for n in range(2)]
    asked = {"q": f" {reports[1].reference.lower()} "}
    page = text_of(desk.get(at("changelist", queue="reportedcomment"), asked))
    assert f'data-comment="{reports[1].comment_id}"' in page and "Number 0." not in page
    assert f">{reports[1].reference}</span>" in page
    assert f'id="item-{reports[1].comment_id}"' in page
    Decision.objects.take("keep", reports[1].comment, by=milo())
    page = text_of(desk.get(at("changelist"), asked))
    assert f'data-comment="{reports[1].comment_id}"' in page
    assert f'dismissed · <span class="report__reference">{reports[1].reference}<' in page
    for unknown in ("R-2222-2222", "R-0000-0000", "R-2222-2222'--"):
        assert "Nothing matches" in text_of(desk.get(at("changelist"), {"q": unknown}))


def test_a_legal_notice_shows_what_it_must_hold_and_who_sent_it_to_moderators_alone(client):
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
        assert [shown in page for shown in private] == [sees] * 3


def test_a_search_narrows_the_queue_and_stays(desk):
    post = a_post()
    held("About cats.", post=post)
    dog, dogs = held("A dog.", post=post), held("Dogs again.", post=post)
    page = text_of(desk.get(at("changelist"), {"q": "dog"}))
    assert "About cats" not in page and "A dog." in page
    answer = press(desk, "let_stand", dog, q="dog")
    assert answer.status_code == 302 or answer.status_code == 303
    assert answer["Location"] == at("change", dogs.pk) + "?q=dog"


# What a press does


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
@pytest.mark.parametrize("piece", [False, True], ids=["page", "piece"])
def test_a_press_is_a_decision(desk, action, before, after, piece):
    comment = a_comment_that_is(before)
    answer = press(desk, action, comment, piece=piece)
    assert answer.status_code == (200 if piece else 302)
    comment.refresh_from_db()
    assert comment.status == after
    assert Decision.objects.get().by == mona()


def test_after_a_decision_comes_the_next_item_and_the_one_before_leaves_the_list(desk):
    post = a_post()
    first, second = held("One.", post=post), held("Two.", post=post)
    answer = press(desk, "take_down", first, piece=True)
    piece = text_of(answer)
    assert f'data-comment="{second.pk}"' in piece
    assert f'data-gone="item-{first.pk}"' in piece
    assert "Rejected: alice" in piece or "Rejected: Alice" in piece
    assert answer["HX-Replace-Url"] == at("change", second.pk)
    done = text_of(press(desk, "let_stand", second, piece=True))
    assert "All done" in done


def test_what_somebody_else_looks_at_is_passed_over(desk):
    post = a_post()
    first, second, third = (held(f"{n}.", post=post) for n in range(3))
    Claim.take(second.pk, milo())
    assert f'data-comment="{third.pk}"' in text_of(press(desk, "spam", first, piece=True))
    assert f'data-comment="{second.pk}"' in text_of(press(desk, "spam", third, piece=True))


def test_a_claim_says_who_is_looking_and_is_given_up_when_one_goes_on(desk, client):
    one, other = held(), held()
    desk.post(at("claim", one.pk))
    desk.post(at("claim", other.pk), {"leaving": one.pk})
    assert Claim.on(one.pk) is None
    client.force_login(milo())
    assert "Mona has been looking at this" in text_of(client.get(at("card", other.pk)))


def test_a_claim_tells_of_a_decision_taken_meanwhile(desk):
    comment = held()
    seen = Decision.objects.state_token(comment)
    Decision.objects.take("approve", comment, by=milo())
    told = text_of(desk.post(at("claim", comment.pk), {"state_token": seen}))
    assert "Milo has decided meanwhile: Approve" in told


@pytest.mark.parametrize("piece", [False, True], ids=["page", "piece"])
def test_who_comes_second_is_told_who_was_first_and_may_decide_otherwise(desk, piece):
    comment = held()
    seen = Decision.objects.state_token(comment)
    Decision.objects.take("approve", comment, by=milo())
    told = press(desk, "take_down", comment, piece=piece, state_token=seen)
    assert told.status_code == 409
    assert "Milo was first: <strong>Approve</strong>" in text_of(told)
    assert Decision.objects.count() == 1
    press(desk, "take_down", comment, piece=piece)
    comment.refresh_from_db()
    assert comment.status == S.REMOVED


def test_words_changed_since_are_looked_at_again(desk):
    comment = a_comment(a_post())
    seen = Decision.objects.state_token(comment)
    comment.edit("Other words.")
    told = press(desk, "take_down", comment, piece=True, state_token=seen)
    assert told.status_code == 409 and "changed the words" in text_of(told)
    assert not Decision.objects.exists()


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
def test_a_form_no_card_would_send_is_refused_and_nothing_stored(desk, fields):
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


def test_a_law_goes_before_the_house_rule(desk):
    press(desk, "take_down", held(), law="StGB § 185")
    assert Decision.objects.get().law == "StGB § 185"


@pytest.mark.parametrize("law", ["+2AA-", "+IAs-"], ids=["a lone surrogate", "an invisible one"])
def test_a_law_nobody_can_read_is_refused(desk, law):
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


def test_a_warning_leaves_the_comment_on_the_desk(desk):
    comment = a_comment(a_post())
    piece = text_of(press(desk, "warn", comment, piece=True))
    assert f'data-comment="{comment.pk}"' in piece and "Warned" in piece
    assert comment.author.warnings.count() == 1


def test_a_closed_branch_can_be_opened_again(desk):
    comment = a_comment(a_post())
    assert "Open the branch" in text_of(press(desk, "close_branch", comment, piece=True))
    press(desk, "open_branch", comment)
    comment.refresh_from_db()
    assert not comment.branch_closed


def test_a_ban_names_whom_and_until_when(desk):
    comment = held(address="203.0.113.7")
    form = {"whom": "network", "term": "date", "until": "2027-01-31", "ground": a_rule().pk}
    answer = desk.post(at("card_ban", comment.pk), form)
    assert "Banned" in text_of(answer)
    ban = Ban.objects.get()
    assert ban.network == "203.0.113.0/24"
    assert f"{ban.until:%Y-%m-%d}" == "2027-01-31"


def test_the_day_on_which_a_ban_ends_goes_before_the_term_that_stands_there(desk):
    form = {"whom": "person", "term": "week", "until": "2027-01-31", "ground": a_rule().pk}
    desk.post(at("card_ban", held().pk), form)
    assert f"{Ban.objects.get().until:%Y-%m-%d}" == "2027-01-31"


def test_the_desk_keeps_the_blogs_clock(desk):
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
    assert "Jan. 31, 2027, midnight" in page


def test_one_ban_on_the_card_names_all_that_is_ticked(desk):
    comment = held(address="2001:db8:1:2::7", email="spam@mail.example")
    card = text_of(desk.get(at("card", comment.pk)))
    assert "the IPv6 network 2001:db8:1:2::/64, every address in it" in card
    form = {"whom": ["person", "email", "address"], "term": "week", "ground": a_rule().pk}
    answer = text_of(desk.post(at("card_ban", comment.pk), form))
    ban = Ban.objects.get()
    assert (ban.person, ban.email) == (comment.author, "spam@mail.example")
    assert ban.network == "2001:db8:1:2::/64"
    assert "2001:db8:1:2::/64 (every IPv6 address in it)" in answer


def test_one_typed_ban_names_an_email_and_a_network_and_says_what_it_covers(desk):
    form = {"email": "a@mail.example", "network": "2001:db8::7", "ground": a_rule().pk}
    answer = desk.post("/admin/moderation/ban/add/", form, follow=True)
    ban = Ban.objects.get()
    assert (ban.email, ban.network) == ("a@mail.example", "2001:db8::/64")
    assert "2001:db8::/64 (every IPv6 address in it)" in text_of(answer)
    assert "stands for its" in text_of(desk.get("/admin/moderation/ban/add/"))


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
def test_a_ban_that_names_nobody_or_no_time_is_refused(desk, fields):
    comment = held()
    form = {"whom": "person", "term": "week", "ground": a_rule().pk} | fields
    assert desk.post(at("card_ban", comment.pk), form).status_code == 422
    assert not Ban.objects.exists()


def test_staff_are_not_banned(desk):
    comment = a_comment(a_post(), by=edda())
    form = {"whom": "person", "term": "week", "ground": a_rule().pk}
    answer = desk.post(at("card_ban", comment.pk, "reportedcomment"), form)
    assert answer.status_code == 422 and "Staff are not banned" in text_of(answer)


def test_a_note_stays_with_the_comment_or_follows_its_author(desk):
    post = a_post()
    one, other = held(post=post), held(post=post)
    desk.post(at("note", one.pk), {"text": "Of these words."})
    desk.post(at("note", one.pk), {"text": "Of this person.", "of_author": "on"})
    card = text_of(desk.get(at("card", other.pk)))
    assert "Of this person." in card and "Of these words." not in card
    assert desk.post(at("card_note", one.pk), {"text": " "}).status_code == 422


def test_undo_takes_back_ones_last_decision_and_shows_the_comment_again(desk):
    comment = held()
    press(desk, "take_down", comment)
    page = text_of(desk.get(at("changelist")))
    decision = Decision.objects.get()
    assert f'name="decision" value="{decision.pk}"' in page
    piece = text_of(desk.post(at("card_undo"), {"decision": decision.pk}))
    assert f'data-comment="{comment.pk}"' in piece and "Undone (rejected)" in piece
    comment.refresh_from_db()
    assert comment.status == S.HELD
    again = desk.post(at("card_undo"), {"decision": decision.pk})
    assert again.status_code == 409


def test_another_decision_taken_since_is_not_undone(desk):
    comment = held()
    press(desk, "take_down", comment)
    first = Decision.objects.get()
    Decision.objects.take("approve", comment, by=milo())
    answer = desk.post(at("card_undo"), {"decision": first.pk})
    assert answer.status_code == 409 and "Milo was first" in text_of(answer)


def a_colleague_decides(comment):
    Decision.objects.take("remove", comment, by=milo(), ground=a_rule())


@pytest.mark.parametrize("overtake", [a_colleague_decides, Comment.withdraw])
def test_undo_offers_ones_last_decision_that_still_stands(desk, overtake):
    post = a_post()
    standing, overtaken = a_comment(post), a_comment(post)
    last = Decision.objects.take("remove", standing, by=mona(), ground=a_rule())
    Decision.objects.take("keep", overtaken, by=mona())
    overtake(overtaken)
    assert f'name="decision" value="{last.pk}"' in text_of(desk.get(at("changelist")))
    assert desk.post(at("card_undo"), {"decision": last.pk}).status_code == 200
    assert 'name="decision"' not in text_of(desk.get(at("changelist")))


def test_a_pick_is_not_offered_for_undo_at_the_desk(desk):
    Decision.objects.take("pick", a_comment(a_post()), by=mona())
    assert 'name="decision"' not in text_of(desk.get(at("changelist")))


def test_a_ban_lifted_since_is_not_offered_for_undo(desk):
    comment = a_comment(a_post())
    decision = decide("ban", comment, by=mona(), ground=a_rule())
    assert f'value="{decision.pk}"' in text_of(desk.get(at("changelist")))
    decision.bans.get().lift(by=milo())
    assert 'name="decision"' not in text_of(desk.get(at("changelist")))


@pytest.mark.parametrize("decision", ["", "x", "0", "9" * 30])
def test_there_is_nothing_to_undo_where_nothing_was_decided(desk, decision):
    assert desk.post(at("undo"), {"decision": decision}).status_code == 404


def test_skipping_leaves_it_to_somebody_else(desk):
    post = a_post()
    first, second = held(post=post), held(post=post)
    Claim.take(first.pk, mona())
    assert f'data-comment="{second.pk}"' in text_of(desk.post(at("card_skip", first.pk)))
    assert Claim.on(first.pk) is None
    assert not Decision.objects.exists()


def test_next_and_previous_go_along_the_queue_and_stop_at_its_ends(desk):
    post = a_post()
    first, second = held(post=post), held(post=post)
    assert f'data-comment="{second.pk}"' in text_of(desk.get(at("card_next", first.pk)))
    assert f'data-comment="{first.pk}"' in text_of(desk.get(at("card_previous", second.pk)))
    assert desk.get(at("next", first.pk))["Location"] == at("change", second.pk)


def test_from_what_has_left_the_queue_one_goes_on_with_its_first_item(desk):
    post = a_post()
    gone, other = held(post=post), held(post=post)
    Decision.objects.take("approve", gone, by=milo())
    assert f'data-comment="{other.pk}"' in text_of(desk.get(at("card_next", gone.pk)))
    Decision.objects.take("approve", other, by=milo())
    assert "All done" in text_of(desk.get(at("card_next", gone.pk)))


def test_absurd_addresses_and_questions_break_nothing(desk):
    comment = held()
    assert desk.get(at("changelist") + f"{10**30}/change/").status_code == 404
    assert desk.get(at("card", 10**15)).status_code == 404
    for query in ({"after": "x"}, {"before": "9" * 40}, {"q": "\x00%_'\""}, {"q": "w" * 9000}):
        assert desk.get(at("changelist"), query).status_code == 200
    assert desk.get(at("items"), {"at": "9" * 30}).status_code == 200
    assert desk.post(at("claim", comment.pk), {"leaving": "x" * 99}).status_code == 200


# Many at once


def test_a_batch_is_looked_at_begun_and_undone_as_one(desk):
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
    assert "0 of 3" in text_of(desk.get(answer["Location"]))
    step = text_of(desk.post(reverse("admin:moderation_batch_piece_step", args=[batch.pk])))
    assert "3 of 3" in step and "Decided" in step
    assert [c.status for c in Comment.objects.order_by("pk")] == [S.REJECTED] * 3 + [S.HELD] * 2
    assert (other.pk, late.pk) == tuple(Comment.objects.held().values_list("pk", flat=True))
    assert Decision.objects.filter(batch=batch).count() == len(comments)
    desk.post(reverse("admin:moderation_batch_undo", args=[batch.pk]))
    desk.post(reverse("admin:moderation_batch_step", args=[batch.pk]))
    assert Comment.objects.held().count() == 5


def test_a_batch_whose_page_was_left_waits_on_the_first_page_with_a_way_to_go_on(desk):
    comment = held("Buy.")
    desk.post(at("bulk"), {"action": "spam", "before": a_moment_ago()})
    address = reverse("admin:moderation_batch_change", args=[Batch.objects.get().pk])
    assert f'href="{address}">Go on' in text_of(desk.get("/admin/"))
    assert "Go on" in text_of(desk.get(address))
    desk.post(reverse("admin:moderation_batch_step", args=[Batch.objects.get().pk]))
    comment.refresh_from_db()
    assert comment.status == S.REJECTED
    assert address not in text_of(desk.get("/admin/")).partition("content-main")[0]


def test_everything_by_one_author_lately_is_one_batch(desk):
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


def test_what_changed_after_the_preview_is_not_decided_on(desk):
    reworded, seen = held("Honest."), held("Buy.")
    late, kept = a_comment(seen.post, "An old one."), a_comment(seen.post)
    a_report(kept)
    before = a_moment_ago()
    reworded.edit("Buy.")
    a_report(late)
    Decision.objects.take("keep", kept, by=milo())
    a_report(kept, "rolf")
    for queue in ("heldcomment", "reportedcomment"):
        desk.post(at("bulk", queue=queue), {"action": "spam", "before": before})
    assert list(BatchItem.objects.values_list("comment", flat=True)) == [seen.pk]


def test_what_somebody_else_decided_after_the_preview_is_left_to_them(desk):
    comment = a_comment(a_post())
    before = a_moment_ago()
    Decision.objects.take("keep", comment, by=milo())
    desk.post(at("by_author", comment.pk) + "?days=1", {"action": "spam", "before": before})
    assert not BatchItem.objects.exists()


@pytest.mark.parametrize(
    "before",
    [
        *("2100-01-01", "2001-01-01", "0001-01-01 00:00", "9999-12-31 23:59:59"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_a_batch_rests_on_a_preview_of_today(desk, before):
    held()
    answer = desk.post(at("bulk"), {"action": "spam", "before": before})
    assert answer.status_code == 422 and not Batch.objects.exists()


def test_a_batch_that_takes_something_away_needs_a_ground(desk):
    held()
    answer = desk.post(at("bulk"), {"action": "take_down", "before": a_moment_ago()})
    assert answer.status_code == 422 and not Batch.objects.exists()


# The other entries


def test_decisions_are_a_list_to_read_that_counts_nothing(desk, django_assert_max_num_queries):
    comment = a_comment(a_post())
    for _ in range(60):
        Decision.objects.take("keep", comment, by=mona())
    with django_assert_max_num_queries(24) as captured:
        page = text_of(desk.get("/admin/moderation/decision/"))
        desk.get("/admin/moderation/decision/", {"_facets": "True"})
    sql = " ".join(query["sql"] for query in captured.captured_queries)
    assert "COUNT(" not in sql and "OFFSET" not in sql
    assert page.count('class="field-action"') == 50
    older = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    rest = text_of(desk.get("/admin/moderation/decision/" + older))
    assert rest.count('class="field-action"') == 10
    one = text_of(desk.get(f"/admin/moderation/decision/{Decision.objects.first().pk}/change/"))
    assert at("change", comment.pk, "reportedcomment") in one


def test_a_ban_is_imposed_by_what_can_be_typed_and_lifted(desk):
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


def test_a_lifting_is_taken_back_where_the_ban_is_seen(desk):
    ban = Ban.objects.impose(network="203.0.113.0/24", by=mona(), ground=a_rule())
    page, undo = (reverse(f"admin:moderation_ban_{n}", args=[ban.pk]) for n in ("change", "unlift"))
    assert undo not in text_of(desk.get(page))
    assert desk.post(undo).status_code == 404
    ban.lift(by=milo())
    assert "Put the ban back" in text_of(desk.get(page))
    assert desk.get(undo).status_code == 405
    assert "In force again" in text_of(desk.post(undo, follow=True))
    assert Ban.objects.in_force(address="203.0.113.7") == ban
    assert Decision.objects.first().undoes.action == "lift"


def test_a_ban_that_was_undone_is_not_put_back(desk):
    ban = Ban.objects.impose(network="203.0.113.0/24", by=mona(), ground=a_rule())
    ban.decision.undo(by=mona())
    undo = reverse("admin:moderation_ban_unlift", args=[ban.pk])
    assert undo not in text_of(desk.get(reverse("admin:moderation_ban_change", args=[ban.pk])))
    assert desk.post(undo).status_code == 404


@pytest.mark.parametrize(
    "subjects",
    [{"network": "0.0.0.0/0"}, {"network": "x"}, {"email": "no address"}, {}]
    + [{"email": "a@mail.example", "network": "x"}],
)
def test_what_cannot_be_banned_is_said_in_the_form(desk, subjects):
    form = subjects | {"ground": a_rule().pk}
    assert desk.post("/admin/moderation/ban/add/", form).status_code == 200
    assert not Ban.objects.exists()


ABSURD_ENDS = ["2001-01-01", "9999-12-31", "0001-01-01"]


@pytest.mark.parametrize("day", ABSURD_ENDS)
def test_a_ban_ends_ahead_and_within_a_lifetime(desk, day):
    form = {"network": "203.0.113.0/24", "ground": a_rule().pk}
    form |= {"until_0": day, "until_1": "00:00:00"}
    assert desk.post("/admin/moderation/ban/add/", form).status_code == 200
    form = {"whom": "person", "term": "date", "until": day, "ground": a_rule().pk}
    assert desk.post(at("card_ban", held().pk), form).status_code == 422
    assert not Ban.objects.exists()


def test_a_network_of_ipv4_written_in_ipv6_is_banned_as_it_is(desk):
    form = {"network": "::ffff:203.0.113.0/120", "ground": a_rule().pk}
    desk.post("/admin/moderation/ban/add/", form)
    assert Ban.objects.in_force(address="203.0.113.77")


def test_every_screening_rule_has_its_switch_and_numbers(desk):
    page = text_of(desk.get("/admin/moderation/rule/"))
    assert "Many links" in page and "Allowed links: 1" in page
    answer = desk.post("/admin/moderation/rule/many_links/change/", {"is_on": "on", "links": "3"})
    assert answer.status_code == 302
    rule = Rule.objects.get()
    assert (rule.code, rule.is_on, rule.numbers) == ("many_links", True, {"links": 3})
    wrong = desk.post("/admin/moderation/rule/many_links/change/", {"links": "-1"})
    assert wrong.status_code == 422
    assert desk.get("/admin/moderation/rule/no_rule/change/").status_code == 404


def test_a_number_of_a_rule_is_zero_where_zero_means_something_which_is_said(desk):
    address = "/admin/moderation/rule/same_words_again/change/"
    page = text_of(desk.get(address))
    assert "1 at least" in page and "0: short texts are no exception" in page
    fields = {"is_on": "on", "minutes": 0, "letters": 0}
    assert desk.post(address, fields).status_code == 422
    assert desk.post(address, fields | {"minutes": 1}).status_code == 302
    assert Rule.objects.get().numbers == {"minutes": 1, "letters": 0}


def test_a_house_rule_is_amended_never_overwritten(client):
    client.force_login(edda())
    rule = HouseRule.objects.get(code="spam")
    address = f"/admin/moderation/houserule/{rule.pk}/change/"
    old = rule.current
    form = {
        "title": "No adverts",
        "text": "None.",
        "sentence": "It advertises.",
        "position": 10,
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    assert client.post(address, form).status_code == 302
    assert (rule.current.number, rule.current.title, rule.current.by) == (2, "No adverts", edda())
    assert old.title in text_of(client.get(address))


def test_the_rule_that_spam_rests_on_is_not_retired_and_its_form_says_why(client):
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


def test_a_moderator_reads_the_house_rules_and_changes_none(desk):
    rule = HouseRule.objects.get(code="spam")
    page = text_of(desk.get(f"/admin/moderation/houserule/{rule.pk}/change/"))
    assert "No advertising" in page and "<textarea" not in page


def test_reports_of_what_is_decided_are_settled(desk):
    comment = a_comment(a_post(), by=alice())
    a_report(comment)
    press(desk, "take_down", comment, queue="reportedcomment")
    assert Report.objects.get().status == "upheld"


def test_a_card_tells_what_a_rule_found_in_earlier_words_from_what_it_found_in_these(desk):
    two = Finding(rule="many_links", verdict="hold", parameters={"links": 2})
    comment = held(findings=[two])
    address = at("change", comment.pk)
    assert "in earlier words" not in text_of(desk.get(address))
    comment.edit("So.", [Finding(rule="late_comment", verdict="hold", parameters={"days": 400})])
    why = re.sub(r"<[^>]+>", "", text_of(desk.get(address)))
    assert "Many links in earlier words: It has 2 links; a moderator" in why
    assert "Late comment Nobody has written here for a long time" in why
    assert "quiet for 400 days" in why
