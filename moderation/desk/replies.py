"""A reply by staff from the card: it is posted like any comment.

It may come with the decision that its comment stays. Then both are stored, or neither is.
"""

from django.db import transaction
from django.utils.translation import gettext

from comments.models import CannotReply, Comment, InvalidTransition
from comments.posting import KeyReused, Refused, post, sent_before
from moderation.desk.forms import ReplyForm
from moderation.desk.summaries import summary
from moderation.desk.workplace import Workplace
from moderation.models import AlreadyDecided, Decision, Outdated


def reply(request, admin, pk, *, is_partial=False):
    """Post a reply to a comment, and decide on it if the form says so."""
    workplace = Workplace(admin, request, is_partial=is_partial)
    comment, form = workplace.queue.comment(pk), ReplyForm(request.POST, user=request.user)
    following = workplace.queue.following(pk)
    if not form.is_valid():
        return workplace.show(comment, reply_form=form, problem=form.problem, status=422)
    try:
        decision, sent = _store(form, comment, ip=request.client_ip)
    except AlreadyDecided as error:
        alerts = {"overtaken": error.decision, "reply_form": form}
        return workplace.show(workplace.queue.comment(pk), **alerts, status=409)
    except (Outdated, InvalidTransition, CannotReply, KeyReused, Refused) as error:
        alerts = {"problem": _sentence(form, error), "reply_form": form}
        return workplace.show(workplace.queue.comment(pk), **alerts, status=409)
    message = _message(decision, sent)
    if decision:
        return workplace.go_on(following, message=message, gone=pk)
    return workplace.proceed(comment, message=message)


def _store(form, comment, *, ip) -> tuple[Decision | None, Comment]:
    """Take the decision and post the reply; the same form sent again changes nothing."""
    draft, key = form.draft(comment, ip=ip), form.cleaned_data["key"]
    if earlier := sent_before(draft, key):
        return None, earlier
    with transaction.atomic():
        decision = form.decide(comment)
        return decision, post(draft, key)


def _sentence(form, error) -> str:
    if isinstance(error, KeyReused):
        form.renew_key()
        return gettext("%(problem)s Send it again to say this too.") % {"problem": error}
    return " ".join(map(str, error.args))


def _message(decision, sent) -> str:
    """Return the message for the moderator: the decision, and the status of the reply."""
    parts = [gettext("%(decision)s.") % {"decision": summary(decision)}] if decision else []
    if sent.is_published:
        return " ".join([*parts, gettext("Your reply is published.")])
    return " ".join([*parts, gettext("Your reply waits in the queue of held comments.")])
