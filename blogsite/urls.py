"""The URLs of all apps; cached pages are routed here, all others in their app."""

from django.contrib import admin
from django.urls import include, path

from blogsite import cached_views, health
from blogsite.account.following import follow
from blogsite.embed.script import embed_script
from blogsite.mail_views import mailbox, stop_mail
from blogsite.metrics import metrics
from blogsite.robots import robots
from blogsite.search.views import search_page
from blogsite.webmentions.views import webmention
from comments import urls as comment_urls
from moderation import urls as moderation_urls
from posts import urls as post_urls
from posts.url_converters import PAGE, POST

handler404 = "blogsite.errors.not_found"
handler500 = "blogsite.errors.server_error"

cached_post_urls = [
    path("", cached_views.front, name="list"),
    path(POST, cached_views.post, name="post"),
    path("feed/", cached_views.posts_feed, name="feed"),
    path("tags/<post_slug:slug>/", cached_views.tag, name="tag"),
    path("tags/<post_slug:slug>/feed/", cached_views.tag_feed, name="tag_feed"),
    path("authors/<id:pk>/", cached_views.author, name="author"),
    path("authors/<id:pk>/feed/", cached_views.author_feed, name="author_feed"),
    path("sitemap.xml", cached_views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", cached_views.sitemap_section, name="sitemap_section"),
    path("favicon.ico", cached_views.favicon, name="favicon"),
    path("apple-touch-icon.png", cached_views.touch_icon, name="touch_icon"),
    path("icon-<icon_side:side>.png", cached_views.icon, name="icon"),
]
cached_comment_urls = [
    path(f"{POST}feed/", cached_views.post_comments_feed, name="post_feed"),
    path("comments/<id:pk>/thread/", cached_views.branch, name="branch"),
    path("posts/<id:pk>/now/", cached_views.now, name="now"),
    path("comments/feed/", cached_views.comments_feed, name="feed"),
]
cached_page_urls = [
    path(f"{PAGE}feed/", cached_views.page_comments_feed, name="post_feed"),
    path(PAGE, cached_views.page, name="page"),
]
cached_moderation_urls = [
    path("transparency/", cached_views.transparency, name="transparency"),
    path("transparency.csv", cached_views.transparency_csv, name="transparency_csv"),
    path("transparency.json", cached_views.transparency_json, name="transparency_json"),
]

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("robots.txt", robots),
    path("admin/", admin.site.urls),
    path("accounts/", include("blogsite.account.urls")),
    path("search/", search_page, name="search"),
    path("follow/", follow, name="follow"),
    path("webmention/", webmention, name="webmention"),
    path("embed.js", embed_script, name="embed_script"),
    path("api/", include("blogsite.api.routes")),
    path("mail/<str:token>/", mailbox, name="mailbox"),
    path("mail/<str:token>/stop/", stop_mail, name="stop_mail"),
    path("", include((cached_post_urls + post_urls.urlpatterns, post_urls.app_name))),
    path("", include((cached_comment_urls + comment_urls.urlpatterns, comment_urls.app_name))),
    path(
        "",
        include((cached_moderation_urls + moderation_urls.urlpatterns, moderation_urls.app_name)),
    ),
    # Last: a page may be at any path that is none of these.
    path("", include((comment_urls.page_urls + cached_page_urls, "pages"))),
]
