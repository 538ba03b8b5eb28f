"""Make the documents of posts and comments, from the same rows and entries as the pages."""

import json

from django.http import HttpResponse

from blogsite.api import answer_documents, request_documents
from comments.boxes import INDENT_CAP
from comments.pinned import pinned_comment
from comments.rows import PUBLISHED
from comments.status_links import status_path
from posts.absolute_urls import with_absolute_urls
from posts.dates import iso
from posts.plain_text import plain_text

JSON = "application/json"


def json_response(document, status=200) -> HttpResponse:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type=JSON, status=status)


class Writer:
    """Makes documents with absolute URLs of the site that a request was sent to.

    Times are in the active time zone, as on pages.
    """

    def __init__(self, request):
        self.base = request.build_absolute_uri("/")[:-1]

    def url(self, path: str) -> str:
        """Return the absolute URL of a path."""
        return f"{self.base}{path}"

    def next_url(self, request, cursor: str | None) -> str | None:
        """Return the URL of the next part of a list, with the same parameters."""
        if cursor is None:
            return None
        query = request.GET.copy()
        query["cursor"] = cursor
        query.pop("v", None)
        return self.url(f"{request.path}?{query.urlencode()}")

    # Comments

    def comments(self, entries, *, is_nested: bool) -> list[answer_documents.Comment]:
        """Return the comments of a conversation, in order, or nested in those that they answer."""
        written = [self.conversation_comment(entry) for entry in entries]
        return nested(written) if is_nested else written

    def conversation_comment(self, entry) -> answer_documents.Comment:
        return self.comment(entry) | {"takes_replies": entry.takes_replies}

    def comment(self, entry) -> answer_documents.Comment:
        row = entry.row
        is_shown = row.status == PUBLISHED
        place = {
            "id": row.pk,
            "url": self.url(f"/comments/{row.pk}/"),
            "parent": row.parent_id,
            "level": row.level,
            "number": entry.text.number,
            "status": row.status,
            "reason": "" if is_shown else entry.tombstone,
        }
        return place | (self._shown(entry) if is_shown else NOTHING_SHOWN)

    def _shown(self, entry):
        html = str(entry.html)
        return {
            "author": {"name": entry.name, "mark": entry.mark, "website": entry.website or ""},
            "created": iso(entry.text.created),
            "is_edited": entry.is_edited,
            "is_picked": entry.is_picked,
            "recommendations": entry.text.recommendation_count,
            "html": html,
            "text": plain_text(html),
            "additions": [self._addition(addition) for addition in entry.additions],
        }

    def _addition(self, addition) -> answer_documents.Addition:
        html = addition.body_html
        return {"created": iso(addition.created), "html": html, "text": plain_text(html)}

    def own_comment(self, comment) -> request_documents.OwnComment:
        html = str(comment.html)
        return {
            "id": comment.pk,
            "conversation": comment.post_id,
            "parent": comment.parent_id,
            "url": self.url(comment.get_absolute_url()),
            "status": comment.status,
            "status_text": " ".join(map(str, filter(None, comment.status_texts))),
            "reasons": list(map(str, comment.hold_reasons)) if comment.is_held else [],
            "status_url": self.url(status_path(comment)),
            "created": iso(comment.created),
            "is_editable": comment.is_editable,
            "html": html,
            "text": plain_text(html),
            "left_out": comment.left_out,
        }

    @staticmethod
    def warning(warning) -> request_documents.Warning:
        return {
            "id": warning.pk,
            "comment": warning.decision.comment_id,
            "sentence": warning.decision.sentence,
            "created": iso(warning.created),
        }

    # Posts

    def conversation_summary(self, post) -> answer_documents.ConversationSummary:
        refusal = post.refusal()
        return {
            "id": post.pk,
            "url": self.url(f"{post.get_absolute_url()}#comments"),
            "title": post.title,
            "version": post.version,
            "count": post.comment_count,
            "is_open": not refusal,
            "closed_reason": refusal,
            "takes_guests": post.takes_guests,
            "question": post.question or "",
            "pinned": pinned.pk if (pinned := pinned_comment(post)) else None,
        }

    def post(self, post) -> answer_documents.Post:
        return {
            "id": post.pk,
            "url": self.url(post.get_absolute_url()),
            "title": post.title,
            "author": str(post.author),
            "published": iso(post.published_at),
            "changed": iso(post.changed),
            "tags": [tag.name for tag in post.tags.all()],
            "summary": post.summary,
            "count": post.comment_count,
        }

    def whole_post(self, post) -> answer_documents.WholePost:
        html = with_absolute_urls(post.body_html, self.url(post.get_absolute_url()))
        return self.post(post) | {"html": html, "text": plain_text(html)}


NOTHING_SHOWN = {
    "author": None,
    "created": None,
    "is_edited": False,
    "is_picked": False,
    "recommendations": 0,
    "html": "",
    "text": "",
    "additions": [],
}


def nested(comments) -> list[answer_documents.Comment]:
    """Put each comment into the replies of its parent, no deeper than pages indent.

    JSON parsers have limits of depth, and a chain of replies may be of any length.
    """
    roots, above = [], []
    for comment in comments:
        comment["replies"] = []
        del above[min(comment["level"], INDENT_CAP) :]
        (above[-1]["replies"] if above else roots).append(comment)
        above.append(comment)
    return roots
