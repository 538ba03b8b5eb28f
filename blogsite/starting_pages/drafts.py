"""Drafts of the pages that most blogs need: made once, never published automatically."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from blogsite.starting_pages import browser_stores
from blogsite.starting_pages.licences import packages
from blogsite.starting_pages.privacy import held_data
from moderation.models import HouseRuleVersion
from moderation.models.appealable import APPEAL_PERIOD
from posts.models import Blog, Page, Revision
from posts.models.comment_settings import CommentMode

ORIGIN = "starting page "  # followed by its code: the starting page that a page was made from


def no_context() -> dict:
    return {}


def privacy_context() -> dict:
    return {
        "held": held_data(),
        "cookies": browser_stores.COOKIES,
        "stores": browser_stores.READERS,
        "staff_stores": browser_stores.STAFF,
        "remote_check": settings.REMOTE_CHECK_URL,
    }


def moderation_context() -> dict:
    rules = HouseRuleVersion.objects.in_force().on_blog()
    return {"rules": list(rules), "appeal_days": APPEAL_PERIOD.days}


def licences_context() -> dict:
    return {"packages": packages()}


@dataclass(frozen=True)
class StartingPage:
    """A page that a new blog may need; the template `starting_pages/CODE.html` has its text."""

    code: str
    path: str
    title: str
    purpose: str
    context: Callable[[], dict] = no_context

    @property
    def origin(self) -> str:
        return f"{ORIGIN}{self.code}"

    def body(self) -> str:
        """Return its text in the active language, as HTML."""
        html = render_to_string(f"starting_pages/{self.code}.html", self.context())
        return re.sub(r"\s*\n\s*", "\n", html).strip()


STARTING_PAGES = [
    StartingPage(
        "imprint",
        _("imprint"),
        _("Imprint"),
        _("Who is behind the blog and how to reach them. Many countries ask for it."),
    ),
    StartingPage(
        "privacy",
        _("privacy"),
        _("Privacy"),
        _("What this blog holds about people, for how long, and which cookies it sets."),
        privacy_context,
    ),
    StartingPage(
        "accessibility",
        _("accessibility"),
        _("Accessibility"),
        _("How far people with disabilities can use the blog, and whom to tell of a barrier."),
    ),
    StartingPage(
        "moderation",
        _("how-we-moderate"),
        _("How we moderate"),
        _("What articles 12 and 14 of the Digital Services Act ask for, from how this site works."),
        moderation_context,
    ),
    StartingPage(
        "licences",
        _("licences"),
        _("Third-party licences"),
        _("The software that this site runs on, from what is installed."),
        licences_context,
    ),
]


def made_pages() -> dict[str, Page]:
    """Return the pages that were made from starting pages, by code."""
    pages = Page.objects.filter(origin__startswith=ORIGIN)
    return {page.origin.removeprefix(ORIGIN): page for page in pages}


def make_drafts(codes, *, by) -> list[Page]:
    """Store the missing drafts of the starting pages with these codes; return them."""
    with Blog.objects.one_version():
        Blog.objects.lock()
        made = made_pages()
        wanted = [page for page in STARTING_PAGES if page.code in codes and page.code not in made]
        with translation.override(Blog.objects.current().language):
            return [_store(page, by) for page in wanted]


def _store(starting_page, by) -> Page:
    page = Page(
        title=str(starting_page.title),
        author=by,
        page_path=Page.objects.free_page_path(str(starting_page.path)),
        origin=starting_page.origin,
        comment_mode=CommentMode.CLOSED,
    )
    page.write(starting_page.body())
    page.save()
    Revision.objects.record(page, by=by)
    return page
