"""House rules that many blogs need sooner or later, to be added in the blog's language."""

from typing import NamedTuple

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from moderation.models import HouseRule, HouseRuleVersion
from moderation.models.house_rule import TEXT_FIELDS
from posts.models import Blog


class StartingRule(NamedTuple):
    """A rule of the starting set: its code, and the texts of its first version."""

    code: str
    title: str
    text: str
    sentence: str

    @property
    def texts(self) -> dict[str, str]:
        """Return the texts in the blog's language, not in the active one."""
        return self.texts_in(Blog.objects.current().language)

    def texts_in(self, language: str) -> dict[str, str]:
        """Return the texts in a language."""
        with translation.override(language):
            return {name: str(getattr(self, name)) for name in TEXT_FIELDS}


STARTING_SET = [
    StartingRule(
        "own_name",
        _("Write as yourself"),
        _(
            "Any name will do that is not somebody else's. Do not write as another reader, as "
            "staff, or under several names that agree with each other."
        ),
        _("It was written in the name of somebody else, or one person wrote under several names."),
    ),
    StartingRule(
        "quoting",
        _("Quote a little, link to the rest"),
        _(
            "A few sentences of another text help a conversation. Whole articles, and "
            "pictures that are not yours to share, do not belong here: say what is in them, "
            "and link to them."
        ),
        _("It copies more of somebody else's work than a quotation needs."),
    ),
    StartingRule(
        "once",
        _("Say it once"),
        _(
            "The same words under every article, or again and again in one conversation, "
            "drown what others say."
        ),
        _("The same has been said before, by you."),
    ),
    StartingRule(
        "sources",
        _("Say where it comes from"),
        _("If you state a number or a fact that others will act on, say where it can be checked."),
        _("It states as fact what nobody can check."),
    ),
    StartingRule(
        "readable",
        _("Write so that others can read it"),
        _(
            "Capitals throughout, walls of signs, and a language that hardly any reader here "
            "knows keep people out."
        ),
        _("Other readers could hardly read it."),
    ),
    StartingRule(
        "spoilers",
        _("Leave the ending to others"),
        _("If you tell how a book, a film or a match ends, say so in the first line."),
        _("It gave away an ending without a warning."),
    ),
]
POSITION = 200  # after the rules that a blog already has


def missing_rules() -> list[StartingRule]:
    """Return the rules of the set whose codes the blog does not have, retired ones included."""
    codes = set(HouseRule.objects.values_list("code", flat=True))
    return [rule for rule in STARTING_SET if rule.code not in codes]


def add_rules(codes, *, by) -> list[HouseRuleVersion]:
    """Store the missing rules with these codes; return their first versions.

    Existing rules are unchanged, so adding them twice has no effect.
    """
    with transaction.atomic():
        return [
            version for rule in missing_rules() if rule.code in codes if (version := _add(rule, by))
        ]


def _add(rule, by):
    row, is_new = HouseRule.objects.get_or_create(code=rule.code, defaults={"position": POSITION})
    return row.amend(by=by, **rule.texts) if is_new else None
