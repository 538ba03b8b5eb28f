from django.shortcuts import get_object_or_404, render

from posts.models import Blog, Post


def post(request, **place):
    """Show the post at a date and a slug, or the page at a path."""
    posts = Post.objects.published_anywhere()
    posts = posts.select_related("author__biography__picture", "lead_image")
    post = get_object_or_404(posts.at(**place))
    return render(request, "posts/post.html", {"blog": Blog.objects.current(), "post": post})
