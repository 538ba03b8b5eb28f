"""The view by which a page's script says how far somebody with an account has read."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.guests import rate_limit_identity
from accounts.limits import VISIT
from accounts.models import Person
from comments.models import Visit
from posts.models import Post
from posts.url_converters import positive_int

EMPTY, BAD_REQUEST, FORBIDDEN, TOO_MANY = 204, 400, 403, 429
MAX_MILLISECONDS = 10**14  # in the year 5138


@never_cache
@require_POST
def record_visit(request):
    """Note until when (`until`, milliseconds since 1970) a post's conversation was seen."""
    if not request.user.is_authenticated:
        return HttpResponse(status=FORBIDDEN)
    pk, until = (positive_int(request.POST.get(name, "")) for name in ("post", "until"))
    if not pk or not until or until > MAX_MILLISECONDS:
        return HttpResponse(status=BAD_REQUEST)
    if wait := VISIT.take(**rate_limit_identity(request)):
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(wait)})
    post = get_object_or_404(Post.objects.published_anywhere().only("pk"), pk=pk)
    moment = datetime.fromtimestamp(until / 1000, UTC)
    Visit.objects.record(Person.objects.of(request.user), post, moment)
    return HttpResponse(status=EMPTY)
