"""The rule that has learned from this site's decisions to recognize advertising."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db import InterfaceError, OperationalError
from django.db.models import Exists, IntegerField, OuterRef
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.facts import sql_time
from comments.models import Comment, Finding
from comments.rules import State
from comments.screening import hold
from moderation.learning.explaining import Span, heaviest_spans
from moderation.learning.features import features_of
from moderation.learning.serving import ServedModel, model_in_use
from moderation.models import Report, Screener
from moderation.models.house_rule import SPAM
from moderation.models.wrong_holds import SPAM_RULE
from moderation.screening.rule import ConfigurableRule, Option
from moderation.screening.site import Site
from moderation.screening.texts import links_in

# Comments by people with this many comments of this age are not checked.
TRUSTED_COMMENTS, TRUSTED_AGE = 3, timedelta(days=7)
# It holds at most this share of an hour's comments, but this many in any hour.
MAX_PART, ALWAYS_ALLOWED = 0.2, 3
HOUR = timedelta(hours=1)
MAX_COUNTED = 500  # comments of an hour

log = logging.getLogger(__name__)


@dataclass
class Suspicion:
    """A text with a score above the threshold of a training."""

    served: ServedModel
    score: float
    text: str
    links: list[str]

    @cached_property
    def spans(self) -> list[Span]:
        """The words with the highest weights; finding them takes 5 ms of CPU for 500 letters."""
        return heaviest_spans(
            self.served.model, self.text, self.links, threshold=self.served.threshold
        )

    def finding(self) -> Finding:
        """Return the finding that holds the text, with the words that weigh most."""
        return hold(
            "\n".join(self.text[span.start : span.end] for span in self.spans),
            training=self.served.training_id,
            score=round(self.score, 2),
            threshold=round(self.served.threshold, 2),
            weights=[round(span.weight, 2) for span in self.spans],
        )


class LooksLikeSpam(ConfigurableRule):
    """Holds comments that look like the advertising that moderators removed here.

    It never refuses. If it cannot judge, the other rules decide, and the owner is informed.
    """

    code = SPAM_RULE
    ground = SPAM
    title = _("Looks like advertising")
    description = _(
        "Hold a comment that looks like those which moderators removed here as advertising. It"
        " learns from their decisions alone."
    )
    options = {"share": Option(2, _("Good comments that may be held, in percent"))}
    replay_note = _(
        "Each comment is judged by what moderators decided under other posts, earlier or later, so"
        " that it does not know the answer. That it holds at most a fifth of an hour’s comments is"
        " not tried."
    )
    default_state = State.OFF
    holds = replayable = under_lock = learns = True

    @property
    def problem(self):
        return " ".join(Screener.objects.as_it_is(SPAM).trouble)

    def state_for(self, draft):
        """Return off without a model; in shadow if it is suspended, until an owner agrees."""
        state, screener = super().state_for(draft), Site.of(draft).screeners.get(SPAM)
        if screener is None or draft.is_by_staff_or_author:
            return State.OFF
        return State.SHADOW if state == State.ON and screener.is_suspended else state

    def options_for(self, draft):
        training_id = Site.of(draft).screeners[SPAM].training_id
        return super().options_for(draft) | {"training": training_id}

    def prepare(self, draft, options):
        if suspicion := self._suspicion(draft, options):
            _ = suspicion.spans

    def lookups(self, draft, options):
        if not self._suspicion(draft, options):
            return {}
        lookups = {"holds": _holds_since(draft.now - HOUR), "all": _all_since(draft.now - HOUR)}
        if draft.person.pk:
            lookups["trusted"] = _nth_trusted(draft)
        return lookups

    def check(self, draft, options, facts):
        suspicion = self._suspicion(draft, options)
        if not suspicion or facts.get("trusted"):
            return None
        finding = suspicion.finding()
        if facts["holds"] >= max(ALWAYS_ALLOWED, int(MAX_PART * (facts["all"] + 1))):
            # It has reached its limit of holds for this hour
            finding.verdict = Finding.Verdict.PUBLISH
        return finding

    def reason(self, parameters):
        return gettext("It looks like advertising; a moderator looks at it first.")

    def note(self, parameters):
        text = gettext("Weighs %(score)s, is held from %(threshold)s.")
        return text % {name: parameters.get(name, "?") for name in ("score", "threshold")}

    def _suspicion(self, draft, options):
        """Return the suspicion about a draft, or None; judged once."""
        if SPAM_RULE not in draft.shared:
            draft.shared[SPAM_RULE] = _judge(draft, options["training"])
        return draft.shared[SPAM_RULE]


def _judge(draft, training_id):
    try:
        if not (model := model_in_use(SPAM, training_id)):
            return None
        text, links = draft.text.visible, links_in(draft.html)
        score = model.model.score(features_of(text, links))
        return Suspicion(model, score, text, links) if score > model.threshold else None
    except (OperationalError, InterfaceError):
        raise  # the database is down: nothing can be stored, and the form is shown again
    except Exception:
        log.exception("The learned screening failed")
        Screener.objects.report(SPAM, Screener.Problem.UNREADABLE)
        return None


def _nth_trusted(draft):
    """Return a query for the third of the author's old comments without complaints."""
    comments = Comment.objects.by(draft.person).published()
    old = comments.filter(published_at__lte=draft.now - TRUSTED_AGE)
    unreported = old.exclude(Exists(Report.objects.filter(comment=OuterRef("pk"))))
    return unreported.order_by("created").values("pk")[TRUSTED_COMMENTS - 1 : TRUSTED_COMMENTS]


def _holds_since(moment):
    """Return a query for the number of holds, or in shadow possible holds, since a moment."""
    return RawSQL(
        "SELECT COUNT(*) FROM comments_finding WHERE rule = %s AND verdict IN ('hold', 'shadow')"
        " AND comment_id > (SELECT MAX(id) FROM comments_comment) - %s AND created > %s",
        [SPAM_RULE, MAX_COUNTED, sql_time(moment)],
        IntegerField(),
    )


def _all_since(moment):
    """Return a query for the number of comments since a moment, at most 500."""
    return RawSQL(
        "SELECT COUNT(*) FROM comments_comment"
        " WHERE id > (SELECT MAX(id) FROM comments_comment) - %s AND created > %s",
        [MAX_COUNTED, sql_time(moment)],
        IntegerField(),
    )
