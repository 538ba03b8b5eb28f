"""The page of the replies to one's own comments."""

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.guests import person_of
from accounts.own_locale import with_own_locale
from comments.models import Addition, Comment
from comments.replies import mark_as_read, replies_to
from comments.resubmit import form_view
from posts.models import Blog

REPLIES_PER_PAGE = 50


@form_view
@with_own_locale
def replies(request):
    """Render the replies to this browser's or account's comments; `?page=` is the page (from 1).

    POST marks those published up to the moment `until` as read.
    """
    person = person_of(request)
    if request.method == "POST":
        if person and (until := _moment(request.POST.get("until", ""))):
            mark_as_read(person, min(until, timezone.now()))
        return HttpResponseRedirect(reverse("comments:replies"), status=303)
    rows = replies_to(person) if person else Comment.objects.none()
    rows = rows.select_related("post", "author__user")
    page = Paginator(rows, REPLIES_PER_PAGE).get_page(request.GET.get("page"))
    comments = list(page.object_list)
    Addition.objects.fetch_for(comments)
    context = {
        "blog": Blog.objects.current(),
        "page": page,
        "comments": comments,
        "has_new": any(comment.is_new for comment in comments),
        "is_personal": True,
    }
    response = render(request, "comments/replies.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _moment(text):
    """Return the moment in a form, or None if it is not valid."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None
