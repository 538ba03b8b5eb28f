"""What a file without personal data lacks.

What readers see stays: names beside a post, what the blog says about its authors, and names beside
a comment that is shown.
Everything that readers do not see of somebody is empty: e-mails, networks, names of accounts, the
texts of comments that are not shown, of reports, notices, appeals and notes.
"""

from blogsite.transfer.jsonl.schema import personal_kinds
from comments.models import Addition, Comment
from posts.models import Biography, Post

WITHOUT = set(personal_kinds())
EMPTY = {
    "account": {"email": None, "time_zone": "", "language": ""},
    "person": {"origin": None},
    "comment": {"email": "", "website": "", "ip": None, "network": ""},
    "finding": {"evidence": "", "parameters": {}},
    "recommendation": {"network": ""},
    "report": {"network": ""},
    "report_contents": {"words": "", "note": "", "email": ""},
    "appeal": {"text": "", "words": ""},
    "ban": {"email": "", "network": ""},
}
HIDDEN = {"name": "", "body": ""}  # of a comment that readers do not see


class Impersonal:
    """Records as they are in a file without personal data."""

    def __init__(self):
        self.writers = set(Post.objects.values_list("author", flat=True))

    def rows(self, kind, rows):
        """Return the rows of a kind that the file has."""
        if kind.name in WITHOUT:
            return rows.none()
        if kind.model is Biography:
            return rows.filter(author__in=self.writers)
        if kind.model is Addition:
            return rows.filter(comment__status=Comment.Status.PUBLISHED)
        return rows.exclude(person=None) if kind.name == "ban" else rows

    def record(self, record: dict) -> dict:
        """Return a record without what is personal in it."""
        record |= EMPTY.get(record["kind"], {})
        if record["kind"] == "comment" and record["status"] != Comment.Status.PUBLISHED:
            record |= HIDDEN
        if record["kind"] == "account":
            record["username"] = f"account-{record['id']}"
            if record["id"] not in self.writers:
                record["display_name"] = f"Account {record['id']}"
        return record
