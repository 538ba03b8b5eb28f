"""The replies to a person's comments, and which of them are new to that person."""

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from accounts.models import Person
from comments.models import Comment, HiddenAuthor, Visit


def replies_to(person):
    """Return the visible replies to a person, the latest first, without hidden authors.

    Each has `is_new`: the person has read neither the conversation nor the list of replies since.
    """
    own = person.same_author_ids()
    main = Person.objects.filter(pk=person.main_id)
    visits = Visit.objects.filter(person=person.main_id, post=OuterRef("post"))
    is_read = Q(list_read__gte=F("published_at")) | Q(visited__gte=F("published_at"))
    return (
        Comment.objects.visible()
        .filter(parent__author__in=own)
        .exclude(author__in=own)
        .exclude(HiddenAuthor.objects.of(person).hides_comment())
        .annotate(
            list_read=Subquery(main.values("replies_read")),
            visited=Subquery(visits.values("until")),
            is_new=Case(When(is_read, then=Value(False)), default=Value(True)),
        )
        .order_by("-published_at", "-pk")
    )


def mark_as_read(person, moment):
    """Note that a person has read the replies to them up to a moment."""
    is_earlier = Q(replies_read=None) | Q(replies_read__lt=moment)
    Person.objects.filter(is_earlier, pk=person.main_id).update(replies_read=moment)
