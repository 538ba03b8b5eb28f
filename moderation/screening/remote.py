"""The rule that asks an external service, which somebody else may run."""

import logging

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.rules import FAILED, State
from comments.screening import hold
from moderation.models import HouseRule
from moderation.screening.remote_service import Unavailable, configured_service
from moderation.screening.rule import ConfigurableRule, Option
from moderation.screening.texts import links_in

logger = logging.getLogger(__name__)

QUESTION_VERSION = 1


class RemoteCheck(ConfigurableRule):
    """Holds comments that an external service wants held; while it gives no answer, all."""

    code = "remote_check"
    title = _("Remote check")
    description = _(
        "Ask the external service at REMOTE_CHECK_URL, and hold a comment when it says so or gives"
        " no valid answer in time. It receives the words, their links, the URL of the post, and"
        " whether a guest or a newcomer writes; no name, e-mail or IP address."
    )
    options = {
        "milliseconds": Option(
            2_000, _("Milliseconds to wait for an answer, at most 10,000"), most=10_000
        )
    }
    default_state = State.OFF
    holds = is_remote = True

    @property
    def problem(self):
        if settings.REMOTE_CHECK_URL:
            return ""
        return gettext(
            "REMOTE_CHECK_URL is not set on the server: while this check is on, it holds every"
            " comment."
        )

    def check(self, draft, options, facts):
        if draft.is_by_staff_or_author:
            return None
        try:
            answer = configured_service().ask(question(draft), options["milliseconds"] / 1_000)
            return self._hold(answer.reason) if answer.holds else None
        except Unavailable as error:
            logger.warning("The remote check is unavailable: %s", error)
            return hold(str(error), **{FAILED: True})

    @staticmethod
    def _hold(reason):
        codes = HouseRule.objects.filter(retired=False).values_list("code", flat=True)
        if reason not in list(codes):  # a query for the reason would fail for some characters
            raise Unavailable(f"its reason {reason[:50]!a} is not the code of a house rule")
        return hold(house_rule=reason)

    def reason(self, parameters):
        return gettext("An automatic check asks a moderator to look at it first.")

    def note(self, parameters):
        text = gettext("The external service answered: hold (%(code)s).")
        return text % {"code": parameters["house_rule"]}


def question(draft) -> dict:
    """Return the data of a draft for the service: nothing that identifies its author."""
    return {
        "version": QUESTION_VERSION,
        "text": draft.text.visible,
        "links": links_in(draft.text.html),
        "post": settings.SITE_ADDRESS + draft.post.get_absolute_url(),
        "is_reply": draft.parent is not None,
        "is_guest": draft.person.is_guest,
        "is_newcomer": draft.is_by_newcomer,
    }
