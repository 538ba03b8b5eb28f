from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from posts.models import Blog, Post

POSTS_A_PAGE = 20


def post_list(request):
    posts = Post.objects.published().newest_first().select_related("author")
    pages = Paginator(posts, POSTS_A_PAGE)
    number = request.GET.get("page", "1")
    if not number.isascii() or not number.isdecimal() or int(number[:9]) not in pages.page_range:
        raise Http404("There is no such page.")
    context = {"blog": Blog.objects.current(), "page": pages.page(int(number[:9]))}
    return render(request, "posts/list.html", context)


def post(request, date, slug):
    posts = Post.objects.published().select_related("author")
    post = get_object_or_404(posts, date=date, slug=slug)
    return render(request, "posts/post.html", {"blog": Blog.objects.current(), "post": post})
