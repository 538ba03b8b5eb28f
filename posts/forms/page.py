from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.forms.post import PostForm
from posts.models import Page, PathRefused
from posts.page_paths import page_path


class PageForm(PostForm):
    """A page's text and settings; it has a path instead of a slug, and no tags."""

    slug = None
    tag_names = None
    page_path = forms.CharField(
        label=_("Path"),
        required=False,
        max_length=500,
        help_text=_(
            "Where the page is: “about”, or “about/team” for a page below another. Made from the"
            " title when left empty. When it changes, the old URL leads to the new one; pages below"
            " it stay where they are."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta(PostForm.Meta):
        model = Page
        fields = tuple(name for name in PostForm.Meta.fields if name != "slug") + ("page_path",)

    def clean_page_path(self):
        return page_path(self.cleaned_data["page_path"]) or None

    def _check_url(self, cleaned):
        if "page_path" not in cleaned:  # refused for another reason
            return
        path, page = cleaned["page_path"], self.instance
        if not path:
            if page.has_shown and self.initial.get("page_path"):
                self.add_error("page_path", gettext("A page that readers know needs a path."))
            return
        try:
            page.check_path(path)
        except PathRefused as refusal:
            self.add_error("page_path", str(refusal))
