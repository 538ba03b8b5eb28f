"""How often screening rules were right: by version and month, with the part that chance plays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, Finding
from moderation.figures.ledger import Ledger
from moderation.figures.wilson import wilson
from moderation.models import Appeal, Decision, ModeratorScope
from posts.dates import month
from tests.cast import a_comment, a_post, alice, milo, mona
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db

URL = "/admin/moderation/rule/records/"


@pytest.fixture
def post():
    return a_post()


def held(
    post, action=None, *, version=1, months_ago=0, verdict="hold", rule="many_links", **parameters
):
    """Return a comment that a rule held, or would have, and a moderator decided on by `action`."""
    status = "published" if verdict == "shadow" else "held"
    comment = a_comment(post, "Words.", status=status)
    finding = Finding(comment=comment, rule=rule, version=version, verdict=verdict)
    finding.parameters = parameters
    finding.save()
    begun = timezone.localtime().replace(day=1, hour=12) - timedelta(days=30 * months_ago)
    Finding.objects.filter(pk=finding.pk).update(created=begun if months_ago else finding.created)
    if action:
        ground = a_rule("spam") if action in ("reject", "remove") else None
        Decision.objects.take(action, comment, by=mona(), ground=ground)
    return comment


def line(record):
    """Return the numbers of a record: held, right, wrong, not decided, missed."""
    return record.held, record.right, record.false_holds, record.undecided, record.misses


def by_version():
    return {(r.rule.code, r.version, r.is_shadow): r for r in Ledger().records}


def test_a_rule_is_right_wrong_or_undecided_as_moderators_decide(post):
    for action in ("reject", "reject", "approve", None):
        held(post, action)
    held(post).withdraw()
    held(post, "reject", version=2)
    removed = a_comment(post)
    Decision.objects.take("remove", removed, by=mona(), ground=a_rule("spam"))
    Decision.objects.take("remove", a_comment(post), by=mona(), ground=a_rule("harassment"))
    records = by_version()
    assert line(records["many_links", 1, False].total) == (5, 2, 1, 2, None)
    assert line(records["many_links", 2, False].total) == (1, 1, 0, 0, 1)


def test_a_rule_that_learns_has_a_record_for_each_training(post):
    for training, action in ((3, "approve"), (4, "reject"), (4, "reject")):
        comment = held(post, action, training=training)
    appeal = Appeal.objects.file(Decision.objects.verdict(comment), "It was no advertising.")
    appeal.overturn(by=milo(), words="You are right.")
    records = {record.training: record for record in Ledger().records}
    assert line(records[3].total) == (1, 0, 1, 0, None)
    assert line(records[4].total)[:3] == (2, 1, 1)
    assert [records[training].overturned for training in (3, 4)] == [0, 1]


def test_a_decision_overturned_on_appeal_turns_right_into_wrong(post):
    comment = held(post, "reject")
    appeal = Appeal.objects.file(Decision.objects.verdict(comment), "It was no advertising.")
    record = by_version()["many_links", 1, False]
    assert (line(record.total)[:3], record.overturned) == ((1, 1, 0), 0)
    appeal.overturn(by=milo(), words="You are right.")
    record = by_version()["many_links", 1, False]
    assert (line(record.total)[:3], record.overturned) == ((1, 0, 1), 1)


def test_months_are_counted_apart_and_old_ones_not_at_all(post):
    for months_ago in (0, 2, 2, 11, 14):
        held(post, "reject", months_ago=months_ago)
    lines = by_version()["many_links", 1, False].lines
    assert [record.held for _, record in lines] == [1, 2, 1]
    assert lines[0][0] == month(timezone.localtime().year, timezone.localtime().month)


def test_what_a_rule_in_shadow_foresaw_is_compared_with_decisions(post):
    Decision.objects.take("keep", held(post, verdict="shadow"), by=mona())
    held(post, "remove", verdict="shadow")
    held(post, verdict="shadow")
    records = by_version()
    assert list(records) == [("many_links", 1, True)]
    assert line(records["many_links", 1, True].total) == (3, 1, 1, 1, None)


@pytest.mark.one_database
def test_a_rule_that_gets_worse_is_named_with_a_warning(client, post):
    client.force_login(mona())
    for number in range(12):
        held(post, "reject", months_ago=4)
        held(post, "approve" if number < 6 else "reject", rule="late_comment", months_ago=4)
    for number in range(10):
        held(post, "approve" if number < 6 else "reject")
        held(post, "approve" if number < 6 else "reject", rule="late_comment")
    page = " ".join(client.get(URL).content.decode().split())
    assert "“Many links” is right less often: in 40% of the last two months’" in page
    assert "“Late comment” is right less often" not in page
    assert "in 100% before" in page and "(16.8% to 68.7%)" in page


def test_few_decisions_leave_much_to_chance():
    limits = [[round(limit, 3) for limit in wilson(right, 20)] for right in (0, 20)]
    assert limits == [[0, 0.161], [0.839, 1]]
    assert wilson(0, 0) is None


@pytest.mark.one_database
def test_the_records_take_the_same_queries_for_any_number(client, post):
    client.force_login(mona())
    held(post, "reject")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
        for number in range(4):
            held(post, "approve", version=number + 2, months_ago=number, rule="late_comment")
            held(post, verdict="shadow", version=number + 2)
    assert counts[0] == counts[1]


def test_a_moderator_of_some_comments_sees_the_records_of_these(client, post):
    held(post, "reject")
    ModeratorScope.objects.create(user=milo(), kind="author", author=alice())
    client.force_login(milo())
    assert "No check has held anything" in client.get(URL).content.decode()
    assert Comment.objects.count() == 1
