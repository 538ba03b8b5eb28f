"""The branch around a comment, which its card opens: as readers see it, beside what was typed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from moderation.desk.context import MAX_BELOW
from tests.cast import a_comment, a_post, bob, mona
from tests.moderation.deciding import a_rule, decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def branch_of(client, comment, name="card_context"):
    """Return the HTML of the branch around a comment, and of its text as it was typed."""
    url = reverse(f"admin:moderation_heldcomment_{name}", args=[comment.pk])
    answer = client.get(url)
    assert answer.status_code == 200
    branch, typed = answer.text.split('class="context__typed"')
    return branch.split('class="context__branch"')[1], typed


def keys_in(branch):
    return [int(key) for key in re.findall(r'<article\s+id="comment-(\d+)"', branch)]


@pytest.mark.parametrize("name", ["card_context", "context"])
def test_the_context_is_what_readers_see_around_a_comment(desk, name):
    post = a_post()
    root = a_comment(post, "Root.")
    first = a_comment(post, "First.", parent=root)
    second = a_comment(post, "Second.", parent=first)
    own = a_comment(post, "Own *words*.", parent=second, by=bob())
    reply = a_comment(post, "A **reply**.", parent=own)
    hidden = a_comment(post, "Waits.", parent=own, status="held")
    a_comment(post, "Elsewhere.", parent=root)
    decide("remove", second, by=mona(), ground=a_rule())
    own.hold()
    branch, typed = branch_of(desk, own, name)
    assert keys_in(branch) == [first.pk, second.pk, own.pk, reply.pk]
    for part in ("Own <em>words</em>.", "A <strong>reply</strong>.", "A moderator removed this"):
        assert part in branch, part
    for part in ("Second.", "Waits.", "Elsewhere.", "Root."):
        assert part not in branch, part
    assert "1 comment further above" in branch
    boxed = branch.split('class="context__own"')[1].split("</article>")[0]
    assert keys_in(boxed) == [own.pk]
    assert "Own *words*." in typed
    assert keys_in(branch_of(desk, hidden)[0]) == [second.pk, own.pk, hidden.pk]


@pytest.mark.one_database
def test_hostile_text_is_harmless_in_its_context(desk):
    post = a_post()
    bodies = [
        "<script>document.title = 'owned'</script> one",
        "</div></section><img src=x onerror=alert(1)> two",
        "[three](javascript:alert(1)) {% now 'Y' %} %(pk)s",
    ]
    own = a_comment(post, bodies[0], name="</p><script>alert(1)</script>")
    for body in bodies[1:]:
        a_comment(post, body, parent=own, name="<b data-key=a>")
    for name in ("context", "card_context"):
        branch, typed = branch_of(desk, own, name)
        assert not re.search(r'<script|<img|<b |href="javascript', branch + typed)
        assert "%(pk)s" in branch and "&lt;script&gt;" in typed
        assert branch.count("</div>") == branch.count("<div") + 1  # the one it was cut from


@pytest.mark.one_database
def test_a_long_branch_takes_no_more_queries_and_is_cut(desk, django_assert_num_queries):
    post = a_post()
    own = a_comment(post)
    a_comment(post, parent=own)
    branch_of(desk, own)
    with CaptureQueriesContext(connection) as few:
        branch_of(desk, own)
    for _ in range(MAX_BELOW + 4):
        a_comment(post, parent=own)
    with django_assert_num_queries(len(few)):
        branch, _ = branch_of(desk, own)
    assert len(keys_in(branch)) == 1 + MAX_BELOW and "5 more replies" in branch
