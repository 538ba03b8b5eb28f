"""The page on which somebody subscribes to new posts by mail: all, or those of one author."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import email_field
from accounts.guests import rate_limit_identity
from accounts.limits import FOLLOW
from accounts.mail import outbox
from accounts.models import User
from comments.resubmit import form_view
from posts.models import Blog, Follow, Post
from posts.url_converters import positive_int

ALL, AUTHOR = "all", "author"


class FollowForm(forms.Form):
    """Which posts; and the e-mail address, unless an account has a confirmed one."""

    posts = forms.ChoiceField(label=_("Which posts"), widget=forms.RadioSelect, initial=AUTHOR)
    email = email_field()

    def __init__(self, *args, author, needs_email, **kwargs):
        super().__init__(*args, **kwargs)
        theirs = (AUTHOR, gettext("New posts by %(author)s") % {"author": author})
        self.fields["posts"].choices = [theirs, (ALL, gettext("All new posts"))]
        if not author:
            del self.fields["posts"]
        if not needs_email:
            del self.fields["email"]


@form_view
def follow(request):
    """Show the form, for the posts of `?author=ID` or for all; a POST starts to follow.

    An account is led to the list of its mail. A person who typed an address is told to look there,
    whether or not it follows already.
    """
    author, user = author_of(request), request.user if request.user.is_authenticated else None
    is_known = bool(user and user.confirmed_email)
    form = FollowForm(request.POST or None, author=author, needs_email=not is_known)
    if request.method == "POST":
        FOLLOW.check(**rate_limit_identity(request))
    if form.is_valid():
        followed = author if form.cleaned_data.get("posts") == AUTHOR else None
        if is_known:
            row = Follow.objects.start(followed, user=user)
            outbox.confirm(row.mailbox)  # even if the account's owner stopped all mail before
            return redirect("account_mailbox")
        Follow.objects.start(followed, email=form.cleaned_data["email"])
        return redirect(f"{request.path}?sent=1")
    context = {
        "blog": Blog.objects.current(),
        "form": form,
        "email": user.email if is_known else "",
        "is_sent": "sent" in request.GET and not form.is_bound,
    }
    status = 400 if form.is_bound else 200
    response = render(request, "posts/follow.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def author_of(request):
    """Return the author in `?author=`, None without it; 404 for one without a public post."""
    if "author" not in request.GET:
        return None
    pk = positive_int(request.GET["author"])
    authors = User.objects.filter(pk__in=Post.objects.listed().values("author"))
    author = authors.filter(pk=pk).first()
    if author is None:
        raise Http404
    return author
