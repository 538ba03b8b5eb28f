"""URLs of the blog; blogsite/urls.py adds the cached pages: posts, lists, tags, authors, feeds."""

from django.urls import path

import posts.url_converters  # noqa: F401  (registers the converters)
from posts import archives
from posts.cache_headers import revalidated_each_time
from posts.look_views import colours
from posts.media import media
from posts.previews import preview

app_name = "posts"
urlpatterns = [
    path("archive/", revalidated_each_time(archives.archive), name="archive"),
    path("<year:year>/", revalidated_each_time(archives.year), name="year"),
    path("<year:year>/<month:month>/", revalidated_each_time(archives.month), name="month"),
    path("<date:date>/", revalidated_each_time(archives.day), name="day"),
    path("preview/<str:token>/", preview, name="preview"),
    path("media/<image_file:name>", media, name="media"),
    path("look/<colour:light>-<colour:dark>.css", colours, name="colours"),
]
