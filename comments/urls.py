from django.urls import path

from comments.feeds import CommentsFeed, PostCommentsFeed
from comments.views import reading
from posts.addresses import POST
from posts.freshness import kept_briefly

app_name = "comments"
urlpatterns = [
    path("comments/feed/", kept_briefly(CommentsFeed()), name="feed"),
    path(f"{POST}feed/", kept_briefly(PostCommentsFeed()), name="post_feed"),
    path("comments/<id:pk>/", reading.comment, name="comment"),
    path("comments/<id:pk>/thread/", reading.thread, name="thread"),
]
