"""When something goes wrong, the form is shown again with the typed text and the reason."""

import logging
from functools import wraps
from typing import NamedTuple

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import AccountClosed
from comments.form_data import copyable_fields, form_problem, submitted_fields
from comments.forms import CommentForm, WordsForm

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5  # PostgreSQL restarts in less, and people wait that long


class Reason(NamedTuple):
    """Why a form is shown again, and where to read more."""

    text: str
    link: str = ""
    link_label: str = ""

    @classmethod
    def of(cls, refusal):
        """Return the reason of a rule's refusal, with a link to a page to read first."""
        return cls(
            refusal.reason, refusal.read_first, gettext("Read it.") if refusal.read_first else ""
        )


class NoReplyTarget(Http404):
    """The post or the comment to be answered does not exist; the text is worth more than a 404."""

    status = 400


class NotTheAuthor(PermissionDenied):
    """Somebody else wrote the comment, or its author is signed out."""

    status = 403

    def __init__(self):
        super().__init__(
            gettext(
                "This comment belongs to somebody else. If it is yours, you may be signed out, or"
                " in another browser than the one you wrote in: sign in there, and send it again."
            )
        )


def resubmittable(view, render_refusal=None):
    """Make a form's view uncached, and answer every failure with the form and the typed text.

    `render_refusal` takes the request, a status and the reason, and returns the response with the
    form; by default that for a comment.
    """
    render_refusal = render_refusal or resubmit_form

    @wraps(view)
    def safe_view(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            if problem := form_problem(request):
                return render_refusal(request, 400, problem)
            response = view(request, *args, **kwargs)
            # A FormView's response is rendered later, where a failure would lose the text.
            return response.render() if hasattr(response, "render") else response
        except (Http404, NotTheAuthor, AccountClosed) as missing:
            return render_refusal(request, getattr(missing, "status", 404), str(missing))
        except (OperationalError, InterfaceError):
            sentence = gettext("We cannot reach our database just now. Please send it again soon.")
            response = render_refusal(request, 503, sentence)
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return response
        except (PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError):
            raise
        except Exception:
            logger.exception("A text could not be taken: %s", request.path)
            return render_refusal(request, 500, gettext("The fault is ours. Please send it again."))

    safe_view.render_refusal = render_refusal
    return _uncached(safe_view)


def form_view(view):
    """Make a form's view uncached, and refuse requests that are not valid forms."""

    @wraps(view)
    def read(request, *args, **kwargs):
        problem = request.method == "POST" and form_problem(request)
        if not problem:
            return view(request, *args, **kwargs)
        context = {"reason": problem, "typed": copyable_fields(request)}
        return render(request, "400.html", context, status=400)

    return _uncached(read)


def _uncached(view):
    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(view))


def resubmit_form(request, status: int, reason: str):
    """Return a form with the typed text, made from the request alone: the database may be down."""
    typed = submitted_fields(request)
    form = (CommentForm if "key" in typed else WordsForm)(initial=typed, auto_id="again-%s")
    for name in form.fields.keys() - typed.keys():
        del form.fields[name]
    is_partial = request.resolver_match.kwargs.get("is_partial", False)
    url = request.get_full_path()
    path, separator, query = url.partition("?")
    context = {
        "form": form,
        "action": path.removesuffix("form/" if is_partial else "") + separator + query,
        "partial_action": url if is_partial else "",
        "act": typed.get("action", ""),  # what to do with one's own comment: edit, add, …
        "reasons": [Reason(reason)],
    }
    template = "comments/_form.html" if is_partial else "comments/resubmit.html"
    return never_cache(render)(request, template, context, status=status)
