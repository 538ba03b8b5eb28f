from django import template
from django.http import Http404
from django.utils.safestring import SafeString

from comments.conversation import ConversationPage, NoSuchPage, PageQuery
from comments.page_links import PageLinks
from comments.row_formats import html_of

register = template.Library()


def conversation(context, post) -> ConversationPage:
    """Return the requested page of the conversation under `post`.

    All tags of a page share it. Raises Http404 if there is none.
    """
    request = context["request"]
    if not hasattr(request, "conversation"):
        try:
            request.conversation = ConversationPage(post, **PageQuery.by(request.GET)._asdict())
        except NoSuchPage as error:
            raise Http404(str(error)) from None
    return request.conversation


@register.inclusion_tag("comments/_conversation.html", takes_context=True, name="conversation")
def show_conversation(context, post):
    """Render the requested page of the conversation under `post`."""
    page = conversation(context, post)
    return {
        "post": post,
        "blog": context["blog"],
        "conversation": page,
        "links": PageLinks(page),
    }


@register.simple_tag
def entries(rendered) -> SafeString:
    """Render the comments of a page (RenderedEntries), in the active time zone."""
    return SafeString(html_of(rendered))
