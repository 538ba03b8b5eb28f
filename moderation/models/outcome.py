"""The result of a report, on the receipt for its reporter."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.dates import day

HEADLINES = {
    "open": _("A moderator will look at it."),
    "gone": _("Its author has deleted the comment."),
    "withdrawn": _("You took it back."),
    "upheld": _("The comment is gone."),
    "dismissed": _("The comment stays."),
}


def headline(report) -> str:
    """Return how a report ended, in one sentence."""
    return str(HEADLINES[report.outcome])


def explanation(report) -> str:
    """Return who decided and when, or what happens next."""
    date = {"date": day(timezone.localdate(report.ended))} if report.ended else {}
    sentences = {
        "open": _open,
        "gone": lambda report: gettext("There is nothing left to decide."),
        "withdrawn": _withdrawn,
        "upheld": _upheld,
        "dismissed": lambda report: gettext(
            "A moderator looked at it on %(date)s and found that it may stay. You can hide it for"
            " yourself."
        ),
    }
    return sentences[report.outcome](report) % date


def _open(report):
    come_back = gettext("Come back to this page to see what was decided.")
    if not report.contents.email:
        return come_back
    mail = gettext(
        "We shall also write to you once you have confirmed your e-mail: unless you did that"
        " before, the mail with the receipt says how."
    )
    return f"{come_back} {mail}"


def _withdrawn(report):
    if report.decision:
        return gettext(
            "Your report had helped to hide the comment. A moderator later found that it may stay."
        )
    return gettext("It does not count any more.")


def _upheld(report):
    if report.decision.is_automatic:
        return gettext(
            "An automatic check decided on %(date)s that it should not stay here. Thank you for"
            " telling us."
        )
    return gettext(
        "A moderator decided on %(date)s that it should not stay here. Thank you for telling us."
    )
