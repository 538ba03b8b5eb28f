"""The keys of sites in the admin: an owner creates one, sees its secret once, and deletes it."""

from django import forms
from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from blogsite.models.signing_key import MAX_KEYS, Algorithm, SigningKey
from posts.models import Site


class SigningKeyForm(forms.ModelForm):
    def clean_site(self):
        site = self.cleaned_data["site"]
        if not SigningKey.objects.has_room(site):
            sentence = gettext("This site has %(most)d keys already. Delete one of them first.")
            raise forms.ValidationError(sentence % {"most": MAX_KEYS})
        return site


@admin.register(SigningKey)
class SigningKeyAdmin(admin.ModelAdmin):
    """The keys with which other sites sign their readers in here, for owners."""

    form = SigningKeyForm
    fields = ("site", "algorithm", "public_key", "confirms_emails")
    list_display = ("site", "algorithm", "created", "confirms_emails")
    list_display_links = ("algorithm",)
    list_filter = ("site",)
    list_select_related = ("site",)
    actions = None  # keys are deleted one at a time, which ends sessions

    def get_readonly_fields(self, request, obj=None):
        return ("site", "algorithm", "public_key") if obj else ()

    def get_changeform_initial_data(self, request):
        """Begin with the site in the link, and with a secret."""
        initial = super().get_changeform_initial_data(request)
        pk = initial.get("site", "")
        is_number = pk.isascii() and pk.isdigit() and len(pk) < 19
        site = Site.objects.filter(pk=pk).first() if is_number else None
        return {"site": site, "algorithm": Algorithm.HS256}

    def response_add(self, request, obj, post_url_continue=None):
        if obj.algorithm == Algorithm.HS256:
            return self._show_secret(request, obj)
        return super().response_add(request, obj, post_url_continue)

    @method_decorator(never_cache)
    def _show_secret(self, request, key):
        context = self.admin_site.each_context(request) | {
            "key": key,
            "title": gettext("The secret"),
        }
        return TemplateResponse(request, "admin/single_sign_on/secret.html", context)
