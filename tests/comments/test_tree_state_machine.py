"""After any sequence of events the tree, the counts and the numbers are consistent."""

from collections import Counter

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from comments.conversation import ConversationPage
from comments.models import CannotReply, Comment, InvalidTransition
from comments.models.status import STEPS
from comments.screening import hold
from comments.tree_check import audit
from posts.models import Post
from tests.cast import a_comment, a_post

STATUSES = st.sampled_from(["published", "held"])


class Conversation(RuleBasedStateMachine):
    """Two posts with comments; a plain model beside them says what they should hold."""

    comments = Bundle("comments")

    def __init__(self):
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.posts = [a_post(), a_post()]
        self.parents = {}  # of every comment ever stored
        self.numbers = {}  # as first given
        self.last_rows = {}  # the rows of each post when it was last looked at

    def teardown(self):
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    @rule(target=comments, which=st.integers(0, 1), status=STATUSES)
    def begin(self, which, status):
        comment = a_comment(self.posts[which], status=status)
        self.parents[comment.pk] = None
        return comment.pk

    @rule(target=comments, parent=comments, status=STATUSES)
    def reply(self, parent, status):
        answered = Comment.objects.get(pk=parent)
        try:
            comment = a_comment(answered.post, parent=answered, status=status)
        except CannotReply:
            closed = answered.get_ancestors(include_self=True).filter(branch_closed=True).exists()
            assert closed or not answered.is_published
            return multiple()
        assert answered.is_published
        self.parents[comment.pk] = parent
        return comment.pk

    @rule(comment=comments, verb=st.sampled_from(sorted(STEPS)))
    def step(self, comment, verb):
        comment = Comment.objects.get(pk=comment)
        legal, before = comment.can(verb), comment.status
        try:
            getattr(comment, verb)()
            assert legal and comment.status == STEPS[verb].target
        except InvalidTransition:
            comment.refresh_from_db()
            assert not legal and comment.status == before

    @rule(comment=comments, holds=st.booleans())
    def edit(self, comment, holds):
        comment = Comment.objects.get(pk=comment)
        versions = comment.earlier_versions.count()
        changes = versions + comment.additions.count()
        legal, before = comment.is_editable and changes < 10, comment.status
        try:
            comment.edit("Other words.", [a_finding()] if holds else [])
        except InvalidTransition:
            assert not legal
            return
        assert legal and comment.earlier_versions.count() == versions + 1
        assert comment.status == ("held" if holds else before)

    @rule(comment=comments)
    def add(self, comment):
        comment = Comment.objects.get(pk=comment)
        additions = comment.additions.count()
        changes = comment.earlier_versions.count() + additions
        legal, body = comment.takes_additions and changes < 10, comment.body
        try:
            comment.add(f"More {additions}.")
        except InvalidTransition:
            assert not legal
            return
        assert legal and comment.additions.count() == additions + 1 and comment.body == body

    @rule(comment=comments)
    def erase(self, comment):
        comment = Comment.objects.get(pk=comment)
        comment.erase()
        assert not comment.is_published and comment.name == comment.body == ""
        assert not comment.additions.exists()

    @rule(comment=comments)
    def close_or_open(self, comment):
        comment = Comment.objects.get(pk=comment)
        comment.open_branch() if comment.branch_closed else comment.close_branch()

    @invariant()
    def the_trees_are_sound(self):
        assert list(audit(repair=False)) == []
        connection.check_constraints()

    @invariant()
    def nothing_is_lost_and_nothing_moves(self):
        assert dict(Comment.objects.values_list("pk", "parent")) == self.parents

    @invariant()
    def counts_are_those_of_published_comments(self):
        published = Counter(Comment.objects.published().values_list("post", flat=True))
        stored = dict(Post.objects.values_list("pk", "comment_count"))
        assert stored == {pk: published[pk] for pk in stored}

    @invariant()
    def numbers_are_for_good_and_without_doubles(self):
        for pk, post, number in Comment.objects.exclude(number=None).values_list(
            "pk", "post", "number"
        ):
            assert self.numbers.setdefault(pk, (post, number)) == (post, number)
        assert len(set(self.numbers.values())) == len(self.numbers)

    @invariant()
    def what_is_drawn_is_what_is_published_and_what_stands_above_it(self):
        for post in self.posts:
            rows = list(Comment.objects.on(post).order_by("pk").values_list())
            if rows == self.last_rows.get(post.pk):
                continue  # the event was about the other one
            self.last_rows[post.pk] = rows
            rendered = {
                entry.row.pk for entry in ConversationPage(post, whole=True).rendered.entries
            }
            expected = set()
            for pk in Comment.objects.published().on(post).values_list("pk", flat=True):
                while pk is not None:
                    expected.add(pk)
                    pk = self.parents[pk]
            assert rendered == expected


def a_finding():
    finding = hold(links=2)
    finding.rule = "many_links"
    return finding


@pytest.mark.slow
@pytest.mark.django_db
def test_a_conversation_stays_consistent_after_any_events():
    often = settings(max_examples=10, stateful_step_count=25, deadline=None, database=None)
    run_state_machine_as_test(Conversation, settings=often)
