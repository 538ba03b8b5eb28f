"""The house rules of a new blog, in each language.

A migration stores them in English. As long as nobody has amended one, it can be put into another
language.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.languages import site_languages
from moderation.models import HouseRule, HouseRuleVersion
from moderation.models.house_rule import TEXT_FIELDS
from moderation.starting_set import StartingRule

FIRST_RULES = [
    StartingRule(
        "spam",
        _("No advertising"),
        _(
            "This is a place to talk. Advertising, chains of links and words written to be "
            "found by search engines are taken out."
        ),
        _("It advertises something, or has nothing to do with the conversation."),
    ),
    StartingRule(
        "harassment",
        _("Criticise what is said, not who says it"),
        _(
            "Contradict as firmly as you like. Insults, mockery of a person, and following "
            "somebody from thread to thread are not an argument."
        ),
        _("It goes against a person instead of what they said."),
    ),
    StartingRule(
        "hate",
        _("Nobody is less for what they are"),
        _(
            "We do not run down people for their origin, colour, faith, sex, love, age, "
            "body or illness, and we do not wish them away."
        ),
        _("It runs people down for what they are."),
    ),
    StartingRule(
        "threat",
        _("No threats"),
        _(
            "Do not threaten anybody, and do not call for violence, in earnest or as a "
            "joke: those who read it cannot tell."
        ),
        _("It can be read as a threat, or as a call for violence."),
    ),
    StartingRule(
        "private_information",
        _("Private stays private"),
        _(
            "Addresses, telephone numbers, workplaces and illnesses belong to those they "
            "concern. Leave them out, your own as well."
        ),
        _(
            "It tells something private, of somebody else or of yourself, that should not "
            "stand here."
        ),
    ),
    StartingRule(
        "misinformation",
        _("Nothing that could hurt who believes it"),
        _(
            "Being wrong is allowed. Advice that harms whoever follows it, such as a false "
            "dose or a cure put in the place of treatment, is not."
        ),
        _("Following it could harm somebody."),
    ),
    StartingRule(
        "off_topic",
        _("Stay with the subject"),
        _(
            "A conversation may wander, but it begins with the article. What belongs "
            "elsewhere is taken out so that the others find each other."
        ),
        _("It is about something else than the article and the conversation under it."),
    ),
    StartingRule(
        "illegal",
        _("The law holds here too"),
        _("What the law forbids to publish is removed, whoever wrote it."),
        _("It appears to break the law."),
    ),
]


def rules_in_other_languages() -> list[StartingRule]:
    """Return the unchanged first rules in force that are not in the blog's language."""
    current = {version.rule.code: version for version in HouseRuleVersion.objects.in_force()}
    return [
        rule
        for rule in FIRST_RULES
        if rule.code in current and _is_in_other_language(rule, current[rule.code])
    ]


def translate_rules(*, by) -> list[HouseRuleVersion]:
    """Store new versions of these rules in the blog's language, and return them."""
    with transaction.atomic():
        rules = HouseRule.objects.in_bulk(field_name="code")
        return [rules[rule.code].amend(by=by, **rule.texts) for rule in rules_in_other_languages()]


def _is_in_other_language(rule, version):
    texts = {name: getattr(version, name) for name in TEXT_FIELDS}
    return texts != rule.texts and any(texts == rule.texts_in(code) for code in site_languages())
