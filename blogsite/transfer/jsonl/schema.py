"""The kinds of record in a file, in the order of the file and of storing.

A kind lists the fields of a model that a record has, and for every other field the reason why it is
left out. A test checks all models, so a new field must be added to one of the two lists.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models

from accounts.models import Person, User
from blogsite.models import Mention
from comments import models as comments
from moderation import models as moderation
from posts import models as posts
from posts.models.revision import TEXT_FIELDS

FORMAT, VERSION = "soundoff-jsonl", 1
COMPUTED = "It is computed from what is exported."
OWN = "The database that stores it gives it a value of its own."
SECRET = "It opens something, so it never leaves the site."  # noqa: S105 (a sentence)
SETTINGS = ("comment_mode", "commenters", "later_comment_mode", "later_after_days", "comments_note")


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of record: its fields of `model`, by name, in order.

    `left_out` has the reasons for the missing fields; `renamed` maps a field to its name in the
    file. `references` maps a field that is not a foreign key to the kind whose id it contains.
    """

    name: str
    model: type[models.Model]
    fields: tuple[str, ...]
    left_out: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, models.Field]:
        """Map the name in the file to the model's field, in the order of a record."""
        meta = self.model._meta
        return {self.renamed.get(name, name): meta.get_field(name) for name in self.fields}

    @cached_property
    def targets(self) -> dict[str, str]:
        """Map the name of each field that refers to a record to that record's kind."""
        targets = {
            name: KIND_OF_MODEL[column.related_model]
            for name, column in self.columns.items()
            if column.related_model
        }
        return targets | {self.renamed.get(name, name): k for name, k in self.references.items()}

    @cached_property
    def parent(self) -> str:
        """Return the field that is both primary key and reference, or ""."""
        return self.model._meta.pk.name if self.model._meta.pk.related_model else ""

    @cached_property
    def unique_sets(self) -> list[tuple[str, ...]]:
        """Return the names of fields whose values no two records may share."""
        sets = [(name,) for name, column in self.columns.items() if column.unique]
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                names = [self.renamed.get(name, name) for name in constraint.fields]
                if set(names) <= self.columns.keys() and not self._is_partial(constraint):
                    sets.append(tuple(names))
        return sets

    @staticmethod
    def _is_partial(constraint):
        """Return whether a constraint has a condition beyond missing values."""
        conditions = constraint.condition.children if constraint.condition else []
        presence = [(f"{name}__isnull", False) for name in constraint.fields]
        return not all(condition in presence for condition in conditions)

    @cached_property
    def checks(self) -> list[models.CheckConstraint]:
        constraints = self.model._meta.constraints
        return [check for check in constraints if isinstance(check, models.CheckConstraint)]


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "account",
            User,
            (
                *("username", "display_name", "email", "is_active", "date_joined"),
                *("time_zone", "language", "erased"),
            ),
            dict.fromkeys(("password", "session_seed", "second_factor_due"), SECRET)
            | dict.fromkeys(
                ("is_staff", "is_superuser", "groups", "user_permissions"),
                "Who may do what is decided by the owners of the blog that imports.",
            )
            | dict.fromkeys(("first_name", "last_name"), "Nothing here uses it.")
            | {"last_login": "It is about a visit to this site, not about the blog."},
        ),
        Kind(
            "person",
            Person,
            ("user", "joined_to", "created", "origin"),
            {"key": SECRET, "replies_read": "It is about reading this site."},
            renamed={"user": "account"},
        ),
        Kind("tag", posts.Tag, ("name", "slug", "description", "parent"), {"key": COMPUTED}),
        Kind(
            "image",
            posts.Image,
            (
                *("stem", "fallback", "widths", "width", "height", "alt", "is_decorative"),
                *("by", "created", "origin"),
            ),
        ),
        Kind("house_rule", moderation.HouseRule, ("code", "position", "retired", "holds_on")),
        Kind(
            "house_rule_version",
            moderation.HouseRuleVersion,
            ("rule", "number", "title", "text", "sentence", "in_force_since", "by"),
        ),
        Kind(
            "house_rule_proposal",
            moderation.HouseRuleProposal,
            (
                *("based_on", "title", "text", "sentence", "reason", "by", "created", "status"),
                *("answered", "answered_by", "answer"),
            ),
        ),
        Kind("rule_text", moderation.RuleText, ("code", "house_rule", "sentence", "by", "created")),
        Kind(
            "screening_rule",
            moderation.Rule,
            ("code", "state", "options"),
            renamed={"options": "numbers"},
        ),
        Kind(
            "rule_change",
            moderation.RuleChange,
            (
                *("code", "by", "state_before", "state_after", "options_before", "options_after"),
                *("undoes", "created"),
            ),
        ),
        Kind(
            "screening_list",
            moderation.ScreeningList,
            ("kind", "title", "revision"),
            {"token": OWN},
            renamed={"kind": "entries"},
        ),
        Kind(
            "list_revision",
            moderation.ListRevision,
            (
                *("list", "number", "house_rule", "sentence", "added", "removed", "by"),
                *("undoes", "created"),
            ),
        ),
        Kind(
            "list_entry",
            moderation.ListEntry,
            ("list", "text", "effect", "since", "until"),
            {"key": COMPUTED},
        ),
        Kind(
            "circumstance",
            comments.Circumstance,
            (
                *("was_first", "was_newcomer", "by_staff", "comment_mode", "commenters"),
                *("holds_first_comments", "rules", "created"),
            ),
            {"digest": COMPUTED},
        ),
        Kind(
            "post",
            posts.Post,
            (
                *("place", "status", "title", "slug", "page_path", "author", "body"),
                *("excerpt", "social_description", "tags"),
                *("lead_image", "published_at", "first_shown", "date", "feed_id", "created"),
                *("updated", "holds_first_comments", *SETTINGS, "question", "pinned_key"),
                *("slow_minutes", "slow_until", "last_number", "is_sticky", "origin"),
            ),
            {"body_html": COMPUTED, "comment_count": COMPUTED, "version": OWN},
            renamed={"pinned_key": "pinned"},
            references={"pinned_key": "comment"},
        ),
        Kind(
            "blog",
            posts.Blog,
            (
                *("name", "about", "house_rules_intro", *SETTINGS, "opens_at", "closes_at"),
                *("alert_after_hours", "time_zone", "language", "feed_base", "about_page"),
                *("shows_websites", "takes_webmentions", "tagline", "logo", "logo_dark"),
                *("sends_webmentions", "logo_says_name", "icon"),
                *("social_picture", "accent", "accent_dark", "footer"),
            ),
            {"version": OWN, "wordings_version": OWN},
        ),
        Kind("biography", posts.Biography, ("author", "text", "picture")),
        Kind("menu_entry", posts.MenuEntry, ("area", "page", "url", "label", "position")),
        Kind("old_url", posts.OldAddress, ("path", "post", "tag", "author", "url")),
        Kind(
            "foreign_page",
            posts.ForeignPage,
            ("post", "url", "identifier", "read_at"),
            {"host": COMPUTED, "site": "Owners say which sites have their conversations here."},
        ),
        Kind("foreign_url", posts.ForeignURL, ("page", "key")),
        Kind("revision", posts.Revision, ("post", "by", "saved", *TEXT_FIELDS)),
        Kind(
            "comment",
            comments.Comment,
            (
                *("post", "parent", "author", "name", "email", "website", "ip", "network"),
                *("body", "created", "edited", "last_added", "status", "status_since"),
                *("published_at", "erased", "number", "branch_closed", "picked"),
                *("recommendation_count", "recommendation_weight", "circumstance", "origin"),
            ),
            dict.fromkeys(
                ("body_html", "reply_count", "quiet_days", "lft", "rght", "level", "tree_id"),
                COMPUTED,
            )
            | {"link_nonce": SECRET, "key": "It tells forms apart that were sent twice."},
        ),
        Kind("mention", Mention, ("comment", "source", "checked"), {"key": COMPUTED}),
        Kind(
            "addition", comments.Addition, ("comment", "body", "created"), {"body_html": COMPUTED}
        ),
        Kind(
            "earlier_version", comments.EarlierVersion, ("comment", "body", "written", "replaced")
        ),
        Kind(
            "recommendation",
            comments.Recommendation,
            ("person", "comment", "created", "is_guest", "network", "is_counted", "weight"),
        ),
        Kind(
            "batch",
            moderation.Batch,
            ("action", "by", "house_rule", "law", "status", "undone_by", "created"),
        ),
        Kind(
            "decision",
            moderation.Decision,
            (
                *("action", "comment", "person", "by", "source", "house_rule", "law"),
                *("status_before", "since_before", "status_after", "undoes", "batch", "created"),
            ),
        ),
        Kind(
            "report",
            moderation.Report,
            (
                *("comment", "by", "reason", "status", "network", "reference", "decision"),
                *("created", "ended"),
            ),
        ),
        Kind(
            "report_contents",
            moderation.ReportContents,
            ("report", "words", "note", "email", "erased"),
        ),
        Kind(
            "legal_notice",
            moderation.LegalNotice,
            ("report", "explanation", "location", "name", "is_about_children", "in_good_faith"),
        ),
        Kind(
            "appeal",
            moderation.Appeal,
            ("decision", "report", "text", "status", "answer", "words", "created"),
        ),
        Kind(
            "ban",
            moderation.Ban,
            ("decision", "person", "email", "network", "until", "lifted_by", "created"),
        ),
        Kind(
            "warning",
            moderation.AuthorWarning,
            ("decision", "person", "acknowledged", "retracted_by", "created"),
        ),
        Kind("restriction", moderation.Restriction, ("decision", "person", "until")),
        Kind(
            "finding",
            comments.Finding,
            ("comment", "rule", "version", "verdict", "parameters", "evidence", "created"),
        ),
        Kind("note", moderation.Note, ("comment", "person", "by", "text", "created")),
        Kind("refusal_count", comments.RefusalCount, ("day", "rule", "count")),
    )
}

KIND_OF_MODEL = {kind.model: name for name, kind in KINDS.items()}


def personal_kinds() -> Iterator[str]:
    """Yield the kinds that a file without personal data has no records of."""
    yield from ("earlier_version", "legal_notice", "mention", "note")
