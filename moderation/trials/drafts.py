"""A stored comment as the draft that it was, for the rules."""

from copy import copy
from dataclasses import dataclass
from datetime import timedelta

from accounts.models import Person
from comments.draft import Draft
from comments.models import Circumstance, Comment, EarlierVersion
from comments.text import comment_text
from moderation.screening.site import Site
from posts.models import Post

COLUMNS = (
    *("pk", "post", "parent", "author", "name", "network", "body", "body_html", "created"),
    *("edited", "status", "status_since", "erased", "origin", "circumstance", "quiet_days"),
)
# Between the rows of a new guest and of their first comment, stored in one transaction.
SAME_TRANSACTION = timedelta(seconds=5)


class PastDraft(Draft):
    """The draft of a stored comment: its first text, and the circumstances at that time."""

    comment: Comment
    circumstance: Circumstance | None = None

    @property
    def parent_id(self):
        return self.comment.parent_id

    @property
    def network(self) -> str:
        return self.comment.network

    @property
    def is_ipv6(self) -> bool:
        return ":" in self.network

    @property
    def is_by_staff_or_author(self) -> bool:
        """Whether the author was staff, or the post's author; of imported comments, as of today."""
        if self.circumstance:
            return self.circumstance.by_staff
        return super().is_by_staff_or_author

    @property
    def is_first(self) -> bool:
        return bool(self.circumstance and self.circumstance.was_first)

    @property
    def is_by_newcomer(self) -> bool:
        return bool(self.circumstance and self.circumstance.was_newcomer)

    @property
    def quiet_days(self) -> int:
        return self.comment.quiet_days


@dataclass(slots=True)
class PastComment:
    """A stored comment, the main row of its author, and its draft.

    `problem` says why there is no draft: the text is "erased", or its circumstances are "unknown".
    """

    comment: Comment
    author: int
    draft: PastDraft | None = None
    problem: str = ""


class Drafts:
    """Makes the drafts of stored comments, a few hundred at a time."""

    def __init__(self):
        self._circumstances, self._posts, self._sites = {}, {}, {}

    def read(self, keys) -> list[PastComment]:
        """Return comments with their drafts, in the order of their keys."""
        comments = Comment.objects.only(*COLUMNS).in_bulk(keys)
        people = Person.objects.select_related("user", "joined_to__user")
        people = people.in_bulk({comment.author_id for comment in comments.values()})
        self._read_posts(comments.values())
        self._read_circumstances(comments.values())
        texts = self._first_texts(comments.values())
        return [
            self._past_comment(comments[key], people[comments[key].author_id], texts[key])
            for key in keys
            if key in comments
        ]

    def _past_comment(self, comment, person, text):
        past = PastComment(comment, person.main_id)
        circumstance = self._circumstances.get(comment.circumstance_id)
        if comment.erased:
            past.problem = "erased"
        elif text is None or (circumstance is None and comment.origin is None):
            past.problem = "unknown"
        else:
            past.draft = self._draft(comment, person, text, circumstance)
        return past

    def _draft(self, comment, person, text, circumstance):
        if self._was_new_guest(comment, person):
            person = Person()
        draft = PastDraft(
            post=self._post_then(comment.post_id, circumstance),
            person=person,
            name=comment.name,
            body=text,
            now=comment.created,
        )
        draft.comment, draft.circumstance = comment, circumstance
        draft.shared["site"] = self._site(draft)
        return draft

    @staticmethod
    def _was_new_guest(comment, person):
        age = comment.created - person.created
        return person.is_guest and timedelta(0) <= age < SAME_TRANSACTION

    def _read_posts(self, comments):
        missing = {comment.post_id for comment in comments} - self._posts.keys()
        self._posts |= Post.objects.defer("body", "body_html").in_bulk(missing)

    def _read_circumstances(self, comments):
        wanted = {comment.circumstance_id for comment in comments} - {None}
        missing = wanted - self._circumstances.keys()
        self._circumstances |= Circumstance.objects.in_bulk(missing)

    @staticmethod
    def _first_texts(comments):
        """Return the first text of each comment by its key; None if it was erased."""
        texts = {each.pk: comment_text(each.body, each.body_html) for each in comments}
        edited = [comment.pk for comment in comments if comment.edited]
        if edited:
            texts |= dict.fromkeys(edited)
            versions = EarlierVersion.objects.filter(comment__in=edited).order_by("-pk")
            for version in versions:
                texts[version.comment_id] = comment_text(version.body)
        return texts

    def _post_then(self, pk, circumstance):
        """Return a post with the settings that its conversation had then."""
        post = self._posts[pk]
        if circumstance is None:
            return post
        post = copy(post)
        post.comment_mode, post.later_comment_mode = circumstance.comment_mode, ""
        post.commenters = circumstance.commenters
        post.holds_first_comments = circumstance.holds_first_comments
        return post

    def _site(self, draft):
        """Return the current site, read once for each author of posts."""
        author = draft.post.author_id
        if author not in self._sites:
            self._sites[author] = Site.of(draft)
        return self._sites[author]
