from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from blogsite import cached_views, health
from blogsite.accounts import SignIn
from blogsite.metrics import metrics
from blogsite.robots import robots
from blogsite.search.views import search_page
from comments import urls as comment_addresses
from posts import urls as post_addresses
from posts.url_converters import POST

handler404 = "comments.resubmit.not_found"
handler500 = "blogsite.health.failed"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("robots.txt", robots),
    path("admin/", admin.site.urls),
    path("accounts/login/", SignIn.as_view(), name="sign_in"),
    path("accounts/logout/", LogoutView.as_view(), name="sign_out"),
    path("search/", search_page, name="search"),
    # The same addresses as in the apps' own, answered from kept pages.
    path(POST, cached_views.post),
    path(f"{POST}feed/", cached_views.post_comments_feed),
    path("comments/<id:pk>/thread/", cached_views.thread),
    path("comments/feed/", cached_views.comments_feed),
    path("", cached_views.front),
    path("feed/", cached_views.posts_feed),
    path("tags/<post_slug:slug>/", cached_views.tag),
    path("tags/<post_slug:slug>/feed/", cached_views.tag_feed),
    path("authors/<id:pk>/", cached_views.author),
    path("authors/<id:pk>/feed/", cached_views.author_feed),
    path("", include(comment_addresses)),
    path("", include("moderation.urls")),
    path("", include(post_addresses)),
]
