"""A typed text and its derived forms. COMMENT_TEXT and POST_TEXT name these classes."""

from functools import cached_property

from moderation.text.characters import clean_name
from moderation.text.removed import describe_removed
from moderation.text.sanitizing import body_problem, comment_html, post_html, visible_text


class Text(str):
    """The text itself, which is a string, with its HTML and the like, each computed once.

    A form makes the text, and all code on its way to the database uses the same object, so that it
    is sanitized once.
    """

    @classmethod
    def of(cls, body: str, html: str | None = None):
        """Return the body as a text, itself if it is one; `html` is its safe HTML if stored."""
        text = body if isinstance(body, cls) else cls(body)
        if html is not None:
            text.html = html
        return text

    @cached_property
    def html(self) -> str:
        """The safe HTML."""
        raise NotImplementedError

    @cached_property
    def visible(self) -> str:
        """The visible text, on one line; "" if there is none."""
        return visible_text(self.html)

    @cached_property
    def removed(self) -> str:
        """What sanitizing removed, in a sentence for the author; "" for nothing."""
        return describe_removed(self, self.html)


class CommentText(Text):
    """A comment: gentle Markdown and simple HTML."""

    clean_name = staticmethod(clean_name)

    @cached_property
    def html(self) -> str:
        return comment_html(self)

    def problem(self, max_characters: int) -> str | None:
        """Return in one sentence for its author why the text is refused, or None."""
        return body_problem(self, max_characters)


class PostText(Text):
    """An editor's article: HTML."""

    @cached_property
    def html(self) -> str:
        return post_html(self)
