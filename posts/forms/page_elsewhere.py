from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.foreign_urls import MAX_URL_LENGTH, URLRefused, read_url
from posts.models import ForeignPage, ForeignURL, PageElsewhere
from posts.models.foreign_page import MAX_IDENTIFIER_LENGTH, why_refused


class PageElsewhereForm(forms.ModelForm):
    """The title and the settings of a conversation of another site's page, and the page's URL."""

    url = forms.CharField(
        label=_("URL"),
        max_length=MAX_URL_LENGTH,
        required=False,
        help_text=_("Where the page is. Other URLs under which it is known go on leading here."),
        widget=forms.URLInput(attrs={"class": "vLargeTextField"}),
    )
    identifier = forms.CharField(
        label=_("Identifier"),
        max_length=MAX_IDENTIFIER_LENGTH,
        required=False,
        help_text=_("What its site calls the page (data-identifier). It goes before the URL."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = PageElsewhere
        fields = (
            *("title", "comment_mode", "commenters", "later_comment_mode", "later_after_days"),
            *("comments_note", "holds_first_comments"),
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if page := self.instance.page:
            self.initial = {"url": page.url, "identifier": page.identifier} | self.initial

    def clean_url(self):
        """Return the normalized URL, or None; no other conversation may have it."""
        if not self.cleaned_data["url"]:
            return None
        try:
            url = read_url(self.cleaned_data["url"])
        except URLRefused as refused:
            raise forms.ValidationError(str(refused)) from None
        if ForeignURL.objects.filter(key=url.key).exclude(page=self.instance.pk).exists():
            raise forms.ValidationError(gettext("Another conversation has this URL."))
        return url

    def clean_identifier(self):
        identifier = self.cleaned_data["identifier"]
        if reason := why_refused(identifier):
            raise forms.ValidationError(reason)
        return identifier or None

    def clean(self):
        """Check that a page with an identifier has a URL, and that its identifier is unique."""
        cleaned = super().clean()
        url, identifier = cleaned.get("url"), cleaned.get("identifier")
        if "url" in cleaned and not url and (identifier or self.instance.page):
            self.add_error("url", gettext("A page of another site needs its URL."))
        if url and identifier:
            others = ForeignPage.objects.exclude(pk=self.instance.pk)
            if others.filter(site__host=url.host, identifier=identifier).exists():
                self.add_error("identifier", gettext("Another page of its site has it."))
        return cleaned
