"""What is wrong with one translated sentence: placeholders, markup, blanks, the end.

`make check` asks it for whole catalogues, and the form for wordings asks it for one sentence: no
translation can break a page, or bring markup into one.
"""

import re
from collections import Counter
from datetime import date, time
from functools import lru_cache
from gettext import c2py

from django.utils import dateformat
from django.utils.translation import gettext

NAMED = re.compile(r"%\(\w+\)[-#0 +]?\d*(?:\.\d+)?[a-z]|\{\w*\}")
POSITIONAL = re.compile(r"%(?:\d*(?:\.\d+)?[sdifr%])?")
TAG = re.compile(r"</?([a-z][a-z0-9]*)\b[^<>]*>")
# Control characters, marks that change the direction of the text after them, private-use signs.
NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\uf8ff]")
VOID = {"br", "hr", "img", "wbr"}
# Signs that end a sentence, by kind: both sentences must end with the same kind. Greek has another
# question mark.
ENDS = (".。।", ":：", "?？؟;", "!！", "…", ",，、،")
CLOSING = "\"'”’»«“‘)]」』）”›‹ \u00a0\u202f\u200e\u200f"
# Where str.format fills a text, a second {} or a lone brace is an error.
BRACES = re.compile(r"\{\w*\}|[{}]")
COUNTED = range(201)  # numbers to find out which plural form a language uses for each
# What is written in the formats that have these contexts.
FORMATTED = {
    "day": date(2010, 7, 29),
    "day of a known year": date(2010, 7, 29),
    "day in a chart": date(2010, 7, 29),
    "month": date(2010, 7, 1),
    "month of a known year": date(2010, 7, 1),
    "month in a chart": date(2010, 7, 1),
    "time of day": time(17, 33),
}


def faults_of(
    sentence: str,
    plural: str | None,
    strings: list[str],
    plural_forms: str,
    context: str | None = None,
) -> list[str]:
    """Return what is wrong with the translation of a sentence, as sentences; none is empty.

    `plural_forms` is the language's Plural-Forms header.
    """
    if plural is None:
        faults = _faults(sentence, strings[0], _needed(sentence), _needed(sentence))
        return [*faults, *_faults_of_format(context, strings[0])]
    numbers = numbers_by_form(plural_forms)
    if len(strings) != len(numbers):
        sizes = {"number": len(numbers), "given": len(strings)}
        return [gettext("It needs %(number)s forms of the plural, and has %(given)s.") % sizes]
    faults = []
    for form, text in enumerate(strings):
        like = sentence if numbers[form] == [1] else plural
        faults += _faults(like, text, _needed(like), _needed(sentence) | _needed(plural))
    return list(dict.fromkeys(faults))


@lru_cache
def numbers_by_form(plural_forms: str) -> list[list[int]]:
    """Return, for each plural form of a language, which of the numbers 0 to 200 use it.

    Raises ValueError for text that is not a Plural-Forms expression.
    """
    forms = re.fullmatch(r"nplurals=(\d); plural=(.+?);?", plural_forms)
    if not forms:
        raise ValueError(plural_forms)
    form_of = c2py(forms[2])
    numbers = [[n for n in COUNTED if form_of(n) == form] for form in range(int(forms[1]))]
    if sum(map(len, numbers)) != len(COUNTED):
        raise ValueError(plural_forms)
    return numbers


def _needed(text):
    return frozenset(NAMED.findall(text))


def _faults(sentence, text, needed, allowed):
    faults = _faults_of_placeholders(sentence, text, needed, allowed)
    faults += _faults_of_markup(sentence, text)
    if _margins(text) != _margins(sentence):
        faults.append(gettext("It must begin and end with the same blanks as the original."))
    if NO_TEXT.search(text):
        faults.append(gettext("It has a character that is no text."))
    if "\n" in text and "\n" not in sentence:
        faults.append(gettext("It must be on one line."))
    if _end(text) != _end(sentence):
        faults.append(
            gettext("It must end as the original does: “%(end)s”.") % {"end": sentence[-9:]}
        )
    return faults


def _faults_of_placeholders(sentence, text, needed, allowed):
    named = _needed(text)
    unknown = [*sorted(named - allowed), *(_braces(text) - _braces(sentence)).elements()]
    faults = [gettext("%(name)s is missing.") % {"name": name} for name in sorted(needed - named)]
    for name in dict.fromkeys(unknown):
        faults.append(gettext("The original has no %(name)s.") % {"name": name})
    if _positional(text) != _positional(sentence):
        faults.append(gettext("Its signs with % must be those of the original, in their order."))
    return faults


def _braces(text):
    """Count braces without a name: what is named may be said twice."""
    return Counter(brace for brace in BRACES.findall(text) if brace in ("{", "}", "{}"))


def _faults_of_format(context, text):
    sample = FORMATTED.get(context)
    write = dateformat.time_format if isinstance(sample, time) else dateformat.format
    try:
        if sample:
            write(sample, text)
    except (AttributeError, TypeError, ValueError):
        return [gettext("This is not a format of dates or times.")]
    return []


def _positional(text):
    return [sign for sign in POSITIONAL.findall(NAMED.sub("", text))]


def _faults_of_markup(sentence, text):
    if _tags(text) != _tags(sentence):
        return [gettext("Its tags must be those of the original, and no others.")]
    if not _is_nested(text) and _is_nested(sentence):
        return [gettext("Its tags do not enclose each other.")]
    return []


def _tags(text):
    rest = TAG.sub("", text)
    return Counter([match[0] for match in TAG.finditer(text)] + [c for c in rest if c in "<>"])


def _is_nested(text):
    opened = []
    for match in TAG.finditer(text):
        if match[0].startswith("</"):
            if not opened or opened.pop() != match[1]:
                return False
        elif match[1] not in VOID:
            opened.append(match[1])
    return not opened


def _margins(text):
    rest = text.strip()
    return text.partition(rest)[::2] if rest else text


def _end(text):
    """Return the kind of sign that ends a text, or ""."""
    last = TAG.sub("", text).rstrip(CLOSING)[-1:]
    return next((kind[0] for kind in ENDS if last and last in kind), "")
