from django.urls import path

from posts import archives, sitemaps, views
from posts.addresses import POST
from posts.feeds import PostsFeed
from posts.freshness import kept_briefly
from posts.media import media
from posts.previews import preview

app_name = "posts"
urlpatterns = [
    path("", archives.newest, name="list"),
    path("feed/", kept_briefly(PostsFeed()), name="feed"),
    path("sitemap.xml", kept_briefly(sitemaps.whole), name="sitemap"),
    path("sitemap-<slug:section>.xml", kept_briefly(sitemaps.section), name="sitemap_section"),
    path("archive/", archives.archive, name="archive"),
    path("<year:year>/", archives.year, name="year"),
    path("<year:year>/<month:month>/", archives.month, name="month"),
    path("<date:date>/", archives.day, name="day"),
    path("tags/<str:slug>/", archives.tag, name="tag"),
    path("tags/<str:slug>/feed/", kept_briefly(archives.TagFeed()), name="tag_feed"),
    path("authors/<id:pk>/", archives.author, name="author"),
    path("authors/<id:pk>/feed/", kept_briefly(archives.AuthorFeed()), name="author_feed"),
    path("preview/<str:token>/", preview, name="preview"),
    path("media/<image_file:name>", media, name="media"),
    path(POST, views.post, name="post"),
]
