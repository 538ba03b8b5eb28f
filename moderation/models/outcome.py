"""What the reporter of a comment reads on the receipt about how the report ended."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.dates import day

HEADLINES = {
    "open": gettext_lazy("A moderator will look at it."),
    "gone": gettext_lazy("Its author has deleted the comment."),
    "withdrawn": gettext_lazy("You took it back."),
    "upheld": gettext_lazy("The comment is gone."),
    "dismissed": gettext_lazy("The comment stays."),
}


def headline(report) -> str:
    """Return how a report ended, in one sentence."""
    return str(HEADLINES[report.outcome])


def explanation(report) -> str:
    """Return who decided and when, or what comes next."""
    date = {"date": day(timezone.localdate(report.ended))} if report.ended else {}
    sentences = {
        "open": _open,
        "gone": lambda report: _("There is nothing left to decide."),
        "withdrawn": _withdrawn,
        "upheld": _upheld,
        "dismissed": lambda report: _(
            "A moderator looked at it on %(date)s and found that it may stay. You can hide it for"
            " yourself."
        ),
    }
    return sentences[report.outcome](report) % date


def _open(report):
    come_back = _("Come back to this page to see what was decided.")
    if not report.contents.email:
        return come_back
    mail = _(
        "We shall also write to you once you have confirmed your e-mail: unless you did that"
        " before, the mail with the receipt says how."
    )
    return f"{come_back} {mail}"


def _withdrawn(report):
    if report.decision:
        return _("It had helped to hide the comment, which a moderator later found may stay.")
    return _("It does not count any more.")


def _upheld(report):
    if report.decision.is_automatic:
        return _(
            "An automatic check decided on %(date)s that it should not stay here. Thank you for"
            " telling us."
        )
    return _(
        "A moderator decided on %(date)s that it should not stay here. Thank you for telling us."
    )
