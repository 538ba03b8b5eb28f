"""The page that asks somebody who has signed in whether this browser's guest is them.

Only the guest's cookie proves it; it is read again with the answer.
"""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Count, Max
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.guests import decline, forget_guest, guest_of
from accounts.models import Person
from comments.models import Comment, HiddenAuthor, Recommendation
from moderation.models import Ban, Report
from posts.dates import day
from posts.models import Blog
from posts.models.write_queue import queue_for_writing

MAX_NAMES = 5  # in the question; one browser rarely has more


class GuestHistory:
    """A guest's history, in sentences by which people recognize it."""

    def __init__(self, guest: Person):
        self.guest = guest

    def sentences(self) -> list[str]:
        """Return one sentence for each name, and for each other kind of act."""
        return [*self._names(), *self._reports(), *self._recommendations(), *self._hidden()]

    def _names(self):
        names = Comment.objects.by(self.guest).values("name")
        rows = names.annotate(count=Count("pk"), last=Max("created")).order_by("-last")
        for row in rows[:MAX_NAMES]:
            sentence = ngettext(
                "This browser has written as “%(name)s” (%(count)s comment, %(day)s).",
                "This browser has written as “%(name)s” (%(count)s comments, the last %(day)s).",
                row["count"],
            )
            name = row["name"] or gettext("Somebody")
            yield sentence % {
                "name": name,
                "count": row["count"],
                "day": day(timezone.localdate(row["last"])),
            }

    def _reports(self):
        if count := Report.objects.sent_by(self.guest).count():
            yield ngettext(
                "This browser has reported %(count)s comment without an account.",
                "This browser has reported %(count)s comments without an account.",
                count,
            ) % {"count": count}

    def _recommendations(self):
        if count := Recommendation.objects.by(self.guest).count():
            yield ngettext(
                "This browser has recommended %(count)s comment without an account.",
                "This browser has recommended %(count)s comments without an account.",
                count,
            ) % {"count": count}

    def _hidden(self):
        if count := HiddenAuthor.objects.of(self.guest).count():
            yield ngettext(
                "This browser has hidden %(count)s person without an account.",
                "This browser has hidden %(count)s people without an account.",
                count,
            ) % {"count": count}


@login_required(login_url="sign_in")
def join_guest(request):
    """Ask whether the guest is the account's owner; POST joins the two, or stores that not.

    `next` is the URL to redirect to. The form names its guest: if the cookie has another, the
    question is asked again.
    """
    place, guest = _next_of(request), guest_of(request)
    sentences = GuestHistory(guest).sentences() if guest else []
    if request.method == "POST":
        if sentences and request.POST.get("guest") == str(guest.pk):
            return _answer(request, guest, place)
        return _question(request, guest, sentences, place, status=409)
    if place and not sentences:
        return redirect(place)
    return _question(request, guest, sentences, place)


def _answer(request, guest, place):
    answer = request.POST.get("answer")
    if answer == "no":
        response = redirect(place or "/")
        decline(request, response, guest)
        return response
    if answer != "yes" or _is_banned_for_staff(request.user, guest):
        return _question(request, guest, GuestHistory(guest).sentences(), place, status=409)
    with queue_for_writing(DEFAULT_DB_ALIAS), transaction.atomic():
        person = Person.objects.of(request.user)
        if not person.join(guest):
            return _question(request, None, [], place, status=409)
        Recommendation.objects.settle(person)
    response = redirect(place or reverse("comments:mine"))
    forget_guest(response)
    return response


def _is_banned_for_staff(user, guest):
    """Return whether a ban prevents joining: staff cannot be banned, so it would have no effect."""
    return user.is_staff and Ban.objects.in_force(person=guest) is not None


def _question(request, guest, sentences, place, status=200):
    context = {
        "guest": guest,
        "sentences": sentences,
        "next": place,
        "is_banned": bool(guest) and _is_banned_for_staff(request.user, guest),
        "is_repeated": request.method == "POST",
        "blog": Blog.objects.current(),
        "is_account_page": True,
        "is_personal": True,
    }
    return render(request, "account/guest.html", context, status=status)


def _next_of(request):
    place = request.POST.get("next") or request.GET.get("next") or ""
    return place if get_adapter(request).is_safe_url(place) else ""
