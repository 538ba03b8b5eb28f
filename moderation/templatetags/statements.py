from django import template

from moderation.statements import History

register = template.Library()


@register.inclusion_tag("moderation/_statement.html")
def statement(comment, path):
    """Render the decisions on a comment, and its history, for its author.

    `path` is that of the comment's private page; the forms for appeals are below it.
    """
    return {"history": History(comment), "path": path}
