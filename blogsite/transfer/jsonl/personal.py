"""Leave personal data out of a file.

What readers see stays: names beside a post, the blog's texts about its authors, and names beside a
comment that is shown. What readers do not see is empty: e-mail addresses, networks, names of
accounts, the texts of comments that are not shown, of reports, notices, appeals and notes.
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
    """Records without personal data."""

    def __init__(self):
        self.writers = set(Post.objects.values_list("author", flat=True))

    def rows(self, kind, rows):
        """Return the rows of a kind that are in the file."""
        if kind.name in WITHOUT:
            return rows.none()
        if kind.model is Biography:
            return rows.filter(author__in=self.writers)
        if kind.model is Addition:
            return rows.filter(comment__status=Comment.Status.PUBLISHED)
        return rows.exclude(person=None) if kind.name == "ban" else rows

    def record(self, record: dict) -> dict:
        """Return a record without its personal data."""
        record |= EMPTY.get(record["kind"], {})
        if record["kind"] == "comment" and record["status"] != Comment.Status.PUBLISHED:
            record |= HIDDEN
        if record["kind"] == "account":
            record["username"] = f"account-{record['id']}"
            if record["id"] not in self.writers:
                record["display_name"] = f"Account {record['id']}"
        return record
