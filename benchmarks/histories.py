"""Past decisions for the desk that benchmarks.queues measures, and one author with all reports.

The first of the people wrote all reported comments, and each of these was decided on once.
"""

import random
from datetime import timedelta

RARE = 1_000  # one of this many comments is removed, or decisions undone


def fill(people):
    """Store a decision on every reported comment, and some that undo one."""
    from accounts.models import User
    from comments.models import Comment
    from moderation.models import Decision, HouseRule

    chance = random.Random(2)
    moderators = [
        User.objects.create(username=f"moderator{n}", display_name=f"Moderator {n}", is_staff=True)
        for n in range(5)
    ]
    rules = [HouseRule.objects.version(code) for code in ("harassment", "off_topic", "spam")]
    rows = list(Comment.objects.filter(author=people[0]).values_list("pk", "created"))
    decisions = [
        Decision(
            action="warn",
            comment_id=pk,
            person=people[0],
            by=chance.choice(moderators),
            source="report",
            house_rule=rules[0] if number % RARE == 0 else chance.choice(rules[1:]),
            created=created + timedelta(hours=1),
        )
        for number, (pk, created) in enumerate(sorted(rows, key=lambda row: row[1]))
    ]
    decisions = Decision.objects.bulk_create(decisions, batch_size=1_000)
    undone = decisions[::RARE]
    Decision.objects.bulk_create(
        Decision(
            action="undo",
            comment_id=each.comment_id,
            person=people[0],
            by=moderators[0],
            source="own",
            undoes=each,
        )
        for each in undone
    )
    removed = [pk for pk, _ in rows[::RARE]]
    Comment.objects.filter(pk__in=removed).update(status="removed")


def pages():
    """Yield the title, the URL and the parameters of each page, by name."""
    from django.utils import timezone

    from accounts.models import Person, User
    from benchmarks.queues import MARK, WORDS
    from comments.models import Comment
    from moderation.models import Decision

    author = Person.objects.earliest("pk")
    comments = Comment.objects.filter(author=author).order_by("-created", "-pk")
    middle = comments.values_list("pk", flat=True)[comments.count() // 2]
    lists = ("comments", "received", "reports", "decisions", "bans", "warnings", "notes")
    yield (
        "one author",
        f"/admin/accounts/person/{author.pk}/",
        {
            **{code: {"show": code} for code in lists},
            "comments, in the middle": {"after": middle},
            "comments, last page": {"last": 1},
            "comments, a rare status": {"status": "removed"},
            "comments, a rare word": {"q": MARK},
            "comments, a common word": {"q": WORDS[0]},
            "comments, word not there": {"q": "nothing like it"},
            "received, last page": {"show": "received", "last": 1},
            "received, a rare status": {"show": "received", "status": "upheld"},
            "decisions, a common word": {"show": "decisions", "q": WORDS[0]},
        },
    )
    yield "people", "/admin/accounts/person/", {"all": {}, "by name": {"q": "Reader 77"}}
    decisions = Decision.objects.order_by("-pk").values_list("pk", flat=True)
    today = timezone.localdate()
    yield (
        "decisions",
        "/admin/moderation/decision/",
        {
            "first page": {},
            "page in the middle": {"after": decisions[decisions.count() // 2]},
            "last page": {"last": 1},
            "a rare word": {"q": MARK},
            "a common word": {"q": WORDS[0]},
            "word not there": {"q": "nothing like it"},
            "a moderator": {"by": User.objects.get(username="moderator3").pk},
            "a rare ground": {"ground": "harassment"},
            "no such source": {"source": "threshold"},
            "undone": {"state": "undone"},
            "in force": {"state": "in_force"},
            "three weeks ago": {
                "since": today - timedelta(days=22),
                "until": today - timedelta(days=21),
            },
            "one author, a word": {"person": author.pk, "q": WORDS[1]},
            "all at once": {
                "q": MARK,
                "since": today - timedelta(days=20),
                "ground": "spam",
                "state": "in_force",
            },
        },
    )
