"""Generated comments of the past with decisions, and what a plain count says of them."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from accounts.models import Person
from comments.models import Circumstance, Comment, EarlierVersion
from moderation.models import Decision
from posts.models import Blog
from tests.cast import a_post, milo, mona
from tests.moderation.deciding import a_rule

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
S = Comment.Status
LINK = '<a href="https://shop.example/{}">shop</a>'


class PastComments:
    """Comments of some weeks by chance, under two posts, and everything that may become of them.

    `rows` has of each what a count needs, in plain values.
    """

    def __init__(self, *, seed, size=240, weeks=6, people=12):
        self.chance, self.rows = random.Random(seed), []
        self.posts = [a_post(), a_post()]
        self.people = [Person.objects.create() for _ in range(people)]
        Person.objects.update(created=BEGIN - timedelta(days=30))
        self.circumstances = {
            key: Circumstance.objects.matching(_circumstance(*key))
            for key in [(first, staff) for first in (False, True) for staff in (False, True)]
        }
        moments = sorted(self.chance.randrange(weeks * 7 * 86_400) for _ in range(size))
        drafts = {post: [] for post in self.posts}
        for seconds in moments:
            draft = self._draft(BEGIN + timedelta(seconds=seconds))
            drafts[draft.post].append(draft)
        for post, comments in drafts.items():
            Comment.objects.build(post, comments)
        zone = Blog.objects.current().zone
        for row in self.rows:
            row["day"] = row["comment"].created.astimezone(zone).date()
        self._edit_some()
        self._decide()

    def _draft(self, moment):
        links = self.chance.choice((0, 0, 0, 1, 2, 3))
        draft = Comment(author=self.chance.choice(self.people), name="Voice", created=moment)
        draft.post = self.chance.choice(self.posts)
        phrase = self.chance.randrange(5)
        draft.body = f"Words {phrase} of a comment that is long enough to count."
        draft.body_html = f"<p>{draft.body}</p>" + "".join(map(LINK.format, range(links)))
        draft.status = self.chance.choice((S.PUBLISHED, S.PUBLISHED, S.HELD, S.WITHDRAWN))
        draft.published_at = None if draft.status == S.HELD else moment
        draft.network = self.chance.choice(("", "203.0.113.0/24", "2001:db8:0:100::/56"))
        is_first, by_staff = self.chance.random() < 0.3, self.chance.random() < 0.1
        kind = self.chance.choice(("",) * 8 + ("erased", "imported", "unknown"))
        draft.circumstance = None if kind else self.circumstances[is_first, by_staff]
        is_first, by_staff = (is_first, by_staff) if not kind else (False, False)
        draft.erased = moment if kind == "erased" else None
        draft.origin = f"elsewhere {len(self.rows)}" if kind == "imported" else None
        row = {"comment": draft, "links": links, "staff": by_staff, "kind": kind}
        row["phrase"] = phrase
        self.rows.append(row | {"newcomer": is_first, "decision": ""})
        return draft

    def _edit_some(self):
        """Give some comments a link more than their first words had, or none at all."""
        for row in self.chance.sample(self.rows, 30):
            comment, row["links"] = row["comment"], self.chance.choice((0, 2))
            row["phrase"] = None
            words = " ".join(f"https://shop.example/{n}" for n in range(row["links"])) or "None."
            EarlierVersion.objects.create(comment=comment, body=words, written=comment.created)
            EarlierVersion.objects.create(comment=comment, body="Later.", written=comment.created)
            comment.edited = comment.created + timedelta(minutes=1)
            comment.save(update_fields=["edited"])

    def _decide(self):
        """Decide on half of them: some twice, some undone, some by the site alone."""
        for row in self.chance.sample(self.rows, len(self.rows) // 2):
            for action in self.chance.choices(("approve", "keep", "reject", "hold"), k=2):
                by = None if action == "hold" else self.chance.choice((mona(), milo()))
                decision = self._record(action, row["comment"], by)
                if self.chance.random() < 0.2:
                    self._record("undo", row["comment"], by, undoes=decision)
                else:
                    row["decision"] = {"reject": "removed", "hold": ""}.get(action, "approved")

    def _record(self, action, comment, by, **columns):
        columns |= {"house_rule": a_rule("spam")} if action == "reject" else {}
        return Decision.objects.create(
            action=action, comment=comment, person=comment.author, by=by, source="own", **columns
        )

    def count(self, stops, *, imported=False, rows=None) -> dict:
        """Return the numbers of a rule that would have stopped the comments for which `stops`."""
        counts, weeks = Counter(), {}
        for row in self.rows if rows is None else rows:
            if row["kind"] in ("erased", "unknown") or (row["kind"] == "imported" and not imported):
                counts[row["kind"]] += 1
                continue
            counts["looked_at"] += 1
            week = weeks.setdefault(_monday(row["day"]), [0, 0])
            week[0] += 1
            if stops(row):
                week[1] += 1
                counts["stopped"] += 1
                counts[row["decision"] or "undecided"] += 1
            elif row["decision"] == "removed":
                counts["missed"] += 1
        return dict(counts), [[day, *numbers] for day, numbers in sorted(weeks.items())]


def _circumstance(is_first, by_staff):
    conditions = {"comment_mode": "open", "commenters": "everybody", "rules": {}}
    return Circumstance.of(
        was_first=is_first,
        was_newcomer=is_first,
        by_staff=by_staff,
        holds_first_comments=True,
        **conditions,
    )


def _monday(day):
    return (day - timedelta(days=day.weekday())).isoformat()
