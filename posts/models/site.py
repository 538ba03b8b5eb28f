"""The owner's other sites, which embed conversations of this one."""

import hashlib
import re

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from posts.foreign_urls import host_of_origin
from posts.models.blog import Blog
from posts.models.comment_settings import Commenters, CommentMode

ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,200}(:[1-9][0-9]{0,4})?")
ACCOUNT_ORIGIN = "page author "
MAX_NAME_LENGTH = 60  # of an account's name
AS_HERE = ("", _("As under new posts of this blog"))


class Site(models.Model):
    """Another site of the owner: its pages embed conversations, and may read the API."""

    origin = models.CharField(
        _("origin"),
        max_length=255,
        unique=True,
        help_text=_("Where its pages are, up to the first slash: https://www.example.com"),
    )
    # As in the keys of its pages: without scheme and "www.".
    host = models.CharField(max_length=255, default="", db_default="", editable=False)
    name = models.CharField(
        _("name"),
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text=_("As people call it. Empty: its host."),
    )
    comment_mode = models.CharField(
        _("comments"),
        max_length=20,
        blank=True,
        default="",
        db_default="",
        choices=[AS_HERE, *CommentMode.choices],
        help_text=_("Of pages whose conversation begins from now on."),
    )
    commenters = models.CharField(
        _("who may write"),
        max_length=20,
        blank=True,
        default="",
        db_default="",
        choices=[AS_HERE, *Commenters.choices],
    )
    comments_note = models.CharField(
        _("sentence for readers"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Shown above the comment form; leave empty for the default."),
    )

    class Meta:
        db_table = "blogsite_site"  # its name in the first version
        ordering = ["origin"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        indexes = [models.Index(fields=["host"], name="sites_by_host")]

    def __str__(self):
        return self.name or self.host or self.origin

    def clean(self):
        if not ORIGIN.fullmatch(self.origin) or not host_of_origin(self.origin):
            sentence = gettext("Write it like https://www.example.com: no path, in lower case.")
            raise ValidationError({"origin": sentence})

    def save(self, **kwargs):
        """Save, and adopt the pages of its host that were stored before the site was entered."""
        self.host = host_of_origin(self.origin)
        with transaction.atomic():
            super().save(**kwargs)
            self.account()
            self.pages.exclude(host=self.host).update(site=None)
            self.pages.model.objects.filter(site=None, host=self.host).update(site=self)
            Blog.objects.touch()  # cached answers name the sites that may read them

    def delete(self, **kwargs):
        """Delete the site with its keys, each of which ends the sessions of its readers, and leave
        its pages to another one of its host, or to none.
        """
        with transaction.atomic():
            other = Site.objects.filter(host=self.host).exclude(pk=self.pk).first()
            self.pages.update(site=other)
            for key in self.signing_keys.all():
                key.delete()
            Blog.objects.touch()
            return super().delete(**kwargs)

    def account(self) -> User:
        """Return the account that owns its pages; create it if there is none.

        Nobody can sign in to it. Moderators can be limited to its pages, as to those of an author.
        """
        digest = hashlib.sha256(self.host.encode()).hexdigest()[:32]
        origin = f"{ACCOUNT_ORIGIN}{digest}"  # the same as in imports
        person = Person.objects.select_related("user").filter(origin=origin).first()
        user = person.user if person else None
        if user is None:
            user = User(username=f"site-{digest}")
            user.set_unusable_password()
        name = str(self)[:MAX_NAME_LENGTH]
        if user.display_name != name:
            user.display_name = name
            user.save()
        if person is None:
            Person.objects.create(user=user, origin=origin)
        return user

    @staticmethod
    def accounts():
        """Return the accounts that own pages of other sites."""
        return User.objects.filter(person__origin__startswith=ACCOUNT_ORIGIN)

    def settings_for_a_new_page(self) -> dict:
        """Return the initial conversation settings of a new page, by field name."""
        own = {
            name: getattr(self, name) for name in ("comment_mode", "commenters", "comments_note")
        }
        of_blog = Blog.objects.current().settings_for_a_new_post
        return of_blog | {name: value for name, value in own.items() if value}
