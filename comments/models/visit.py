from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from accounts.models import Person
from posts.models import Post

# A return within this time is the same visit: new comments stay marked. visits.js has the same
# number.
SAME_VISIT = timedelta(minutes=30)


class VisitManager(models.Manager):
    def last_seen(self, person, post):
        """Return until when the person had seen the conversation before this visit, or None."""
        visit = self.filter(person=person, post=post).first()
        return visit and visit.boundary

    def record(self, person, post, until):
        """Note that the person has seen everything published up to the moment `until`."""
        now = timezone.now()
        until = min(until, now)
        with transaction.atomic():
            visit, is_new = self.select_for_update().get_or_create(
                person=person, post=post, defaults={"until": until, "updated": now}
            )
            if not is_new:
                visit.since, visit.until = visit.boundary, max(visit.until, until)
                visit.updated = now
                visit.save(update_fields=["since", "until", "updated"])


class Visit(models.Model):
    """How far a person with an account has read the conversation under a post.

    `until` is the moment up to which they have seen it, `since` the same before this visit, and
    `updated` the time of their last request.
    """

    # The constraint below has an index that begins with the person.
    person = models.ForeignKey(Person, models.CASCADE, related_name="visits", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    updated = models.DateTimeField()

    objects = VisitManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "post"], name="one_visit_a_person_and_post")
        ]

    def __str__(self):
        return f"{self.person}: post {self.post_id}, {self.until:%Y-%m-%d %H:%M}"

    @property
    def boundary(self):
        """The moment after which comments are new to the person; None on the first visit."""
        is_same = timezone.now() - self.updated < SAME_VISIT
        return self.since if is_same else self.until
