from django.urls import path

from posts import archives, sitemaps, views
from posts.cache_headers import asked_each_time, kept_briefly
from posts.feeds import PostsFeed
from posts.media import media
from posts.previews import preview
from posts.url_converters import POST

app_name = "posts"
urlpatterns = [
    path("", asked_each_time(archives.newest), name="list"),
    path("feed/", kept_briefly(PostsFeed()), name="feed"),
    path("sitemap.xml", kept_briefly(sitemaps.whole), name="sitemap"),
    path("sitemap-<slug:section>.xml", kept_briefly(sitemaps.section), name="sitemap_section"),
    path("archive/", asked_each_time(archives.archive), name="archive"),
    path("<year:year>/", asked_each_time(archives.year), name="year"),
    path("<year:year>/<month:month>/", asked_each_time(archives.month), name="month"),
    path("<date:date>/", asked_each_time(archives.day), name="day"),
    path("tags/<post_slug:slug>/", asked_each_time(archives.tag), name="tag"),
    path("tags/<post_slug:slug>/feed/", kept_briefly(archives.TagFeed()), name="tag_feed"),
    path("authors/<id:pk>/", asked_each_time(archives.author), name="author"),
    path("authors/<id:pk>/feed/", kept_briefly(archives.AuthorFeed()), name="author_feed"),
    path("preview/<str:token>/", preview, name="preview"),
    path("media/<image_file:name>", media, name="media"),
    path(POST, views.post, name="post"),
]
