from django.contrib import admin
from django.urls import include, path

from blogsite import health, reading
from blogsite.robots import robots
from comments import urls as comment_addresses
from posts import urls as post_addresses

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("robots.txt", robots),
    path("admin/", admin.site.urls),
    # The same addresses as in the apps' own, answered from kept pages.
    path("comments/<id:pk>/thread/", reading.thread),
    path("<date:date>/<str:slug>/", reading.post),
    path("", include(comment_addresses)),
    path("", include(post_addresses)),
]
