"""The page of the learned screening: its words, its trainings, and the one in use."""

from collections import Counter
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRefresh

from comments.models import Comment, InvalidTransition
from moderation.learning.thresholds import missing
from moderation.learning.trainer import DEFAULT_SHARE
from moderation.models import Screener, SpotCheck, SpotCheckedComment, Training
from moderation.models.house_rule import SPAM
from moderation.models.wrong_holds import SPAM_RULE, holds_of_rule
from moderation.tasks import train_screening

MAX_TRAININGS = 10  # on the page
CHANGE = "moderation.change_rule"


class TrainingRow(NamedTuple):
    """A training, and moderators' decisions on the comments that it held."""

    training: Training
    is_current: bool
    right: int
    wrong: int


class LearnedPages:
    """The page of the learned screening and its buttons, for people who may change rules."""

    def __init__(self, rule_admin):
        self.admin = rule_admin

    def urls(self, actions) -> list:
        base = f"{SPAM_RULE}/learned/"
        return [
            actions.page(base, "learned", self.show, CHANGE),
            actions.page(f"{base}progress/", "learned_progress", self.progress, CHANGE),
            actions.action(f"{base}train/", "learned_train", self.train, CHANGE),
            actions.action(f"{base}resume/", "learned_resume", self.resume, CHANGE),
            actions.action(f"{base}use/<id:pk>/", "learned_use", self.use, CHANGE),
        ]

    def show(self, request):
        self._refuse_others(request)
        screener = Screener.objects.as_it_is(SPAM)
        trainings = list(Training.objects.of(SPAM).without_weights()[:MAX_TRAININGS])
        loadable = Training.objects.of(SPAM).loadable().values_list("pk", flat=True)
        latest = trainings[0] if trainings else None
        context = {
            "screener": screener,
            "latest": latest,
            "missing": latest.missing if latest else missing([], [], DEFAULT_SHARE)._asdict(),
            "current": screener.training,
            "rows": _rows(trainings, screener.training_id),
            "loadable": set(loadable),
            "code": SPAM_RULE,
            "drawn": SpotCheck.objects.results(SpotCheck.Kind.RANDOM),
            "suspected": SpotCheck.objects.results(SpotCheck.Kind.SUSPECT),
            "to_check": SpotCheckedComment.objects.count(),
        }
        title = gettext("What the check for advertising has learned")
        context |= self.admin.admin_site.each_context(request)
        context |= {"title": title, "opts": self.admin.opts}
        return render(request, "admin/moderation/learned_screening.html", context)

    def train(self, request):
        """Train again, in another process if there is one."""
        self._refuse_others(request)
        if train_screening.get_backend().supports_get_result:
            Screener.objects.request_training(SPAM)
            train_screening.enqueue()
        else:
            messages.warning(request, gettext("Run “manage.py train_screening” on the server."))
        return redirect("admin:moderation_rule_learned")

    def progress(self, request):
        """Answer htmx with the progress of the training; at its end, the page is loaded again."""
        self._refuse_others(request)
        screener = Screener.objects.as_it_is(SPAM)
        if not screener.is_training:
            return HttpResponseClientRefresh()
        return render(request, "admin/moderation/_training_progress.html", {"screener": screener})

    def resume(self, request):
        """Let the rule hold again, after it has suspended itself."""
        self._refuse_others(request)
        Screener.objects.of(SPAM).resume()
        messages.success(request, gettext("It holds comments again where the check is on."))
        return redirect("admin:moderation_rule_learned")

    def use(self, request, pk):
        """Use an earlier training, and no later ones; or the newest one, and later ones again."""
        self._refuse_others(request)
        training = get_object_or_404(Training.objects.of(SPAM), pk=pk)
        newest = Training.objects.of(SPAM).loadable().values_list("pk", flat=True).first()
        try:
            Screener.objects.of(SPAM).use(training, is_pinned=training.pk != newest)
        except InvalidTransition as error:
            raise Http404(str(error)) from error
        messages.success(request, gettext("This training is used from now on."))
        return redirect("admin:moderation_rule_learned")

    def _refuse_others(self, request):
        if not self.admin.has_change_permission(request):
            raise PermissionDenied


def _rows(trainings, current_id):
    """Return the trainings with the results of their holds, in one query."""
    decided = Counter(holds_of_rule().values_list("parameters__training", "comment__status"))
    status = Comment.Status
    return [
        TrainingRow(
            training,
            training.pk == current_id,
            decided[training.pk, status.REJECTED] + decided[training.pk, status.REMOVED],
            decided[training.pk, status.PUBLISHED],
        )
        for training in trainings
    ]
