"""Import exports of Commento and Commento++.

It is one JSON object: the comments, then their authors. Imported: comments with their places, times
and states, their Markdown, authors' names, e-mail addresses and links. Deleted comments with
replies are stored without text and author, others not at all. Not imported: scores.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from blogsite.transfer.comment_systems.bodies import plain_of_html, typed_of_html, typed_of_markdown
from blogsite.transfer.comment_systems.importer import import_comments
from blogsite.transfer.comment_systems.json_stream import JsonStream
from blogsite.transfer.comment_systems.json_values import Values
from blogsite.transfer.comment_systems.records import MessageRecord, PageRecord
from blogsite.transfer.comment_systems.source import CommentSource, site_name, unpacked
from blogsite.transfer.files import UNKNOWN_VERSION, ImportRefused
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import ImportReport
from blogsite.transfer.wordpress.records import CommentRecord

COMMENT = gettext_noop("comment %(key)s")
COMMENTER = gettext_noop("commenter %(key)s")
NO_COMMENTO = gettext_noop("it has no version, comments or commenters: no Commento export")
STATES = {"approved": "1", "unapproved": "0", "flagged": "0", "spam": "spam"}
NOBODY = "anonymous"
NO_LINK = "undefined"  # Commento's value for none
HTML_MARK = "\x01"  # before a body that is HTML; no text of a file has it


def import_commento(path, *, dry_run=False, stream=None, hosts=()) -> ImportReport:
    """Import the comments of a Commento export, as `import_comments` does."""
    return import_comments(CommentoFile(path), dry_run=dry_run, stream=stream, hosts=hosts)


class CommentoFile(CommentSource):
    """A Commento export: a .json file, or the same as .gz."""

    name = "commento"

    @staticmethod
    def typed_of(body: str) -> str:
        if body.startswith(HTML_MARK):
            return typed_of_html(body[1:])
        return typed_of_markdown(body)

    @staticmethod
    def plain_of(body: str) -> str:
        return plain_of_html(body[1:]) if body.startswith(HTML_MARK) else body

    def records(self) -> Iterator[PageRecord | MessageRecord]:
        """Yield the comments; their authors follow later in the file, so it is read twice."""
        authors = self._authors()
        count = 0
        for name, value, position in self._items():
            self.position = position
            if name == "comments":
                count += 1
                comment = Values(value, Remark(COMMENT, key=str(count)))
                if count == 1 and (domain := comment.text("domain")):
                    self.site = site_name(domain)
                yield from self._records(comment, authors, count)

    def _items(self):
        with unpacked(self.path) as file:
            stream = JsonStream(file)
            for name, value in stream.items():
                yield name, value, stream.position

    def _authors(self):
        """Return the authors by their keys.

        Reads the file to its end, to check that it is complete.
        """
        authors, names, count = {}, set(), 0
        for name, value, _ in self._items():
            names.add(name)
            if name == "version" and (value != 1 or isinstance(value, bool)):
                raise ImportRefused(UNKNOWN_VERSION, version=str(value)[:20], system="Commento")
            if name == "commenters":
                count += 1
                author = Values(value, Remark(COMMENTER, key=str(count)))
                website = author.text("link")
                website = "" if website == NO_LINK else website
                authors[author.key("commenterHex")] = (
                    author.text("name"),
                    author.text("email"),
                    website,
                )
        if "version" not in names or not names & {"comments", "commenters"}:
            raise ImportRefused(NO_COMMENTO)
        return authors

    def _records(self, comment, authors, count):
        url = self._url(comment)
        yield PageRecord(key=url, url=url)
        key = comment.key("commentHex")
        author = comment.text("commenterHex")
        name, email, website = authors.get(author, ("", "", ""))
        parent = comment.text("parentHex")
        markdown, html = comment.text("markdown"), comment.text("html")
        record = CommentRecord(
            line=0,
            id=key,
            author=name or comment.text("commenterName"),
            email=email,
            date_gmt=comment.text("creationDate"),
            body=markdown or (HTML_MARK + html if html else ""),
            approved="deleted" if comment.flag("deleted") else self._state(comment),
            parent="" if parent == "root" else parent,
            user_id="" if author == NOBODY else author,
            website=website,
        )
        score = comment.number("score")
        yield MessageRecord(url, record, likes=max(score, 0), dislikes=max(-score, 0))

    @staticmethod
    def _state(comment):
        state = comment.text("state")
        return STATES.get(state, state or "1")

    @staticmethod
    def _url(comment):
        """Return the URL of the page: newer files have only its path."""
        url = comment.text("url") or comment.text("path")
        if "://" in url:
            return url
        return f"https://{comment.text('domain')}/{url.lstrip('/')}"
