"""Leaving a comment: the form as a page, as a piece for htmx, and with a preview."""

from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django_htmx.http import HttpResponseClientRedirect

from comments.cleaning import html_of, left_out, text_of
from comments.forms import CommentForm
from comments.guests import counted_as, make_known, person_of, writer_of
from comments.limits import PREVIEW, TooOften
from comments.models import CannotReply, Comment
from comments.permalinks import landing_of
from comments.posting import KeyTaken, Refused, post
from comments.reply_target import Spot
from comments.resubmit import NothingToAnswer, Reason, keeps_the_words
from comments.screening import Draft
from comments.status_links import status_address
from posts.models import Blog, Post


@keeps_the_words
def respond(request, date, slug, **kind):
    """The form under a post, also from a page that was opened before the post moved."""
    found = Post.objects.published().select_related("author").known_at(date, slug)
    if found is None:
        raise NothingToAnswer("The post you want to answer is not there.")
    return _answer(request, Spot(found), **kind)


@keeps_the_words
def reply(request, pk, **kind):
    """The form under a comment."""
    shown = Comment.objects.ever_published().filter(post__in=Post.objects.published())
    parent = shown.select_related("post__author", "author__user").filter(pk=pk).first()
    if parent is None:
        raise NothingToAnswer("The comment you want to answer is not there.")
    return _answer(request, Spot(parent.post, parent), **kind)


def _answer(request, spot, piece=False, preview=False):
    sheet = Sheet(request, spot, piece)
    if request.method != "POST":
        return sheet.opened()
    if preview:
        return sheet.previewed()
    return sheet.sent()


class Sheet:
    """One request for the form at a spot, and its answers; a piece goes into a page by htmx."""

    def __init__(self, request, asked, piece):
        self.request, self.asked, self.piece = request, asked, piece
        self.user = request.user if request.user.is_authenticated else None
        typed = request.POST if request.method == "POST" else None
        self.form = CommentForm(typed, user=self.user)

    @cached_property
    def refusal(self):
        """Why this person cannot write where it was asked; storing a comment asks that again."""
        return self.asked.refusal(to_guest=self.user is None)

    @cached_property
    def post_refusal(self):
        return Spot(self.asked.post).refusal(to_guest=self.user is None)

    @cached_property
    def spot(self):
        """Where the form is shown: under the post, when the comment takes no replies any more."""
        return Spot(self.asked.post) if self.refusal else self.asked

    def opened(self):
        if not self.refusal:
            return self.shown()
        return self.shown(404, *self.closed(), is_closed=bool(self.post_refusal))

    def closed(self):
        """Say why nothing can be written where it was asked, and where else it can be."""
        if not self.refusal:
            return []
        if not self.post_refusal:
            return [Reason(f"{self.refusal} You can write under the post.")]
        return [self.with_sign_in(self.refusal)]

    def with_sign_in(self, refusal):
        """Give a reason; where an account is all that is missing, it leads to the sign-in."""
        if self.user or self.asked.refusal():
            return Reason(refusal)
        way = f"{reverse('sign_in')}?{urlencode({'next': self.asked.action})}"
        return Reason(refusal, way, "Sign in.")

    def previewed(self):
        try:
            PREVIEW.check(**counted_as(self.request))
        except TooOften as often:
            response = self.shown(429, *self.closed(), preview_problem=str(often))
            response["Retry-After"] = str(often.seconds)
            return response
        body = self.request.POST.get("body", "")
        if problems := self.form.errors.get("body"):
            return self.shown(400, *self.closed(), preview_problem=problems[0])
        html = html_of(body)
        problem = "" if text_of(html) else "Nothing of this would be seen."
        return self.shown(
            400 if problem else 200,
            *self.closed(),
            preview=SafeString(html),
            preview_problem=problem,
            left_out=left_out(body, html),
        )

    def sent(self):
        if not self.form.is_valid():
            return self.shown(400, *self.closed())
        draft = self.draft()
        try:
            comment = post(draft, self.form.cleaned_data["key"])
        except KeyTaken as taken:
            self.form.renew_key()
            return self.shown(
                409, self.reason(f"{taken} Send it again to say this too.", taken.comment)
            )
        except Refused as refused:
            return self.refused(refused.findings)
        except CannotReply as gone:
            self.spot = Spot(self.asked.post)
            return self.shown(400, self.with_sign_in(str(gone)))
        return self.landed(comment, is_own=comment.author.key == draft.person.key)

    def draft(self):
        cleaned = self.form.cleaned_data
        return Draft(
            post=self.asked.post,
            parent=self.asked.parent,
            person=writer_of(self.request, cleaned["key"]),
            name=self.form.signature,
            email=cleaned.get("email") or (self.user and self.user.email) or "",
            body=cleaned["body"],
            address=self.request.client_ip,
        )

    def refused(self, findings):
        # What stands there already need not be sent again, however fast it came.
        said_before = [finding for finding in findings.refusals if finding.stands]
        reasons = [self.reason_of(finding) for finding in said_before or findings.refusals]
        wait = 0 if said_before else findings.retry_after
        response = self.shown(429 if wait else 400, *reasons)
        if wait:
            response["Retry-After"] = str(wait)
        return response

    def reason_of(self, finding):
        if finding.read_first:
            return Reason.of(finding)
        return self.reason(finding.reason, finding.stands)

    def reason(self, text, comment):
        """Say why, and lead to the comment it is about when whoever asks may see it."""
        if comment is None:
            return Reason(text)
        if comment.is_published:
            return Reason(text, comment.get_absolute_url(), "It stands here.")
        if comment.author == person_of(self.request):
            return Reason(text, status_address(comment), "See where it stands.")
        return Reason(text)

    def landed(self, comment, *, is_own):
        """Lead to the comment; a key that was seen by others makes nobody its author."""
        if not (is_own or comment.is_published):
            return self.shown(409, Reason("This has arrived; you need not send it again."))
        otherwise = status_address(comment) if is_own else comment.post.get_absolute_url()
        response = self.led_to(landing_of(comment, otherwise))
        if is_own:
            make_known(self.request, response, comment.author)
        return response

    def led_to(self, place):
        if self.piece:
            return HttpResponseClientRedirect(place)
        return HttpResponseRedirect(place, status=303)

    def shown(self, status=200, *reasons, **more):
        self.form.auto_id = f"{self.spot.label}-%s"
        if self.form.has_error("key"):
            self.form.renew_key()
        context = {
            "blog": Blog.objects.current(),
            "form": self.form,
            "spot": self.spot,
            "action": self.spot.action,
            "piece_action": self.spot.piece_action,
            "preview_action": self.spot.preview_action,
            "reasons": reasons,
            "titled": self.piece,
            **more,
        }
        template = "comments/_form.html" if self.piece else "comments/respond.html"
        return render(self.request, template, context, status=status)
