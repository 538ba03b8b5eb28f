from django.urls import path

from comments.feeds import CommentsFeed, PostCommentsFeed
from comments.views import own_comments, posting, reading
from comments.views.me import me, mine
from posts.cache_headers import kept_briefly
from posts.url_converters import POST

app_name = "comments"
urlpatterns = [
    path("comments/feed/", kept_briefly(CommentsFeed()), name="feed"),
    path(f"{POST}feed/", kept_briefly(PostCommentsFeed()), name="post_feed"),
    path(f"{POST}respond/", posting.respond, name="respond"),
    path(f"{POST}respond/form/", posting.respond, {"piece": True}, name="respond_form"),
    path(f"{POST}respond/preview/", posting.respond, {"preview": True}, name="respond_preview"),
    path("comments/<id:pk>/", reading.comment, name="comment"),
    path("comments/<id:pk>/reply/", posting.reply, name="reply"),
    path("comments/<id:pk>/reply/form/", posting.reply, {"piece": True}, name="reply_form"),
    path("comments/<id:pk>/reply/preview/", posting.reply, {"preview": True}, name="reply_preview"),
    path("comments/<id:pk>/edit/", own_comments.edit, name="edit"),
    path("comments/<id:pk>/edit/form/", own_comments.edit, {"piece": True}),
    path("comments/<id:pk>/withdraw/", own_comments.withdraw, name="withdraw"),
    path("status/<str:token>/", own_comments.status, name="status"),
    path("status/<str:token>/form/", own_comments.status, {"piece": True}),
    path("me/", me, name="me"),
    path("comments/mine/", mine, name="mine"),
    path("comments/<id:pk>/thread/", reading.thread, name="thread"),
]
