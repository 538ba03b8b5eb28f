"""The search for a person: by name, e-mail address, and words of their comments."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Person
from comments.models import Comment
from comments.staff_search import matching

MAX_AUTHORS = 300  # of the newest comments that match
# How an account is found; by e-mail only with the whole address, so that nobody can guess it letter
# by letter.
ACCOUNT_LOOKUPS = ("display_name__icontains", "username__icontains", "email__iexact")


def people_matching(search: str, scope: Q):
    """Return the people that a search finds, newest first, each with the name they last used.

    With a scope, only the authors of comments in it. A joined guest is listed as the account.
    """
    people = Person.objects.filter(joined_to=None).select_related("user").order_by("-pk")
    own = Comment.objects.filter(scope, author=OuterRef("pk"))
    if scope:
        joined = Comment.objects.filter(scope, author__joined_to=OuterRef("pk"))
        people = people.filter(Exists(own) | Exists(joined))
    if search:
        people = people.filter(Q(pk__in=_authors(search, scope)) | _accounts(search))
    return people.annotate(last_name=Subquery(own.order_by("-created").values("name")[:1]))


def _authors(search, scope):
    """Return the main ids of the authors of the newest comments that match."""
    comments = Comment.objects.filter(scope & matching(search)).order_by("-pk")
    main = Coalesce("author__joined_to", "author")
    return set(comments.values_list(main, flat=True)[:MAX_AUTHORS])


def _accounts(search):
    condition = Q()
    for lookup in ACCOUNT_LOOKUPS:
        condition |= Q(**{f"user__{lookup}": search})
    return condition
