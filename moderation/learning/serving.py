"""The model that this process judges by: read when the site uses another training than before."""

import logging
from typing import NamedTuple

from moderation.learning.learner import DamagedModel, Model
from moderation.models import Screener, Training

log = logging.getLogger(__name__)


class ServedModel(NamedTuple):
    """A model that can be asked: its training, which holds the comments above its threshold."""

    training_id: int
    threshold: float
    model: Model


# By house rule: the training that was wanted, and what is served in its place; None for nothing.
_cache: dict[str, tuple[int, ServedModel | None]] = {}


def model_in_use(ground: str, training_id: int) -> ServedModel | None:
    """Return the model of a training, or the newest good one when it is damaged; None without any.

    The owner is informed, and each process reads it once.
    """
    wanted, current = _cache.get(ground, (None, None))
    if wanted != training_id:
        current = _load(ground, training_id)
        _cache[ground] = (training_id, current)
    return current


def _load(ground, wanted):
    trainings = Training.objects.of(ground).loadable()
    for training in [*trainings.filter(pk=wanted), *trainings.exclude(pk=wanted)]:
        try:
            model = Model.load(bytes(training.weights), training.digest)
        except DamagedModel as error:
            log.error("Training %s cannot be read: %s", training.pk, error)
        else:
            if training.pk != wanted:
                Screener.objects.report(ground, Screener.Problem.DAMAGED)
            return ServedModel(training.pk, training.threshold, model)
    Screener.objects.report(ground, Screener.Problem.UNREADABLE)
    return None
