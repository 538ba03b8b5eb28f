"""Score past comments by models that have learned nothing from their post."""

from functools import cached_property

from moderation.learning import thresholds
from moderation.learning.features import features_of
from moderation.learning.learner import Model, train
from moderation.learning.lessons import FOR_TRIALS, lessons_for


class OutOfFold:
    """Models for trials: each comment is scored by one that has not seen its post.

    They learn from fewer lessons than a training does, because each trial makes five of them.
    """

    def __init__(self, ground: str):
        lessons = lessons_for(ground, FOR_TRIALS)
        self.examples = [lesson.example for lesson in lessons]
        self.posts = [lesson.post_id for lesson in lessons]
        self._thresholds = {}

    def threshold(self, share: float) -> float | None:
        """Return the score above which comments are held, for a share in percent; None with too few
        decisions.
        """
        if share not in self._thresholds:
            self._thresholds[share] = self._choose(share)
        return self._thresholds[share]

    def score(self, post: int, text: str, links) -> float:
        """Return the score of a text by a model that has not seen its post."""
        model = self._models[self._folds[post]] if post in self._folds else self._model
        return model.score(features_of(text, links))

    def _choose(self, share):
        if thresholds.missing(self.examples, self.posts, share):
            return None
        scores = [
            self._models[self._folds[post]].score(example.features)
            for example, post in zip(self.examples, self.posts, strict=True)
        ]
        return thresholds.choose(self.examples, self.posts, scores, share).value

    @cached_property
    def _folds(self) -> dict[int, int]:
        return thresholds.folds_of(self.examples, self.posts)

    @cached_property
    def _models(self) -> dict[int, Model]:
        return thresholds.models_of_folds(self.examples, self.posts)

    @cached_property
    def _model(self) -> Model:
        return train(self.examples)
