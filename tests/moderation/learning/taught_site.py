"""A site whose moderators have decided enough to learn from, stored in bulk."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Person
from comments.models import Comment
from moderation.models import Action, Decision
from tests.cast import a_post, account, mona
from tests.moderation.deciding import a_rule
from tests.moderation.learning.made_comments import made_comments

S = Comment.Status
POSTS = 4
WRITERS = 12


class TaughtSite:
    """Posts with made-up comments: good ones that have stood for ten days, and advertising that
    mona removed yesterday.
    """

    def __init__(self, good=110, bad=24, *, seed=1):
        self.posts = [a_post() for _ in range(POSTS)]
        people = [Person.objects.of(account(f"writer{n}")) for n in range(WRITERS)]
        moment = timezone.now() - timedelta(days=10)
        made = made_comments(good, bad, posts=POSTS, seed=seed)
        for number, post in enumerate(self.posts):
            drafts = [
                self._draft(comment, people[n % WRITERS], moment)
                for n, comment in enumerate(made)
                if comment.post == number
            ]
            Comment.objects.build(post, drafts)
        self.bad = list(Comment.objects.filter(status=S.REMOVED).order_by("pk"))
        self.good = list(Comment.objects.published().order_by("pk"))
        self.decide(self.bad, Action.REMOVE, ground=a_rule("spam"), days_ago=1)

    @staticmethod
    def _draft(made, person, moment):
        draft = Comment(author=person, name="Somebody", created=moment, published_at=moment)
        draft.status = S.REMOVED if made.is_bad else S.PUBLISHED
        draft.write(made.text)
        return draft

    @staticmethod
    def decide(comments, action, *, by=None, ground=None, days_ago=0, **columns):
        """Store a decision of a moderator on each of the comments; return them."""
        created = timezone.now() - timedelta(days=days_ago)
        return Decision.objects.bulk_create(
            Decision(
                action=action,
                comment=comment,
                person=comment.author,
                by=by or mona(),
                source=Decision.Source.OWN,
                house_rule=ground,
                created=created,
                **columns,
            )
            for comment in comments
        )
