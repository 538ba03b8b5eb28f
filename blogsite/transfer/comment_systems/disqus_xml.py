"""Read Disqus's XML exports as a stream, as untrusted input.

It has categories, then threads (pages), then posts (comments), as siblings, each with an id in an
attribute. Messages are HTML.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from blogsite.transfer.comment_systems.records import MessageRecord, PageRecord
from blogsite.transfer.files import ExportFile
from blogsite.transfer.remarks import Remark
from blogsite.transfer.wordpress.records import CommentRecord
from blogsite.transfer.xml_stream import NOT_OF_SYSTEM, OTHER_XML, XmlStream

# Disqus's own addresses, for users without one.
NO_EMAIL = "disqus.net"
TRUE = "true"

RECORDS = {"thread", "post"}
FIELDS = {
    "thread": {"id", "forum", "link", "title", "isClosed", "isDeleted"},
    "post": {
        *("id", "message", "createdAt", "isDeleted", "isSpam", "isApproved", "ipAddress"),
        *("likes", "dislikes"),
    },
    "author": {"name", "email", "username", "link", "url", "isAnonymous"},
}
REFERENCES = {"thread", "parent"}  # of a post, by the id of another record


def records(export: ExportFile) -> Iterator[PageRecord | MessageRecord | str]:
    """Yield the pages and comments of a file, and the name of its forum once it is known.

    Raise ImportRefused, with the line, if it is broken, cut off, or not a Disqus export.
    """
    return _Reader(export).records()


class _Reader(XmlStream):
    """Reads the records of a Disqus export; its elements are four deep."""

    system = "Disqus"

    def __init__(self, export):
        super().__init__(export)
        self.values = {}  # of the open record
        self.forum = ""

    def _start(self, name, attributes):
        name = name.rpartition(":")[2]
        self._open_element(name)
        depth = len(self.path)
        if depth == 1 and name != "disqus":
            what = Remark(OTHER_XML, name=name[:50])
            self._refuse(NOT_OF_SYSTEM, what=what, system=self.system)
        if depth == 2:
            self.values = {"key": id_of(attributes), "line": self._line()}
        elif self._field():
            self._begin_text()
        elif depth == 3 and self.path[1] == "post" and name in REFERENCES:
            self.values[name] = id_of(attributes)

    def _field(self) -> str:
        """Return the field's name if the open element is one, else ""."""
        if len(self.path) < 3:
            return ""
        _, record, *names = self.path
        if len(names) == 1 and names[0] in FIELDS.get(record, ()):
            return names[0]
        is_of_author = record == "post" and len(names) == 2 and names[0] == "author"
        return f"author {names[1]}" if is_of_author and names[1] in FIELDS["author"] else ""

    def _end(self, name):
        if self.text is not None and (field := self._field()):
            self.values.setdefault(field, self._end_text().strip())
        self.path.pop()
        if len(self.path) == 1:
            self._close_record(name.rpartition(":")[2])
        if not self.path:
            self._complete()

    def _close_record(self, name):
        if name not in RECORDS:
            return
        if not self.values["key"]:
            self._refuse(gettext_noop("a %(kind)s has no id"), kind=name)
        if name == "post":
            self.ready.append(message_of(self.values))
            return
        if not self.forum and (forum := self.values.get("forum")):
            self.forum = forum
            self.ready.append(forum)
        self.ready.append(page_of(self.values))


def id_of(attributes: dict) -> str:
    """Return the id of a record, with any namespace prefix."""
    return next(
        (v.strip() for name, v in attributes.items() if name.rpartition(":")[2] == "id"), ""
    )


def page_of(values: dict) -> PageRecord:
    """Return the page of a thread. WordPress's plugin names it "12 https://blog.example/?p=12"."""
    return PageRecord(
        key=values["key"],
        url=values.get("link", ""),
        title=values.get("title", ""),
        other_url=values.get("id", "").rpartition(" ")[2],
        is_closed=values.get("isClosed") == TRUE,
        is_deleted=values.get("isDeleted") == TRUE,
    )


def message_of(values: dict) -> MessageRecord:
    """Return the comment of a post. One that came from WordPress has "wp_id=7" as id."""
    author = {name.partition(" ")[2]: v for name, v in values.items() if name.startswith("author ")}
    email = author.get("email", "")
    domain = email.rpartition("@")[2].lower()
    comment = CommentRecord(
        line=values["line"],
        id=values["key"],
        author=author.get("name") or author.get("username", ""),
        email="" if domain == NO_EMAIL or domain.endswith(f".{NO_EMAIL}") else email,
        ip=values.get("ipAddress", ""),
        date_gmt=values.get("createdAt", ""),
        body=values.get("message", ""),
        approved=state_of(values),
        parent=values.get("parent", ""),
        user_id=author.get("username", ""),
        website=author.get("link") or author.get("url", ""),
    )
    wordpress_id = values.get("id", "")
    is_number = wordpress_id.startswith("wp_id=") and wordpress_id[6:].isdecimal()
    return MessageRecord(
        page=values.get("thread", ""),
        comment=comment,
        wordpress_id=wordpress_id[6:] if is_number else "",
        likes=count_of(values.get("likes", "")),
        dislikes=count_of(values.get("dislikes", "")),
    )


def state_of(values: dict) -> str:
    """Return the state of a post in WordPress's terms. Spam is often deleted, too."""
    if values.get("isSpam") == TRUE:
        return "spam"
    if values.get("isDeleted") == TRUE:
        return "deleted"
    return "0" if values.get("isApproved") == "false" else "1"


def count_of(text: str) -> int:
    """Return a number of votes; 0 if it is not a number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
