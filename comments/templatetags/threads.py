from django import template
from django.http import Http404

from comments.threads import Asked, NoSuchPage, Thread

register = template.Library()


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def thread(context, post):
    """Draw the page of the conversation under `post` that the request asks for; 404 if there is none."""
    try:
        asked = Asked.by(context["request"].GET)
        conversation = Thread(post, **asked._asdict())
    except NoSuchPage as error:
        raise Http404(str(error)) from None
    return {"post": post, "blog": context["blog"], "thread": conversation}
