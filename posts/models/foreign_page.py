"""Pages of other sites that have conversations here."""

from contextlib import suppress

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.foreign_urls import MAX_URL_LENGTH, SiteURL
from posts.models.post import Post
from posts.models.search_entry import PostSearchEntry
from posts.models.site import Site
from posts.tasks import read_foreign_page

MAX_IDENTIFIER_LENGTH = 200


def why_refused(identifier: str) -> str:
    """Return why a page cannot have an identifier, as a sentence, or ""."""
    if len(identifier) > MAX_IDENTIFIER_LENGTH or not (
        identifier == "" or identifier.isprintable()
    ):
        sentence = gettext("The identifier of a page has at most %(most)d printable characters.")
        return sentence % {"most": MAX_IDENTIFIER_LENGTH}
    return ""


class ForeignPageManager(models.Manager):
    def at(self, page: SiteURL, identifier: str = ""):
        """Return the page of a known site with the identifier, or else with the URL, or None.

        A page that has another identifier is another page, even at the same URL.
        """
        which = Q(urls__key=page.key)
        if identifier:
            which = Q(identifier=identifier) | which & Q(identifier=None)
        pages = self.filter(which, site__isnull=False, site__host=page.host)
        pages = pages.select_related("post", "site").order_by("pk").distinct()
        return next(iter(sorted(pages, key=lambda each: each.identifier is None)), None)

    def move(self, post: Post, url: SiteURL, identifier: str | None, title: str):
        """Change the URL of a post's page; the caller holds the lock of its conversation."""
        page = self.filter(post=post).first()
        if page is None:
            page = self.store(post, url, identifier=identifier)
        page.site = Site.objects.filter(host=url.host).order_by("pk").first()
        page.host, page.url, page.identifier = url.host, url.url, identifier
        page.save()
        page.add_urls([url])
        page.show_at(post, title)

    def give(self, post: Post, to: Post):
        """Make the URLs of the page that a post stands for lead to another post.

        That keeps the page that it has. The caller holds the locks of both conversations.
        """
        page = self.filter(post=post).first()
        if page is None:
            return
        known = self.filter(post=to).first()
        if known is None:
            fields = {name: getattr(page, name) for name in ("site", "host", "url", "read_at")}
            known = self.create(post=to, **fields)
        identifier = page.identifier if page.site_id == known.site_id else None
        page.urls.update(page=known)
        page.delete()
        known.take_identifier(identifier)

    def of_entered_site(self, post: Post):
        """Return the page that a post stands for, or None if its site is not known."""
        return self.filter(post=post, site__isnull=False).first()

    def store(self, post: Post, page: SiteURL, *, identifier=None, other_urls=()):
        """Store the page that a post stands for, and those of `other_urls` that no other page has.

        The caller opens the transaction. Raises IntegrityError if the page is known already.
        """
        site = Site.objects.filter(host=page.host).order_by("pk").first()
        fields = {"host": page.host, "url": page.url, "identifier": identifier}
        stored = self.create(post=post, site=site, **fields)
        others = ForeignURL.objects.filter(key=page.key, page__identifier__isnull=False)
        if identifier is None or not others.exists():
            # Raises if the page is known already
            ForeignURL.objects.create(key=page.key, page=stored)
        stored.add_urls([page, *other_urls])
        return stored


class ForeignPage(models.Model):
    """A page of another site, and the post that stands for it here."""

    post = models.OneToOneField(
        Post,
        models.CASCADE,
        primary_key=True,
        related_name="foreign_page",
        verbose_name=_("conversation"),
    )
    # None until an owner has entered the site: an import may come first.
    site = models.ForeignKey(
        Site,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pages",
        editable=False,
        verbose_name=_("site"),
    )
    host = models.CharField(max_length=255, editable=False, db_index=True)
    url = models.CharField(_("URL"), max_length=MAX_URL_LENGTH)
    # Given by the site; it takes precedence over the URL, which may change.
    identifier = models.CharField(
        _("identifier"), max_length=MAX_IDENTIFIER_LENGTH, null=True, blank=True
    )
    # When its title and canonical URL were fetched; None: not yet.
    read_at = models.DateTimeField(null=True, editable=False)

    objects = ForeignPageManager()

    class Meta:
        verbose_name = _("page of another site")
        verbose_name_plural = _("pages of other sites")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "identifier"],
                condition=Q(site__isnull=False, identifier__isnull=False),
                name="one_page_an_identifier",
            )
        ]

    def __str__(self):
        return self.url

    def take_identifier(self, identifier: str):
        """Store the site's identifier for a page that was known only by its URL."""
        if identifier and self.identifier is None:
            self.identifier = identifier
            self.save(update_fields=["identifier"])

    def read_soon(self):
        """Queue a task that fetches its title, after the commit."""
        transaction.on_commit(lambda: read_foreign_page.enqueue(self.pk))

    def take_reading(self, title: str, own_url: SiteURL | None, identifier: str, moment):
        """Store what was read on the page: its title, its canonical URL, and its identifier, unless
        another page has that.
        """
        with Post.objects.locked(self.pk) as post:
            self.read_at = moment
            if own_url:
                self.add_urls([own_url])
            if own_url and self.urls.filter(key=own_url.key).exists():
                self.url = own_url.url
            self.save(update_fields=["read_at", "url"])
            with suppress(IntegrityError), transaction.atomic():
                self.take_identifier("" if why_refused(identifier) else identifier)
            self.show_at(post, title)

    def show_at(self, post: Post, title: str):
        """Set the title of the post that stands for the page, and the link to the page.

        An article of this blog that has the page's conversation keeps its own words.
        """
        if not post.is_elsewhere:
            return
        post.stand_for(self.url, title)
        post.save(update_fields=["title", "body", "body_html"])
        PostSearchEntry.objects.update_for([post])

    def add_urls(self, urls):
        """Make these URLs lead to the page, except those that lead to another one already."""
        keys = {url.key for url in urls}
        rows = [ForeignURL(key=key, page=self) for key in keys]
        ForeignURL.objects.bulk_create(rows, ignore_conflicts=True)


class ForeignURL(models.Model):
    """The key of a URL of a page of another site; a page may have several."""

    key = models.CharField(max_length=MAX_URL_LENGTH, unique=True)
    page = models.ForeignKey(ForeignPage, models.CASCADE, related_name="urls")

    class Meta:
        verbose_name = _("URL of a page of another site")
        verbose_name_plural = _("URLs of pages of other sites")

    def __str__(self):
        return self.key
