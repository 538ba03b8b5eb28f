from django.contrib import admin
from django.urls import include, path

from blogsite import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("", include("comments.urls")),
    path("", include("posts.urls")),
]
