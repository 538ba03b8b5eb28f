"""Shows authors words that read like an insult before they send them.

It holds nothing and stores nothing, not even that somebody has seen it: the form calls it, not the
screening, so it leaves no trace in findings or circumstances.
"""

import logging
from typing import NamedTuple

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from comments.rules import State
from moderation.learning.explaining import heaviest_spans
from moderation.learning.lessons import text_and_links
from moderation.learning.serving import model_in_use
from moderation.models import RuleText
from moderation.models.house_rule import HARASSMENT
from moderation.models.rule_text import TEXT
from moderation.screening.harsh_words import SwitchOfHarshWords, is_harsh
from moderation.screening.site import Site
from moderation.screening.texts import links_in

log = logging.getLogger(__name__)


class Nudge(NamedTuple):
    """The question to an author before sending: why, and about which words."""

    text: str
    words: list[str]


class AskBeforeSending(SwitchOfHarshWords):
    """The switch and the texts of the nudge."""

    code = "ask_before_sending"
    title = _("Words that may hurt")
    description = _(
        "Show authors the words that look like those which moderators removed here as insults, once"
        " and before they send, with a house rule. They change them or send them as they are. It"
        " holds nothing, and nothing about it is stored."
    )
    cites = True


RULE = AskBeforeSending()


def nudge(draft) -> Nudge | None:
    """Return the question to the author of a draft before it is sent, or None; COMMENT_NUDGE names
    this. If it cannot judge, it returns None.
    """
    try:
        return _nudge(draft)
    except (OperationalError, InterfaceError):
        raise  # the database is down: nothing can be stored, and the form is shown again
    except Exception:
        log.exception("The nudge failed")
        return None


def _nudge(draft):
    site = Site.of(draft)
    state, options = RULE.settings(site.rules.get(RULE.code))
    screener = site.screeners.get(HARASSMENT)
    if state != State.ON or screener is None or draft.is_by_staff_or_author:
        return None
    current = model_in_use(HARASSMENT, screener.training_id)
    text, links = draft.text.visible, links_in(draft.html)
    if current is None or not is_harsh(current, text, links) or _was_harsh(current, draft):
        return None
    spans = heaviest_spans(current.model, text, links, current.threshold)
    words = [text[span.start : span.end] for span in sorted(spans)]
    cited = RuleText.objects.read([options[TEXT]]).get(options[TEXT])
    return Nudge(cited.cited if cited else "", list(dict.fromkeys(words)))


def _was_harsh(current, draft):
    """Return whether the edited comment already has such words: its author was asked then."""
    comment = draft.editing
    return bool(comment) and is_harsh(current, *text_and_links(comment))
