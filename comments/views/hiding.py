"""The pages on which a reader hides the comments of a person for themselves."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.guests import person_of, rate_limit_identity, remember, writer_of
from accounts.limits import HIDE
from accounts.own_locale import with_own_locale
from comments.models import Comment, HiddenAuthor
from comments.models.hidden_author import names_nobody
from comments.permalinks import permalink_of
from comments.resubmit import form_view
from posts.models import Blog
from posts.url_converters import positive_int

FORM_KEY = "hide"  # a new guest who clicks quickly is the same person each time


@form_view
def hide(request, pk):
    """Ask the reader whether to hide a comment's author; POST does it (`hide` is "yes")."""
    visible = Comment.objects.visible().select_related("post", "author__user")
    comment = get_object_or_404(visible, pk=pk)
    person = person_of(request)
    context = {
        "blog": Blog.objects.current(),
        "comment": comment,
        "is_own": comment.is_by(person),
        "names_nobody": names_nobody(comment),
        "is_hidden": person is not None and _is_hidden(comment, person),
    }
    is_possible = not (context["is_own"] or context["names_nobody"])
    if request.method != "POST" or request.POST.get("hide") != "yes" or not is_possible:
        status = 200 if request.method != "POST" else 400
        return render(request, "comments/hide.html", context, status=status)
    HIDE.check(**rate_limit_identity(request))
    reader = person or writer_of(request, FORM_KEY)
    if not HiddenAuthor.objects.hide(comment, reader):
        return render(request, "comments/hide.html", context | {"is_full": True}, status=409)
    response = HttpResponseRedirect(permalink_of(comment), status=303)
    remember(request, response, reader)
    return response


def _is_hidden(comment, person):
    return HiddenAuthor.objects.of(person).hiding(comment).exists()


@form_view
@with_own_locale
def hidden(request):
    """Show the hidden authors of this browser or account; POST shows one (`show`) again."""
    person = person_of(request)
    rows = HiddenAuthor.objects.of(person) if person else HiddenAuthor.objects.none()
    if request.method == "POST":
        rows.filter(pk=positive_int(request.POST.get("show", "")) or 0).delete()
        return HttpResponseRedirect(reverse("comments:hidden"), status=303)
    context = {"blog": Blog.objects.current(), "hidden": rows.order_by("-pk")}
    response = render(request, "comments/hidden.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
