"""The queues, in parts: a cursor is a place in their order, so items may leave meanwhile."""

from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blogsite.api.cursors import read_cursor, to_moment, to_number, write_cursor
from blogsite.api.lists import CURSOR
from blogsite.api.moderating.documents import Appeals, Queue
from blogsite.api.moderating.serializers import DeskWriter
from blogsite.api.operations import Operation
from blogsite.api.serializers import json_response
from blogsite.models.api_token import Scope
from comments.models import Finding
from moderation.claims import Claim
from moderation.desk.appeal_queue import AppealQueue
from moderation.keyset import rows_after
from moderation.models import HeldComment, ReportedComment, WokenThread
from moderation.queues import SHOWN_IN_LISTS, condition_for
from posts.models import Blog

PART = 50
PROBLEMS = (400, 401, 403, 429)


def queue_operation(name, model, summary) -> Operation:
    return Operation(
        name=f"{name}_comments",
        route=f"moderation/{name}/",
        example=f"moderation/{name}/",
        summary=summary,
        answer=Queue,
        parameters=(CURSOR,),
        problems=PROBLEMS,
        scope=Scope.READ_QUEUES.value,
        permissions=(f"moderation.view_{model._meta.model_name}",),
    )


HELD = queue_operation("held", HeldComment, _("Comments that are held, the longest first"))
REPORTED = queue_operation(
    "reported", ReportedComment, _("Comments with open reports, the most urgent first")
)
LATE = queue_operation("late", WokenThread, _("Comments that came after a long silence"))
APPEALS = Operation(
    name="appeals",
    route="moderation/appeals/",
    example="moderation/appeals/",
    summary=_("Appeals that the person of the token may decide, the longest waiting first"),
    answer=Appeals,
    parameters=(CURSOR,),
    problems=PROBLEMS,
    scope=Scope.READ_QUEUES.value,
    permissions=("moderation.view_appeal",),
)


def comments(request, operation, model):
    """Return a part of a queue of comments."""
    name, writer = model._meta.model_name[:1], DeskWriter(request)
    items = model.objects.filter(condition_for(model, writer.user)).order_by(*model.QUEUE_ORDER)
    items = items.select_related(*SHOWN_IN_LISTS).prefetch_related("findings")
    part, cursor = _part(items, operation.read(request.GET).cursor, name)
    Finding.read_reasons(finding for item in part for finding in item.findings.all())
    claims = Claim.among([item.pk for item in part])
    with timezone.override(Blog.objects.current().zone):
        document = {
            "items": [writer.item(item, claims.get(item.pk)) for item in part],
            "next": writer.next_url(request, cursor),
        }
    return json_response(document)


held, reported, late = (
    partial(comments, operation=operation, model=model)
    for operation, model in ((HELD, HeldComment), (REPORTED, ReportedComment), (LATE, WokenThread))
)


def appeals(request):
    """Return a part of the queue of appeals."""
    writer = DeskWriter(request)
    part, cursor = _part(AppealQueue(writer.user).items, APPEALS.read(request.GET).cursor, "a")
    with timezone.override(Blog.objects.current().zone):
        document = {
            "appeals": [writer.appeal(appeal) for appeal in part],
            "next": writer.next_url(request, cursor),
        }
    return json_response(document)


def _part(items, cursor, name):
    """Return the items from a cursor on, and the cursor of the next part, or None."""
    order = [column.lstrip("-") for column in items.query.order_by]
    kinds = [_is_moment(items.model, column) for column in order]
    place = read_cursor(cursor, name) if cursor else []
    values = [to_moment(n) if is_moment else n for n, is_moment in zip(place, kinds, strict=False)]
    part = list(rows_after(items, values)[:PART])
    if len(part) < PART:
        return part, None
    last = items.model.objects.filter(pk=part[-1].pk).order_by().values_list(*order).first()
    if last is None:
        return part, None
    numbers = [to_number(each) if isinstance(each, datetime) else each for each in last]
    return part, write_cursor(name, *numbers)


def _is_moment(model, column) -> bool:
    for name in (names := column.split("__"))[:-1]:
        model = model._meta.get_field(name).related_model
    if names[-1] == "pk":
        return False
    return model._meta.get_field(names[-1]).get_internal_type() == "DateTimeField"
