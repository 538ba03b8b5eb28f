from django.urls import path

from posts import sitemaps, views
from posts.addresses import POST
from posts.feeds import PostsFeed
from posts.freshness import kept_briefly
from posts.media import media

app_name = "posts"
urlpatterns = [
    path("", views.post_list, name="list"),
    path("feed/", kept_briefly(PostsFeed()), name="feed"),
    path("sitemap.xml", kept_briefly(sitemaps.whole), name="sitemap"),
    path("sitemap-<slug:section>.xml", kept_briefly(sitemaps.section), name="sitemap_section"),
    path("media/<image_file:name>", media, name="media"),
    path(POST, views.post, name="post"),
]
