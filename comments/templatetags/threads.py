from django import template

from comments.threads import Thread

register = template.Library()


@register.inclusion_tag("comments/_thread.html")
def thread(post, blog):
    """Draw the conversation under `post`."""
    return {"post": post, "blog": blog, "thread": Thread(post)}
