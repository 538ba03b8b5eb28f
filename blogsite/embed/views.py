"""The views that only the frame has."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from blogsite.embed.embedding_page import new_post
from posts.models import Blog, Post, Site


def conversation(request, **place):
    """Show the conversation of a post without the post: the page around the frame has it."""
    posts = Post.objects.published_anywhere().select_related("author", "foreign_page")
    post = get_object_or_404(posts.at(**place))
    context = {"blog": Blog.objects.current(), "post": post}
    return render(request, "embed/conversation.html", context)


@require_safe
def new_conversation(request, pk):
    """Show an empty conversation, the same for all pages of a site."""
    post = new_post(get_object_or_404(Site, pk=pk))
    context = {"blog": Blog.objects.current(), "post": post}
    return render(request, "embed/new_conversation.html", context)


def no_conversation(request, reason: str):
    """Say in the frame why a page cannot have a conversation here."""
    context = {"blog": Blog.objects.current(), "reason": reason}
    return render(request, "embed/no_conversation.html", context, status=404)
