from django.urls import path, register_converter

from posts import views
from posts.addresses import DateConverter

register_converter(DateConverter, "date")

app_name = "posts"
urlpatterns = [
    path("", views.post_list, name="list"),
    path("<date:date>/<str:slug>/", views.post, name="post"),
]
