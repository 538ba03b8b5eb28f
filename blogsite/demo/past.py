"""Past comments with moderators' decisions, for the sample's screening to learn from.

They are stored in bulk, with the rules' findings at that time, and decided in the hours after.
`fixtures/past.json` has them.
"""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cached_property
from itertools import batched
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Person, User
from comments.draft import NEWCOMER_PERIOD
from comments.models import Circumstance, Comment, Finding
from moderation.models import Action, Decision, HouseRule
from moderation.models.acts import Source
from moderation.screening.posts import FirstComment, LateComment
from moderation.screening.texts import ManyLinks
from moderation.trials.drafts import Drafts
from posts.models import Post

PAST_FILE = settings.BASE_DIR / "fixtures" / "past.json"
MODERATORS = ("mona", "milo")  # take the decisions, if these accounts exist
RULES = (ManyLinks(), FirstComment(), LateComment())
RANDOM_SEED = 29
KEPT_A_DAY = 6

Status = Comment.Status
FATES = {
    "": (None, Status.PUBLISHED),
    "approved": (Action.APPROVE, Status.PUBLISHED),
    "kept": (Action.KEEP, Status.PUBLISHED),
    "rejected": (Action.REJECT, Status.REJECTED),
    "removed": (Action.REMOVE, Status.REMOVED),
}


def add_past(origin: str):
    """Store the past of the sample's posts once, if its moderators exist; `origin` is the prefix of
    the origins of its posts and comments.
    """
    moderators = list(User.objects.filter(username__in=MODERATORS).order_by("-username"))
    items = json.loads(PAST_FILE.read_text())
    posts = _posts_of(items["posts"], origin)
    if len(moderators) < len(MODERATORS) or not posts:
        return
    conversations = [Conversation(posts[item["post"]], item) for item in items["posts"]]
    keys = [comment.key for each in conversations for comment in each.comments]
    with transaction.atomic():
        if Comment.objects.filter(key__in=keys).exists():
            return
        for conversation in sorted(conversations, key=lambda each: each.post.pk):
            conversation.store()
        decisions = Decisions(moderators)
        for conversation in conversations:
            decisions.decide_on(conversation)
        decisions.keep(_comments_of(items["kept"], origin), items["kept_since"])
        decisions.store()


def _posts_of(items, origin):
    """Return the posts by slug; {} if one is missing."""
    slugs = [item["post"] for item in items]
    posts = Post.objects.filter(origin__startswith=origin, slug__in=slugs)
    by_slug = {post.slug: post for post in posts}
    return by_slug if len(by_slug) == len(slugs) else {}


def _comments_of(numbers, origin):
    """Return the published comments with these numbers in the sample's exports."""
    origins = [f"{origin}{number}" for number in numbers]
    return Comment.objects.published().filter(origin__in=origins).order_by("pk")


