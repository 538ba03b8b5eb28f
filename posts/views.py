from django.shortcuts import get_object_or_404, render

from posts.models import Blog, Post


def post(request, date, slug):
    posts = Post.objects.published_anywhere().select_related("author", "lead_image")
    post = get_object_or_404(posts, date=date, slug=slug)
    return render(request, "posts/post.html", {"blog": Blog.objects.current(), "post": post})
