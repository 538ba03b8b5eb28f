"""Whether a text looks like removed insults, and the consequences.

Only the order of reports, and a question to the author: the model takes malice for swear words, and
the other way round, too often to hold anything.
"""

import logging

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from comments.rules import State
from moderation.learning.features import features_of
from moderation.learning.lessons import text_and_links
from moderation.learning.serving import ServedModel, model_in_use
from moderation.models import Rule, Screener, Training
from moderation.models.house_rule import HARASSMENT
from moderation.screening.rule import ConfigurableRule

# Removed comments have scores around 1, approved ones around -1: this is well above 0.
MIN_SCORE = 0.25

log = logging.getLogger(__name__)


class SwitchOfHarshWords(ConfigurableRule):
    """A switch for a use of the harassment model; as a rule it never checks a comment."""

    ground = HARASSMENT
    replay_note = _("It holds nothing, so there is nothing to try.")
    default_state = State.OFF
    nudges = True
    has_shadow = False

    def state_for(self, draft):
        return State.OFF

    @property
    def training(self) -> Training | None:
        """The newest training that can be used, with its heaviest words."""
        return Training.objects.of(HARASSMENT).loadable().without_weights().first()


class HarshWordsFirst(SwitchOfHarshWords):
    """Puts reported comments with harsh words on a level with those reported as harassment."""

    code = "harsh_words_first"
    title = _("Reports of harsh words first")
    description = _(
        "Put a reported comment that looks like those which moderators removed here as insults as"
        " far up among the reports as if somebody had reported it for harassment. It changes the"
        " order of the reports and nothing else."
    )


def is_harsh(model: ServedModel, text: str, links) -> bool:
    """Return whether a text looks like removed insults, without the training's threshold."""
    return model.model.score(features_of(text, links)) > max(model.threshold, MIN_SCORE)


def come_first(comment) -> bool:
    """Return whether a reported comment comes first for its words; False without a model."""
    try:
        return _come_first(comment)
    except (OperationalError, InterfaceError):
        raise  # the database is down: the report cannot be stored either
    except Exception:
        log.exception("The words of a reported comment cannot be judged")
        return False


def _come_first(comment):
    if not Rule.objects.filter(code=HarshWordsFirst.code, state=State.ON).exists():
        return False
    screener = Screener.objects.filter(ground=HARASSMENT).exclude(training=None).first()
    model = screener and model_in_use(HARASSMENT, screener.training_id)
    if not model:
        return False
    return is_harsh(model, *text_and_links(comment))
