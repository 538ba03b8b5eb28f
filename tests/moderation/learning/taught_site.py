"""A site whose moderators have decided enough to learn from, stored in bulk."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Person
from comments.models import Comment
from moderation.learning.trainer import train_screener
from moderation.models import Action, Decision
from posts.models import Post
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

    def __init__(self):
        """Find the posts and comments of a site that was made before."""
        self.posts = list(Post.objects.order_by("pk"))
        self.bad = list(Comment.objects.filter(status=S.REMOVED).order_by("pk"))
        self.good = list(Comment.objects.published().order_by("pk"))

    @classmethod
    def made(cls, good=110, bad=24):
        """Make the posts, comments and decisions of a site, and return it."""
        posts = [a_post() for _ in range(POSTS)]
        people = [Person.objects.of(account(f"writer{n}")) for n in range(WRITERS)]
        moment = timezone.now() - timedelta(days=10)
        made = made_comments(good, bad, posts=POSTS, seed=1)
        for number, post in enumerate(posts):
            drafts = [
                cls._draft(comment, people[n % WRITERS], moment)
                for n, comment in enumerate(made)
                if comment.post == number
            ]
            Comment.objects.build(post, drafts)
        site = cls()
        site.decide(site.bad, Action.REMOVE, ground=a_rule("spam"), days_ago=1)
        return site

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


def an_ordinary_one():
    """Fill the blog with what most of these tests begin with."""
    TaughtSite.made()


def a_trained_one():
    """The same, and train the learned screening from it."""
    TaughtSite.made()
    train_screener()
