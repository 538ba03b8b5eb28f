"""Store the mail that moderation sends; its texts are those of `moderation/messages.py`."""

from accounts.mail.outbox import Draft, messages_about, queue
from accounts.models import Message
from moderation.models.acts import Action

# Actions against an author, or reversing these; the status page shows all others.
EMAILED_ACTIONS = [
    Action.REJECT,
    Action.REMOVE,
    Action.HOLD,
    Action.RESTORE,
    Action.WARN,
    Action.BAN,
]


def queue_about(decision):
    """Store the messages about a decision, to the author and to the reporters it answers."""
    drafts = [to_author(decision)] if is_owed_to_author(decision) else []
    if decision.comment_id:
        reports = decision.reports.awaiting_email().select_related("contents").order_by("pk")
        drafts += [to_reporter(decision, report) for report in reports]
    queue(drafts)


def queue_correction(undoing):
    """Store a message about an undo, for an author who got mail about the undone decision.

    If that mail still waits, nothing is needed: a message about an undone decision is not sent.
    """
    if undoing.is_on_appeal:
        return  # the answer to the appeal says so
    pk = undoing.undoes_id
    undone = messages_about("decision", pk) | messages_about("appeal_answer", pk)
    if undone.filter(status__in=[Message.Status.SENT, Message.Status.SENDING]).exists():
        queue([to_author(undoing)])


def queue_answer(appeal):
    """Store the answer to an appeal, if there is an e-mail address for it.

    Other people whose reports it answers get the result; those who have it do not get it again.
    """
    about = {"appeal": appeal.pk, "decision": appeal.answer_id}
    if appeal.report_id:
        about["report"] = appeal.report_id
        draft = Draft("report_appeal_answer", appeal.report.contents.email, about)
    else:
        draft = Draft("appeal_answer", author_email(appeal.decision), about)
    others = appeal.answer.reports.awaiting_email().exclude(pk=appeal.report_id)
    outcomes = [to_reporter(appeal.answer, other) for other in others.select_related("contents")]
    queue([draft, *outcomes] if draft.email else outcomes)


def queue_receipt(report):
    """Store the receipt of a report, if there is an e-mail address for it."""
    if report.contents.email:
        queue([Draft("report_receipt", report.contents.email, {"report": report.pk})])


def reports_with_open_mail() -> set[int]:
    """Return the ids of the reports with unsent messages."""
    kinds = ["report_receipt", "report_outcome", "report_appeal_answer"]
    ids = Message.objects.open().filter(kind__in=kinds).values_list("about", flat=True)
    return {about["report"] for about in ids}


def is_owed_to_author(decision) -> bool:
    """Return whether the author gets an e-mail: never about spam, and only with an account.

    The answer to their own appeal is an e-mail of its own.
    """
    is_emailed = decision.action in EMAILED_ACTIONS and not decision.is_spam
    is_answer = decision.is_on_appeal and decision.clears
    return is_emailed and not is_answer and bool(author_email(decision))


def author_email(decision) -> str:
    """Return the e-mail address of the author's account, or ""."""
    user = decision.person.account if decision.person_id else None
    return (user.email if user else "") or ""


def to_author(decision) -> Draft:
    return Draft("decision", author_email(decision), {"decision": decision.pk})


def to_reporter(decision, report) -> Draft:
    about = {"decision": decision.pk, "report": report.pk}
    return Draft("report_outcome", report.contents.email, about)
