"""Read an export's data about its site: its identity, name, language and numbers."""

from urllib.parse import urlsplit

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_noop

from accounts.languages import site_languages
from blogsite.transfer.people import digest
from blogsite.transfer.remarks import Remark
from moderation.text.sanitizing import visible_text
from posts.models import Blog
from posts.models.blog import DEFAULT_LANGUAGE

MAX_SITE_LENGTH = 120  # with the longest id it still fits into an origin
MIN_ROOM = 1000  # ids
AS_IN_THE_EXPORT = gettext_noop("Settings of this blog as in the export, because it has no posts")
CHANGE = gettext_noop("%(what)s: %(old)s, now %(new)s")
GUESSED_ZONE = gettext_noop("time zone, guessed from the times of its posts")  # it names none
MAX_COMMENT_ID = 10**15  # higher ones cannot be a site's count


def first_comment_id(last_old_id: int) -> int:
    """Return the lowest id for comments of an export whose highest is `last_old_id`.

    New ids are above the old ones, with room for those of a newer export, so that the number in a
    link to a comment of an imported post is only one of them.
    """
    if not 0 < last_old_id < MAX_COMMENT_ID:
        return 0
    return last_old_id + max(last_old_id, MIN_ROOM)


def site_of(channel, file_name: str) -> str:
    """Return the exported site's URL without its scheme, else the file name, as its identity."""
    for url in (channel.base_blog_url, channel.link):
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.netloc:
            site = f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
            return site if len(site) <= MAX_SITE_LENGTH else digest(site)
    return file_name if len(file_name) <= MAX_SITE_LENGTH else digest(file_name)


def fill_new_blog(blog, channel, zone: str | None, report):
    """Set a blog without posts to the site's name, description, language and time zone, unless set.

    A short description, as most are, is the tagline. A new language or time zone is reported. The
    caller saves.
    """
    old = blog.language, blog.time_zone
    name = visible_text(channel.title)
    if name and blog.name == Blog.DEFAULT_NAME:
        blog.name = name[: Blog._meta.get_field("name").max_length]
        description = visible_text(channel.description)
        if len(description) <= Blog._meta.get_field("tagline").max_length:
            blog.tagline = blog.tagline or description
        else:
            blog.about = blog.about or description
    if blog.time_zone in ("UTC", settings.TIME_ZONE):
        blog.time_zone = zone or blog.time_zone
    if blog.language == DEFAULT_LANGUAGE:
        blog.language = language_of(channel.language) or blog.language
    _report_changes(blog, *old, report)


def _report_changes(blog, language, zone, report):
    if blog.language != language:
        names = [Remark(LANG_INFO[code]["name"]) for code in (language, blog.language)]
        report.note(AS_IN_THE_EXPORT, Remark(CHANGE, what=Remark("language"), **_pair(*names)))
    if blog.time_zone != zone:
        zones = _pair(zone, blog.time_zone)
        report.note(AS_IN_THE_EXPORT, Remark(CHANGE, what=Remark(GUESSED_ZONE), **zones))


def _pair(old, new):
    return {"old": old, "new": new}


def language_of(tag: str) -> str | None:
    """Return the blog's language for a BCP 47 tag: "de-DE" is "de", "pt-BR" "pt-br".

    None is one in which the site has no sentences: pages would be a mixture of two languages.
    """
    tag, languages = tag.lower(), site_languages()
    return next((name for name in (tag, tag.partition("-")[0]) if name in languages), None)
