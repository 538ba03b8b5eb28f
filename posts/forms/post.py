import hashlib
import re
from datetime import timedelta
from uuid import uuid4

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import AdminProseEditorWidget

from posts.dates import time_of_day
from posts.forms.author import AuthorField
from posts.models import Blog, Post, Revision, Tag
from posts.models.managers import SLUG_LENGTH
from posts.models.revision import TEXT_FIELDS
from posts.models.tag import key_of
from posts.plain_text import plain_text
from posts.slugs import SlugFormField

# The names of the buttons beside "Save".
STEPS = ("publish", "schedule", "unpublish")

MAX_SCHEDULE_AHEAD = timedelta(days=3650)  # a later date is a typing error
MAX_TAGS = 12
EMBEDDED_ELEMENT = re.compile(r"<(iframe|frame|embed|object|video|audio)\b", re.IGNORECASE)


class PostForm(forms.ModelForm):
    """A post's text and settings, and the change of its status."""

    slug = SlugFormField(
        label=_("URL"),
        required=False,
        max_length=SLUG_LENGTH,
        help_text=_("The last part of the URL; made from the title when left empty."),
    )
    body = forms.CharField(
        label=_("Body"),
        required=False,
        widget=AdminProseEditorWidget(preset="desk", attrs={"rows": 20}),
    )
    tag_names = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=600,
        help_text=_("Separate with commas."),
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "known-tags"}),
    )
    publish_at = forms.SplitDateTimeField(
        label=_("Schedule for"), required=False, widget=AdminSplitDateTime
    )
    # The version of the post that the form was opened with, and the key of its working copy.
    based_on = forms.CharField(label="", widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(label="", widget=forms.HiddenInput, required=False)
    # The digest of the text in the form, if that is the stored text: it shows whether the editor
    # changed it, without sanitizing again.
    body_digest = forms.CharField(label="", widget=forms.HiddenInput, required=False)

    class Meta:
        model = Post
        fields = (
            *(
                "title",
                "slug",
                "author",
                "excerpt",
                "social_description",
                "body",
                "lead_image",
                "is_sticky",
            ),
            *("comment_mode", "commenters", "later_comment_mode", "later_after_days"),
            *("comments_note", "question", "holds_first_comments"),
        )
        field_classes = {"author": AuthorField}
        widgets = {
            "excerpt": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "social_description": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        post = self.instance
        if "author" in self.fields:
            # Staff, and all authors of posts.
            authors = get_user_model().objects.filter(Q(is_staff=True) | Q(posts__isnull=False))
            self.fields["author"].queryset = authors.distinct().order_by("display_name", "username")
        self.initial.setdefault("key", uuid4())
        if post.pk:
            self.initial["based_on"] = post.updated.isoformat()
            self.initial["tag_names"] = ", ".join(tag.name for tag in post.tags.all())
            self.initial["publish_at"] = post.published_at if post.state == "scheduled" else None
        if not self.is_bound:
            # The editor shows the sanitized text, as readers see it.
            self.initial["body"] = Post.sanitize(self.initial.get("body") or "")
            self.initial["body_digest"] = _digest(self.initial["body"])

    def show_copy(self, copy):
        """Fill the form with the text of a working copy in place of the stored text."""
        self.initial |= {name: getattr(copy, name) for name in TEXT_FIELDS}
        self.initial |= {"body": Post.sanitize(copy.body), "body_digest": "", "key": copy.key}

    @property
    def step(self) -> str:
        """Return the name of the button that sent the form: "save" or one of STEPS."""
        return next((step for step in STEPS if f"_{step}" in self.data), "save")

    @property
    def embedded(self) -> list[str]:
        """Return the names of embedded elements in the stored text, which sanitizing hides."""
        return sorted({name.lower() for name in EMBEDDED_ELEMENT.findall(self.instance.body)})

    @property
    def changes_post(self) -> bool:
        """Return whether this valid form changes a stored post; line breaks may differ in kind."""
        stored = Post.objects.get(pk=self.instance.pk)
        if _values(stored) != _values(self.instance):
            return True
        if "tag_names" not in self.cleaned_data:
            return False
        tags = {tag.key for tag in stored.tags.all()}
        return tags != {key_of(name) for name in self.cleaned_data["tag_names"]}

    def clean_title(self):
        title = self.cleaned_data["title"]
        if not Post.visible_text(escape(title)):
            raise forms.ValidationError(gettext("The title has no visible characters."))
        return title

    def clean_tag_names(self):
        names = Tag.objects.names_in(self.cleaned_data["tag_names"])
        if len(names) > MAX_TAGS:
            raise forms.ValidationError(
                gettext("Too many tags: at most %(most)d."), params={"most": MAX_TAGS}
            )
        for name in names:
            if len(name) > Tag.LENGTH:
                raise forms.ValidationError(
                    gettext("“%(name)s” has more than %(most)d characters."),
                    params={"name": name, "most": Tag.LENGTH},
                )
            if not key_of(name):
                raise forms.ValidationError(
                    gettext("One of the tags is empty: it has no visible characters.")
                )
        return names

    def clean_body(self):
        """Return the text, or the stored text unchanged if the editor changed nothing."""
        sent = self.cleaned_data["body"]
        if self._is_unchanged(sent):
            self.initial["body"] = sent
            return self.instance.body
        if frame := EMBEDDED_ELEMENT.search(sent):
            raise forms.ValidationError(
                gettext(
                    "Readers would not see what another site embeds (<%(element)s>)."
                    " Put a link to it in its place."
                ),
                params={"element": frame[1].lower()},
            )
        return sent

    def _is_unchanged(self, sent):
        if digest := self.data.get(self.add_prefix("body_digest")):
            return _digest(sent) == digest
        stored = self.instance.body
        return _normalized(sent) in map(_normalized, (stored, Post.sanitize(stored)))

    def clean(self):
        cleaned = super().clean()
        if "body" in cleaned:
            self.instance.write(cleaned["body"])
        # Under this lock editors save one after the other, so these checks are still true on
        # saving.
        Blog.objects.lock()
        self._check_for_newer_version()
        self._check_is_not_empty(cleaned)
        self._check_publish_at(cleaned.get("publish_at"))
        self._check_url(cleaned)
        self._check_later(cleaned)
        return cleaned

    def _check_for_newer_version(self):
        updated = Post.objects.filter(pk=self.instance.pk).values_list("updated", flat=True).first()
        if updated is None or updated.isoformat() == self.cleaned_data.get("based_on"):
            return
        self.data = self.data.copy()
        # So that saving again overwrites the other version.
        self.data[self.add_prefix("based_on")] = updated.isoformat()
        self.data[self.add_prefix("body_digest")] = ""
        last = Revision.objects.last_of(self.instance)
        message = gettext(
            "%(editor)s saved this post at %(time)s while you were writing. Nothing is lost: your"
            " words are below and not saved yet; theirs are among the revisions. Save again to put"
            " yours in their place."
        )
        editor = (last and last.by) or gettext("Somebody")
        self.add_error(None, message % {"editor": editor, "time": time_of_day(updated)})

    def _check_is_not_empty(self, cleaned):
        """Refuse an empty public post; imported posts may be empty."""
        if "body" not in cleaned:  # refused for another reason
            return
        is_out = self.step == "save" and self.instance.status == Post.Status.PUBLISHED
        if self.instance.origin or not (is_out or self.step in ("publish", "schedule")):
            return
        html = self.instance.body_html
        if not plain_text(html) and "<img" not in html:
            published = gettext(
                "Readers would find an empty page. Write something, place a picture, or unpublish"
                " it."
            )
            unpublished = gettext(
                "Readers would find an empty page. Write something, place a picture, or save it as"
                " a draft."
            )
            self.add_error("body", published if is_out else unpublished)

    def _check_publish_at(self, moment):
        if self.step != "schedule" or self.has_error("publish_at"):
            return
        now = timezone.now()
        if moment is None:
            self.add_error("publish_at", gettext("Say when it should appear."))
        elif moment <= now:
            self.add_error(
                "publish_at", gettext("That moment has passed. Choose a later one, or publish.")
            )
        elif moment > now + MAX_SCHEDULE_AHEAD:
            self.add_error("publish_at", gettext("That is more than ten years ahead."))

    def _check_url(self, cleaned):
        slug = cleaned.get("slug") or ""
        post, blog = self.instance, Blog.objects.current()
        date = post.date
        if not post.has_shown and self.step in ("publish", "schedule"):
            moment = self.cleaned_data.get("publish_at") if self.step == "schedule" else None
            date = blog.date_of(moment or timezone.now())
        if not slug and post.has_shown:
            self.add_error("slug", gettext("A post that readers know needs an address."))
        free = slug and date and Post.objects.free_slug(slug, date, besides=post)
        if free and free != slug:
            message = gettext("Another post of that day is at “%(slug)s”. “%(free)s” is free.")
            self.add_error("slug", message % {"slug": slug, "free": free})

    def _check_later(self, cleaned):
        if bool(cleaned.get("later_comment_mode")) != (cleaned.get("later_after_days") is not None):
            self.add_error(
                "later_after_days", gettext("Say both what happens and from which day, or neither.")
            )


def _digest(text):
    return hashlib.sha256(_normalized(text).encode()).hexdigest()


def _values(post):
    """Return the posted values of a post, with one kind of line breaks."""
    values = model_to_dict(post, [*PostForm.Meta.fields, "page_path"])
    values["body_html"] = post.body_html
    return {
        name: _normalized(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _normalized(text):
    """Return the text, stripped, with a line feed for every line break."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
