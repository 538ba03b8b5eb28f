"""Rules about the name on a comment."""

import re
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import catalog

from accounts.catalogues.known import SOURCE
from accounts.privacy import former_reader
from comments.facts import comment_of_account
from comments.screening import Refusal
from moderation.screening.imitation import bare_skeleton, imitates, skeleton, words
from moderation.screening.rule import ConfigurableRule
from moderation.screening.site import Site
from moderation.screening.staff_titles import carries_staff_mark, claims_staff_title
from moderation.word_lists.word_list import split, texts, words_in
from posts.models import Blog

ENGLISH = words_in(SOURCE)
# Placeholder names such as “Guest 12”, in all languages, without the number.
GUESTS = frozenset(bare_skeleton(word) for text in texts("guest") for word in split(text))
# A number and the signs around it, as in the desk's name for a guest: Guest 12.
NUMBER_AT_END = re.compile(r"[\W_]*\d[\W\d_]*$")


class ButtonName(ConfigurableRule):
    """Refuses the label of a button as a name."""

    code = "button_name"
    title = _("Name like a button")
    description = _(
        "Refuse a name that is a button's label here: the form would say “Leave a reply to Reply”."
    )
    replayable = True

    def check(self, draft, options, facts):
        if draft.editing:
            return None
        problem = problem_of_label(draft.name)
        return Refusal(problem) if problem else None


class ImitatesStaff(ConfigurableRule):
    """Refuses names and titles of staff to everybody else."""

    code = "imitates_staff"
    title = _("Imitates staff")
    description = _("Refuse a name that looks like that of a member of staff, in any script.")
    replayable = True
    replay_note = _("Names are compared with those of today's staff.")

    def check(self, draft, options, facts):
        if draft.is_by_staff_or_author or draft.editing:
            return None
        problem = problem_of_imitation(draft.name, Site.of(draft))
        return Refusal(problem) if problem else None


def problem_of_account_name(name: str) -> str:
    """Return why a new account may not have this name, as a sentence; "" if it may."""
    return problem_of_label(name) or problem_of_imitation(name, Site.without_draft())


def problem_of_label(name: str) -> str:
    """Return why nobody may have this name, as a sentence; "" if it is free."""
    own = _own_words(catalog(), Blog.objects.last_language)
    if bare_skeleton(name) in own.labels:
        sentence = gettext("“%(name)s” is a word of our own buttons. Please sign with a name.")
    elif bare_skeleton(name) in own.nobody or _is_numbered_guest(name):
        sentence = gettext(
            "“%(name)s” is what we call people whose name we do not know. Please sign with another"
            " name."
        )
    else:
        return ""
    return sentence % {"name": name}


class OwnWords(NamedTuple):
    """Skeletons of the labels of our own buttons, and of our names for people without one."""

    labels: frozenset[str]
    nobody: frozenset[str]


@lru_cache(maxsize=4)
def _own_words(catalogue, language: str) -> OwnWords:
    """Return the words in English and in the language of the blog.

    `catalogue` is the active one; with new wordings of an owner it is another object.
    """
    translations, english = words_in(language), split(ENGLISH.labels)
    labels = [*english, *map(catalogue.gettext, english), *split(translations.labels)]
    nobody = [former_reader(), gettext("Somebody"), *split(ENGLISH.nobody)]
    nobody += split(translations.nobody)
    return OwnWords(*(frozenset(map(bare_skeleton, some)) for some in (labels, nobody)))


def _is_numbered_guest(name):
    without_number = NUMBER_AT_END.sub("", name)
    return without_number != name and bare_skeleton(without_number) in GUESTS


def problem_of_imitation(name: str, site: Site) -> str:
    if claims_staff_title(name, site.blog_name) or carries_staff_mark(name):
        sentence = gettext(
            "“%(name)s” sounds like a member of our staff. Please sign with another name, or"
            " sign in if it is yours."
        )
    elif _is_name_of_staff(name, site.staff_names):
        sentence = gettext(
            "“%(name)s” looks like the name of a member of our staff. Please sign with another"
            " name, or sign in if it is yours."
        )
    else:
        return ""
    return sentence % {"name": name}


class NameOfAccount(ConfigurableRule):
    """Refuses a guest the name of an account that writes in the same conversation."""

    code = "name_of_account"
    title = _("Name of an account")
    description = _(
        "Refuse a guest who signs with the name of an account that has written under the same post,"
        " or with one that it had before."
    )
    under_lock = True

    def lookups(self, draft, options):
        if not draft.person.is_guest or draft.editing:
            return {}
        return {"comment": comment_of_account(draft.post.pk, draft.name.strip())}

    def check(self, draft, options, facts):
        if not facts.get("comment"):
            return None
        text = gettext(
            "Somebody with an account writes here as “%(name)s”. Please sign with another name, or"
            " sign in if it is yours."
        )
        return Refusal(text % {"name": draft.name})


def _is_name_of_staff(signature, staff_names):
    names = {name for name in staff_names if words(name)}
    return any(_looks_like(signature, name) for name in names) or any(
        # A capital may look like another letter's: Н like H, but not н like h.
        _looks_like(signature.casefold(), name.casefold())
        for name in names
    )


def _looks_like(signature, name):
    # In a first name alone, accents count: Möna is not Mona.
    return imitates(signature, name) if " " in name else skeleton(signature) == skeleton(name)
