"""Metadata of a post's page: canonical URL, neighbouring pages, structured data with comments."""

from functools import cached_property

from django.urls import reverse

from comments.conversation import SORTS
from comments.rows import PUBLISHED
from posts.plain_text import plain_text

FIRST_ORDER = next(iter(SORTS))
MAX_COMMENTS = 100  # a page may have a thousand; search engines find the others in its text
MAX_CHARACTERS = 500  # characters of each


class PageMetadata:
    """The metadata of a page of a conversation; `site` is where URLs begin."""

    def __init__(self, page, blog, site: str):
        self.page, self.post, self.blog, self.site = page, page.post, blog, site

    @property
    def is_canonical(self) -> bool:
        """Whether search engines should index the page: other orders show the same comments."""
        return self.page.sort == FIRST_ORDER and not self.page.whole

    @property
    def canonical(self) -> str:
        return self._page(self.page.number if self.is_canonical else 1)

    @property
    def previous(self) -> str | None:
        number = self.page.number
        return self._page(number - 1) if self.is_canonical and number > 1 else None

    @property
    def next(self) -> str | None:
        number = self.page.number
        more = self.is_canonical and number < self.page.page_count
        return self._page(number + 1) if more else None

    @property
    def feed(self) -> str:
        return f"{self._url}feed/"

    @cached_property
    def _url(self):
        return self.site + self.post.get_absolute_url()

    def _page(self, number):
        return self._url + (f"?page={number}" if number > 1 else "")

    @cached_property
    def article(self) -> dict:
        """The article in schema.org's terms, with comments on canonical pages."""
        post = self.post
        article = {
            "@context": "https://schema.org",
            "@type": "WebPage" if post.is_page else "BlogPosting",
            "@id": self._url,
            "url": self._url,
            "headline": post.title,
            "description": post.summary,
            "datePublished": self._moment(post.published_at),
            "dateModified": self._moment(post.changed),
            "author": {"@type": "Person", "name": str(post.author)},
            "publisher": {"@type": "Organization", "name": self.blog.name},
            "commentCount": post.comment_count,
        }
        return article | ({"comment": self._comments()} if self.is_canonical else {})

    def _comments(self):
        entries = [entry for entry in self.page.rendered.entries if not entry.is_omission]
        published = [entry for entry in entries if entry.row.status == PUBLISHED][:MAX_COMMENTS]
        urls = {entry.row.pk: self._comment_url(entry.row.pk) for entry in published}
        return [self._comment(entry, urls) for entry in published]

    def _comment(self, entry, urls):
        row, url = entry.row, urls[entry.row.pk]
        texts = [plain_text(text.body_html) for text in (entry.text, *entry.additions)]
        comment = {
            "@type": "Comment",
            "@id": url,
            "url": url,
            "author": {"@type": "Person", "name": row.name},
            "datePublished": self._moment(entry.text.created),
            "text": cut(" ".join(texts)),
        }
        if row.parent_id in urls:
            comment["parentItem"] = {"@id": urls[row.parent_id]}
        return comment

    def _comment_url(self, pk):
        return f"{self.site}{reverse('comments:comment', kwargs={'pk': pk})}"

    def _moment(self, moment):
        return moment.astimezone(self.blog.zone).isoformat(timespec="seconds")


def cut(text: str) -> str:
    return text if len(text) <= MAX_CHARACTERS else f"{text[: MAX_CHARACTERS - 1].rstrip()}…"
