"""The daily sheet of editors: the best comments, and questions and corrections."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.text import Truncator

from comments.models import Comment
from moderation.models import ModeratorScope
from moderation.word_lists.word_list import split, words_in
from posts.models import Blog, Post
from posts.plain_text import plain_text

SHEET_SPAN = timedelta(days=1)
MAX_BEST = 10
MAX_READ = 2_000  # comments searched for questions and corrections, the newest
MAX_LISTED = 20  # questions, and as many corrections
EXCERPT_LENGTH = 300  # characters

# At the end of a word, so that the "?" within a URL does not count.
QUESTION = re.compile(r"[?？؟](?=[\s\"'»”’)\]*_?!]|$)")
QUOTED_LINES = re.compile(r"^[^\S\n]*>.*$", re.MULTILINE)
# The newsroom: staff, and the post's author.
BY_NEWSROOM = Q(author__user__is_staff=True) | Q(author__user=F("post__author"))
TO_NEWSROOM = (
    Q(parent=None)
    | Q(parent__author__user__is_staff=True)
    | Q(parent__author__user=F("post__author"))
)


@dataclass
class SheetOfPost:
    """The content of the sheet about the conversation of one post; lists of comments."""

    post: Post
    best: list[Comment] = field(default_factory=list)
    questions: list[Comment] = field(default_factory=list)
    corrections: list[Comment] = field(default_factory=list)


class DailySheet:
    """The comments of the last day that editors should know, within an account's scope.

    The best are those that an editor picked, then the most recommended ones.

    A comment is addressed to the newsroom if a reader answers the post itself, or staff or the
    post's author, and has no answer from them yet. It is a correction if it contains a word for
    mistakes, and else a question if it contains a question mark; quoted lines do not count. This is
    a simple guess: it misses some, and lists some that are neither.
    """

    def __init__(self, user):
        recent = Comment.objects.visible_on_this_blog().filter(
            ModeratorScope.objects.condition_for(user),
            published_at__gt=timezone.now() - SHEET_SPAN,
        )
        self._recent = recent.select_related("post", "author__user")

    @cached_property
    def posts(self) -> list[SheetOfPost]:
        """Return the content by post, the latest post first."""
        sheets = {}
        for name in ("best", "questions", "corrections"):
            for comment in getattr(self, name):
                sheet = sheets.setdefault(comment.post_id, SheetOfPost(comment.post))
                getattr(sheet, name).append(comment)
        return sorted(sheets.values(), key=lambda sheet: sheet.post.published_at, reverse=True)

    @cached_property
    def best(self) -> list[Comment]:
        chosen = self._recent.filter(Q(picked=True) | Q(recommendation_count__gt=0))
        return list(chosen.order_by("-picked", "-recommendation_weight", "pk")[:MAX_BEST])

    @cached_property
    def questions(self) -> list[Comment]:
        return self._said_to_newsroom["question"][:MAX_LISTED]

    @cached_property
    def corrections(self) -> list[Comment]:
        return self._said_to_newsroom["correction"][:MAX_LISTED]

    @cached_property
    def _said_to_newsroom(self) -> dict[str, list[Comment]]:
        """Return the unanswered comments to the newsroom by kind, the newest first."""
        answers = Comment.objects.published().filter(BY_NEWSROOM, parent=OuterRef("pk"))
        unanswered = self._recent.filter(TO_NEWSROOM, ~Exists(answers)).exclude(BY_NEWSROOM)
        corrections, comments = correction_words(), defaultdict(list)
        for comment in unanswered.order_by("-published_at", "-pk")[:MAX_READ]:
            text = QUOTED_LINES.sub("", comment.body)
            if corrections.search(text):
                comments["correction"].append(comment)
            elif QUESTION.search(text):
                comments["question"].append(comment)
        return comments

    def __bool__(self):
        return bool(self.best or self.questions or self.corrections)


def correction_words() -> re.Pattern:
    """Return the pattern of words for mistakes, in the language of the blog."""
    words = words_in(Blog.objects.current().language)
    choices = "|".join(re.escape(word).replace("’", "['’]") for word in split(words.mistakes))
    edge = "" if words.is_unspaced else r"\b"
    return re.compile(rf"{edge}(?:{choices}){edge}", re.IGNORECASE)


def excerpt_of(comment) -> str:
    """Return the beginning of a comment as text."""
    return Truncator(plain_text(comment.body_html)).chars(EXCERPT_LENGTH)
