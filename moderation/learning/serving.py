"""The model in use in this process; read again when the site uses another training."""

import logging
from typing import NamedTuple

from moderation.learning.learner import DamagedModel, Model
from moderation.models import Screener, Training

log = logging.getLogger(__name__)


class ServedModel(NamedTuple):
    """A usable model: its training, which has the threshold for holding comments."""

    training_id: int
    threshold: float
    model: Model


# By house rule: the training that was wanted, and the one that is used instead; None: none.
_cache: dict[str, tuple[int, ServedModel | None]] = {}


def model_in_use(ground: str, training_id: int) -> ServedModel | None:
    """Return the model of a training, or the newest intact one if it is damaged; None without any.

    A damaged one is reported to the owner. Each process reads a model once.
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
