"""The pages of the sample blog, and its menu."""

import json
from datetime import datetime

from django.conf import settings

from accounts.models import User
from posts.models import Blog, MenuEntry, Page, Revision

FILE = settings.BASE_DIR / "fixtures" / "pages.json"


def add_pages(origin: str):
    """Publish the missing pages, and fill an empty menu with the first of them."""
    sample = json.loads(FILE.read_text())
    by_origin = {f"{origin}page {fields['path']}": fields for fields in sample["pages"]}
    stored = Page.objects.filter(origin__in=by_origin).values_list("origin", flat=True)
    missing = by_origin.keys() - set(stored)
    with Blog.objects.one_version():
        for name in sorted(missing):
            _publish(by_origin[name], name)
        if missing == by_origin.keys():
            _make_menu(sample["menu"])


def _publish(fields, origin):
    author = User.objects.get(username=fields["author"])
    page = Page(
        title=fields["title"],
        excerpt=fields["excerpt"],
        author=author,
        page_path=fields["path"],
        origin=origin,
        comment_mode=fields.get("comment_mode", Page.CommentMode.CLOSED),
    )
    page.write(fields["body"])
    page.publish(at=datetime.fromisoformat(fields["published"]))
    Revision.objects.record(page, by=author)


def _make_menu(entries):
    for fields in entries:
        path = fields.get("page")
        page = Page.objects.get(page_path=path) if path else None
        MenuEntry(**fields | {"page": page}).save()
    blog = Blog.objects.current()
    blog.about_page = Page.objects.get(page_path="about")
    blog.save(update_fields=["about_page"])
