from django.urls import path

from comments.views import reading

app_name = "comments"
urlpatterns = [
    path("comments/<int:pk>/", reading.comment, name="comment"),
    path("comments/<int:pk>/thread/", reading.thread, name="thread"),
]
