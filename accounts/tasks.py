"""Tasks about people that run after the response."""

from django.tasks import task

from accounts import privacy
from accounts.models import Person


@task
def forget_guest(pk: int, keeps_comments: bool):
    """Delete the data about a guest who wants to be forgotten."""
    person = Person.objects.guests().filter(pk=pk).first()
    if person:
        privacy.end_person(person, keeps_comments=keeps_comments)
