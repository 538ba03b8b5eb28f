"""Convert comments of other comment systems into comments of the blog."""

import re
from html import unescape

from django.utils.translation import gettext_noop

from blogsite.transfer.comment_systems.staged import StagedComments
from blogsite.transfer.people import MAX_NAME_LENGTH, ImportedPeople
from blogsite.transfer.wordpress.comments import BATCH_SIZE, ImportedComment, ImportedComments
from comments.models import Comment
from moderation.text.characters import clean_text
from moderation.text.markdown import plain_paragraphs
from moderation.text.sanitizing import clean_name, visible_text

COMPARED_CHARACTERS = 60
SIGNS = re.compile(r"[\W_]+")
SHOWN_PLAIN = gettext_noop("comment too long or too deep for its markup")
OF_WORDPRESS = "wordpress "  # the beginning of origins
# Before an id that is a complete origin: that of a comment from another import.
FOREIGN = "\0"  # no id of a file has it


class Visitors(ImportedPeople):
    """The guests of a comment system, identified by their account there, else by their name."""

    def _guest_origin(self, guest):
        if guest.user_id and not guest.email:
            guest = guest._replace(name=f"account {guest.user_id}")
        return super()._guest_origin(guest)


class MovedComments(ImportedComments):
    """A converter of the comments of a `source`."""

    def __init__(self, origin, dates, report, source):
        super().__init__(origin, dates, report)
        self.source = source

    def stored_ids(self, ids) -> set[str]:
        """Return the ids among these that are stored."""
        origins = {self.origin(id): id for id in ids}
        return {origins[origin] for origin in self._stored(origins)}

    def foreign_ids(self, staged: StagedComments, post) -> dict[str, str]:
        """Return, by the file's ids, the ids of the post's comments that came from another import.

        A comment that was in WordPress has its number there. Otherwise the same name, second and
        first words identify a comment.
        """
        site = (post.origin or "").rpartition(" ")[0]
        others = self._others_on(post) if post.pk else {}
        own = self.stored_ids(record.id for _, record in staged)
        origins = {}
        for _, record, wordpress_id in staged.with_wordpress_ids():
            if record.id in own:
                continue
            if wordpress_id and site.startswith(OF_WORDPRESS):
                origins[record.id] = f"{site} {wordpress_id}"
            elif others and (origin := others.get(self._sameness(record))):
                origins[record.id] = origin
        return {id: f"{FOREIGN}{origin}" for id, origin in origins.items()}

    def _others_on(self, post):
        """Return the origins of comments from other imports, by what identifies them."""
        imported = Comment.objects.on(post).exclude(origin=None)
        others = imported.exclude(origin__startswith=self.origin(""))
        values = others.values_list("created", "name", "body_html", "origin")
        return {
            (int(created.timestamp()), name, first_words(html)): origin
            for created, name, html, origin in values.iterator(chunk_size=BATCH_SIZE)
        }

    def _sameness(self, record):
        date = self.dates.parse(record.date_gmt, "")
        name = clean_name(unescape(record.author))[:MAX_NAME_LENGTH].strip() or "Anonymous"
        return (int(date.timestamp()) if date else None, name, first_words(record.body))

    def _comment(self, record, outline):
        if record.approved == "deleted":
            return self._tombstone(record, outline)
        body = record.body
        record.body = self.source.typed_of(body)
        comment = super()._comment(record, outline)
        if is_shown_as_source(comment):
            comment.write(self.source.plain_of(body))
            self.report.changed[SHOWN_PLAIN] += 1
        return comment

    def _tombstone(self, record, outline):
        """Return a deleted comment: its text and author are not stored."""
        comment = ImportedComment(
            status=outline.status,
            created=outline.created,
            published_at=outline.created,
            erased=outline.created,
            origin=self._origin_of(record),
        )
        comment.write("")
        return comment


def first_words(markup: str) -> str:
    """Return the first letters and digits of a text, enough to tell it from others."""
    return SIGNS.sub("", visible_text(markup)).lower()[:COMPARED_CHARACTERS]


def is_shown_as_source(comment) -> bool:
    """Return whether a comment contains markup that readers would see as source text."""
    has_markup = "<" in comment.body or "&#" in comment.body
    return has_markup and comment.body_html == plain_paragraphs(clean_text(comment.body))