class Conversation:
    """The comments under a post: `comments`, and `items` with the fate of each."""

    def __init__(self, post, item):
        self.post, self.items = post, item["comments"]
        self.holds_first_comments = item["holds_first_comments"]
        self._first_published = {}  # by name
        self.comments = []
        for each in self.items:
            self.comments.append(self._comment(each))

    def store(self):
        """Store the comments with their authors, circumstances and findings."""
        people = {comment.author.key: comment.author for comment in self.comments}
        Person.objects.bulk_create(people.values())
        for comment in self.comments:
            comment.author = people[comment.author.key]
            comment.circumstance = Circumstance.objects.matching(comment.circumstance)
        Comment.objects.build(self.post, self.comments)
        self._date(Person.objects.filter(key__in=people), "author", "pk")
        findings = Finding.objects.bulk_create(self._findings())
        keys = [finding.pk for finding in findings]
        self._date(Finding.objects.filter(pk__in=keys), "pk", "comment")

    @cached_property
    def held(self) -> set[int]:
        """The keys of the comments that a rule held."""
        findings = Finding.objects.filter(comment__in=self.comments, verdict=Finding.Verdict.HOLD)
        return set(findings.values_list("comment", flat=True))

    @staticmethod
    def _date(rows, path, column):
        """Set the time of rows to that of the first comment that refers to them by `path`."""
        comments = Comment.objects.filter(**{path: OuterRef(column)}).order_by("created")
        rows.update(created=Subquery(comments.values("created")[:1]))

    def _comment(self, item):
        created = self._moment(item["created"])
        key = _key(item["body"])
        name = item["name"]
        _, status = FATES[item.get("fate", "")]
        comment = Comment(
            author=Person(key=_key(name)),
            name=name,
            email=f"{'.'.join(name.lower().split())}@mail.example" if name.isascii() else "",
            status=status,
            created=created,
            published_at=None if status == Status.REJECTED else created,
            status_since=created,
            key=key,
            parent=self.comments[item["answers"]] if "answers" in item else None,
            circumstance=self._circumstance(name, created),
        )
        comment.write(item["body"])
        if status == Status.PUBLISHED:
            self._first_published.setdefault(name, created)
        return comment

    def _circumstance(self, name, created):
        first = self._first_published.get(name)
        return Circumstance.of(
            was_first=first is None,
            was_newcomer=first is None or created - first < NEWCOMER_PERIOD,
            by_staff=False,
            comment_mode=self.post.comment_mode,
            commenters=self.post.commenters,
            holds_first_comments=self.holds_first_comments,
            rules={
                rule.code: {"version": rule.version, "numbers": rule.default_options}
                for rule in RULES
            },
        )

    @staticmethod
    def _moment(text):
        return timezone.make_aware(datetime.fromisoformat(text))

    def _findings(self):
        """Yield the rules' findings about each comment at its time."""
        for past in Drafts().read([comment.pk for comment in self.comments]):
            for rule in RULES:
                if finding := rule.check(past.draft, rule.default_options, {}):
                    finding.comment, finding.rule = past.comment, rule.code
                    finding.version = rule.version
                    yield finding


class Decisions:
    """The past decisions, by moderators in turn, each some hours after its comment."""

    def __init__(self, moderators):
        self.moderators, self.decisions = moderators, []
        self.grounds = {code: HouseRule.objects.version(code) for code in ("spam", "harassment")}
        self.random = Random(RANDOM_SEED)  # noqa: S311, nothing here is secret

    def decide_on(self, conversation: Conversation):
        changed = defaultdict(list)
        for item, comment in zip(conversation.items, conversation.comments, strict=True):
            action, status = FATES[item.get("fate", "")]
            if action is None:
                continue
            was_held = comment.pk in conversation.held
            moment = comment.created + timedelta(minutes=self.random.randint(20, 540))
            self._add(
                comment,
                action,
                moment,
                house_rule=self.grounds.get(item.get("ground")),
                source=Source.RULE if was_held else Source.OWN,
                status_before=Status.HELD if was_held else Status.PUBLISHED,
                status_after=status,
            )
            if action != Action.KEEP:
                comment.status_since = moment
                changed["status_since"].append(comment)
            if action == Action.APPROVE:
                comment.published_at = moment
        Comment.objects.bulk_update(changed["status_since"], ["status_since", "published_at"])

    def keep(self, comments, since: str):
        """Keep some comments each day that readers had reported."""
        day = timezone.make_aware(datetime.fromisoformat(since))
        for some in batched(comments, KEPT_A_DAY):
            for comment in some:
                moment = day + timedelta(minutes=self.random.randint(0, 600))
                published = dict.fromkeys(("status_before", "status_after"), Status.PUBLISHED)
                self._add(comment, Action.KEEP, moment, source=Source.OWN, **published)
            day += timedelta(days=1)

    def store(self):
        """Store all decisions, oldest first."""
        decisions = sorted(self.decisions, key=lambda decision: decision.created)
        for number, decision in enumerate(decisions):
            decision.by = self.moderators[number % len(self.moderators)]
        Decision.objects.bulk_create(decisions)

    def _add(self, comment, action, moment, **columns):
        decision = Decision(
            action=action,
            comment=comment,
            person=comment.author,
            since_before=comment.created,
            created=moment,
            **columns,
        )
        self.decisions.append(decision)


def _key(text):
    """Return a key derived from the text, so that nothing is stored twice."""
    return uuid5(NAMESPACE_URL, f"https://soundoff.example/past/{text}")
