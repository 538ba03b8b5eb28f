from django import template

from moderation.statements import History

register = template.Library()


@register.inclusion_tag("moderation/_statement.html")
def statement(comment, path):
    """Render for its author what was decided about a comment, and its history.

    `path` is that of the comment's private page, below which appeals are made.
    """
    return {"history": History(comment), "path": path}
