"""URLs of comments; blogsite/urls.py adds the cached pages: feeds and a comment's own page."""

from django.urls import path

from comments.views import own_comments, posting, public, recommending
from comments.views.hiding import hidden, hide
from comments.views.me import me, mine
from comments.views.replies import replies
from comments.views.visits import record_visit
from posts.url_converters import PAGE, POST

app_name = "comments"
urlpatterns = [
    path(f"{POST}respond/", posting.respond, name="respond"),
    path(f"{POST}respond/form/", posting.respond, {"is_partial": True}, name="respond_form"),
    path(f"{POST}respond/preview/", posting.respond, {"preview": True}, name="respond_preview"),
    path("comments/<id:pk>/", public.comment, name="comment"),
    path("posts/<id:pk>/old-comments/<id:number>/", public.old_comment, name="old_comment"),
    path("comments/<id:pk>/reply/", posting.reply, name="reply"),
    path("comments/<id:pk>/reply/form/", posting.reply, {"is_partial": True}, name="reply_form"),
    path("comments/<id:pk>/reply/preview/", posting.reply, {"preview": True}, name="reply_preview"),
    path("comments/<id:pk>/recommend/", recommending.recommend, name="recommend"),
    path(
        "comments/<id:pk>/recommend/form/",
        recommending.recommend,
        {"is_partial": True},
        name="recommend_form",
    ),
    path("comments/<id:pk>/edit/", own_comments.edit, name="edit"),
    path("comments/<id:pk>/edit/form/", own_comments.edit, {"is_partial": True}, name="edit_form"),
    path("comments/<id:pk>/withdraw/", own_comments.withdraw, name="withdraw"),
    path("status/<str:token>/", own_comments.status, name="status"),
    path("status/<str:token>/form/", own_comments.status, {"is_partial": True}, name="status_form"),
    path("me/", me, name="me"),
    path("me/seen/", record_visit, name="record_visit"),
    path("comments/mine/", mine, name="mine"),
    path("comments/hidden/", hidden, name="hidden"),
    path("comments/<id:pk>/hide/", hide, name="hide"),
    path("comments/replies/", replies, name="replies"),
]
# The last URLs: blogsite/urls.py puts them beside the cached pages of this blog.
page_urls = [
    path(f"{PAGE}respond/", posting.respond, name="respond"),
    path(f"{PAGE}respond/form/", posting.respond, {"is_partial": True}, name="respond_form"),
    path(f"{PAGE}respond/preview/", posting.respond, {"preview": True}, name="respond_preview"),
]
