from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from blogsite import health, reading
from blogsite.accounts import SignIn
from blogsite.metrics import metrics
from blogsite.robots import robots
from blogsite.searching import search_page
from comments import urls as comment_addresses
from posts import urls as post_addresses
from posts.addresses import POST

handler404 = "comments.views.handing_back.not_found"
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
    path(POST, reading.post),
    path(f"{POST}feed/", reading.post_comments_feed),
    path("comments/<id:pk>/thread/", reading.thread),
    path("comments/feed/", reading.comments_feed),
    path("", reading.front),
    path("feed/", reading.posts_feed),
    path("tags/<post_slug:slug>/", reading.tag),
    path("tags/<post_slug:slug>/feed/", reading.tag_feed),
    path("authors/<id:pk>/", reading.author),
    path("authors/<id:pk>/feed/", reading.author_feed),
    path("", include(comment_addresses)),
    path("", include("moderation.urls")),
    path("", include(post_addresses)),
]
