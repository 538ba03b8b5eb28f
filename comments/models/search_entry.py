from django.db import models

from posts.models.search_entry import SearchEntry
from posts.plain_text import plain_text


class CommentSearchEntry(SearchEntry):
    """The terms of a comment with its additions.

    Staff can also find it by name, by e-mail address, and by typed text that readers do not see.
    """

    INDEX = "search_comments"
    HAS_COMMON_TERMS = True

    comment = models.OneToOneField(
        "comments.Comment", models.CASCADE, primary_key=True, related_name="search_entry"
    )

    @classmethod
    def items(cls):
        return super().items().prefetch_related("additions")

    @classmethod
    def terms_of(cls, comment) -> str:
        bodies = [text.body for text in comment.texts]
        visible = [plain_text(text.body_html) for text in comment.texts]
        # Most texts are shown as they were typed, and need not be split into words twice.
        typed = [
            body
            for body, text in zip(bodies, visible, strict=True)
            if body != text and " ".join(body.split()) != text
        ]
        staff = " ".join([comment.name, comment.email, *typed])
        return cls.joined(" ".join(visible), staff)
