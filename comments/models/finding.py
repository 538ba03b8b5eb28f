from django.db import models

from comments.models.comment import Comment


class Finding(models.Model):
    """The verdict of one screening rule on a comment; stored to explain a decision later."""

    class Verdict(models.TextChoices):
        PUBLISH = "publish"
        HOLD = "hold"
        REFUSE = "refuse"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=50)
    version = models.PositiveIntegerField(default=1)
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=300, help_text="The sentence the author reads.")
    evidence = models.TextField(blank=True, help_text="For the moderator.")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["rule", "comment"])]

    # Of refusals, which are never stored.
    retry_after = None  # seconds until the same draft would be accepted
    stands = None  # the comment that has the same text already
    read_first = ""  # the URL of a page to read before trying again

    def __str__(self):
        return f"{self.rule}: {self.verdict}"

    @property
    def is_of_earlier_words(self) -> bool:
        """Whether the comment was changed and screened again since."""
        last_change = self.comment.last_change
        return last_change is not None and self.created < last_change
