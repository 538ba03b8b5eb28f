from django.contrib import admin
from django.urls import include, path

from blogsite import health, reading
from comments import urls as comment_addresses
from posts import urls as post_addresses

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    # The same addresses as in the apps' own, answered from kept pages.
    path("comments/<int:pk>/thread/", reading.thread),
    path("<date:date>/<str:slug>/", reading.post),
    path("", include(comment_addresses)),
    path("", include(post_addresses)),
]
