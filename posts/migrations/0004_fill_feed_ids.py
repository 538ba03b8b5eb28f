"""Give posts and the blog their feed ids: those that readers know, where these can be known.

They were URLs, with the host that each reader asked. Where the settings name one public origin,
that is the one; elsewhere entries get new ids, this once.
"""

from django.conf import settings
from django.db import migrations
from django.urls import reverse

from posts.feed_ids import authority, is_usable, new_id

ROWS_AT_ONCE = 500


def public_origin():
    """Return the site's scheme and host where the settings name just one, else ""."""
    origins = {origin.rstrip("/") for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin}
    if len(origins) == 1:
        return origins.pop()
    hosts = settings.ALLOWED_HOSTS
    if len(hosts) == 1 and hosts[0] == authority():
        scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
        return f"{scheme}://{authority()}"
    return ""


def fill_ids(apps, schema_editor):
    Post, Blog = apps.get_model("posts", "Post"), apps.get_model("posts", "Blog")
    origin = public_origin()
    published = Post.objects.filter(date__isnull=False, feed_id=None)
    if origin and published.exists():
        Blog.objects.update(feed_base=f"{origin}/")
    for post in published.only("date", "slug", "published_at").iterator(ROWS_AT_ONCE):
        path = reverse("posts:post", kwargs={"date": post.date, "slug": post.slug})
        known = f"{origin}{path}"
        feed_id = known if is_usable(known) else new_id(post.published_at)
        Post.objects.filter(pk=post.pk).update(feed_id=feed_id)


class Migration(migrations.Migration):
    atomic = False  # a row at a time: nobody waits for the others

    dependencies = [("posts", "0003_feed_ids")]

    operations = [migrations.RunPython(fill_ids, migrations.RunPython.noop)]
