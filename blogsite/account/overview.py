"""The page of one's account: the status of one's comments, and links to settings."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.guests import guest_of
from accounts.languages import language_of, site_languages
from accounts.models import Closing, Mailbox, Person
from accounts.models.mailbox import digest_of
from accounts.models.user import FACTORS
from blogsite.account.joining import GuestHistory
from blogsite.mail_views import answer_mailbox
from comments.models import Comment
from comments.replies import replies_to
from moderation.models import AuthorWarning, Report
from posts.models import Post

MAX_REPLIES = 3  # new ones on the page; their own page has the rest

COMMENT_COUNTS = {
    "published": Q(status=Comment.Status.PUBLISHED),
    "held": Q(status=Comment.Status.HELD),
    "taken_down": Q(status__in=[Comment.Status.REJECTED, Comment.Status.REMOVED]),
}


@login_required(login_url="sign_in")
def overview(request):
    """Show the overview of an account; a fixed number of queries."""
    person = Person.objects.unjoined().filter(user=request.user).first() or Person()
    guest = guest_of(request)
    context = {
        "comment_counts": _comment_counts(person),
        "report_counts": _report_counts(person),
        "warning_count": AuthorWarning.objects.unacknowledged(person).count() if person.pk else 0,
        "has_guest": guest is not None and bool(GuestHistory(guest).sentences()),
        "closing": Closing.objects.filter(user=request.user).first(),
        **_languages(request.user),
        **_new_replies(person),
        **_ways_to_sign_in(request.user),
    }
    return TemplateResponse(request, "account/overview.html", context)


def _comment_counts(person):
    own = Comment.objects.by(person).filter(erased=None, post__in=Post.objects.published_anywhere())
    counts = {name: Count("pk", filter=status) for name, status in COMMENT_COUNTS.items()}
    return own.aggregate(total=Count("pk"), **counts)


def _report_counts(person):
    is_open = Q(status=Report.Status.OPEN)
    reports = Report.objects.sent_by(person).order_by()
    return reports.aggregate(total=Count("pk"), open=Count("pk", filter=is_open))


def _new_replies(person):
    new = replies_to(person).filter(is_new=True)
    replies = list(new.select_related("post", "author__user")[:MAX_REPLIES])
    return {"new_replies": replies, "new_reply_count": new.count() if replies else 0}


def _languages(user):
    """Return the language of the account by its name, "" for the blog's, and if there are more."""
    names = site_languages()
    return {"has_languages": len(names) > 1, "language": names.get(language_of(user, ""), "")}


def _ways_to_sign_in(user):
    email = user.confirmed_email
    factors = Authenticator.objects.filter(user=user, type__in=FACTORS)
    kinds = list(factors.values_list("type", flat=True))
    return {
        "email": user.email or "",
        "is_confirmed": bool(email),
        "new_email": _unconfirmed(user).first(),
        "has_password": user.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkey_count": kinds.count(Authenticator.Type.WEBAUTHN),
        "mailbox": _mailbox_of(email) if email else None,
    }


def _unconfirmed(user):
    """Return the e-mail addresses to which an account wants to change."""
    own = (user.email or "").lower()
    return user.emailaddress_set.filter(verified=False).exclude(email=own)


@login_required(login_url="sign_in")
def own_mailbox(request):
    """Show which mail the account gets, and change it, like the page of a mail's link."""
    email = request.user.confirmed_email
    if not email:
        raise Http404
    if request.method == "POST":
        box = Mailbox.objects.for_email(email)
    else:
        box = _mailbox_of(email) or Mailbox()
    return answer_mailbox(request, box, reverse("account_mailbox"))


def _mailbox_of(email):
    return Mailbox.objects.filter(digest=digest_of(email)).first()
