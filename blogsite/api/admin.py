"""The tokens of programs in the admin: created and renewed by their owners, shown once."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from blogsite.account.fresh_sign_in import fresh_sign_in_required
from blogsite.models.api_token import APIToken, Scope

ONE_BUTTON = {"show_save_and_add_another": False, "show_save_and_continue": False}
READ_ONLY = ("user", "prefix", "created", "last_used", "state")


class APITokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=_("May be used to"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = APIToken
        fields = ["name", "scopes", "until"]
        widgets = {"until": forms.DateInput(attrs={"type": "date"})}


@admin.register(APIToken)
class APITokenAdmin(admin.ModelAdmin):
    """Tokens: each acts as the person who created it, so other people can only end it."""

    form = APITokenForm
    list_display = ("name", "button_to_end", "state", "user", "scope_names", "last_used", "until")
    list_select_related = ("user",)
    change_list_template = "admin/api_tokens/list.html"
    change_form_template = "admin/api_tokens/change.html"
    actions = None

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<id:pk>/end/", view(self.end), name="blogsite_apitoken_end"),
            path(
                "<id:pk>/renew/",
                view(fresh_sign_in_required(self.renew)),
                name="blogsite_apitoken_renew",
            ),
            *super().get_urls(),
        ]

    def get_fields(self, request, obj=None):
        own = ("name", "scopes" if self.has_change_permission(request, obj) else "scope_names")
        return (*own, "until", *(READ_ONLY if obj else ()))

    def get_readonly_fields(self, request, obj=None):
        return ("scope_names", *READ_ONLY)

    @admin.display(description=_("may be used to"))
    def scope_names(self, token):
        return ", ".join(token.scopes)

    @admin.display(description=_("now"))
    def state(self, token):
        if token.ended:
            return gettext("Ended")
        return gettext("In use") if token.is_usable else gettext("Over")

    @admin.display(description="")
    def button_to_end(self, token):
        """Return a button that sends the form around the list to the URL that ends the token."""
        if not token.is_usable:
            return ""
        return format_html(
            '<button class="desk__button" formaction="{}/end/" aria-label="{}">{}</button>',
            token.pk,
            gettext("End “%(name)s”") % {"name": token},
            gettext("End"),
        )

    # Permissions

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or (obj.user_id == request.user.pk and obj.is_usable))

    def has_delete_permission(self, request, obj=None):
        return False  # ended tokens stay in the list for a while

    # Actions

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return fresh_sign_in_required(super().add_view)(request, form_url, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        extra_context = ONE_BUTTON | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        obj.user = request.user
        obj.shown_once = obj.renew()

    def response_add(self, request, obj, post_url_continue=None):
        return self._show_secret(request, obj, obj.shown_once)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def renew(self, request, pk):
        """Ask whether to make a new secret; POST makes it."""
        token = get_object_or_404(APIToken, pk=pk)
        if not self.has_change_permission(request, token):
            raise PermissionDenied
        if request.method != "POST":
            return self._answer(request, "renew", gettext("Renew"), token=token)
        with transaction.atomic():
            secret = token.renew()
            self.log_change(request, token, gettext("New secret."))
        return self._show_secret(request, token, secret)

    @method_decorator(require_POST)
    def end(self, request, pk):
        """End a token, also another person's."""
        token = get_object_or_404(APIToken, pk=pk)
        if not super().has_change_permission(request, token):
            raise PermissionDenied
        with transaction.atomic():
            token.end()
            self.log_change(request, token, gettext("Ended."))
        messages.success(request, gettext("“%(name)s” is of no use any more.") % {"name": token})
        return redirect("admin:blogsite_apitoken_changelist")

    @method_decorator(never_cache)
    def _show_secret(self, request, token, secret):
        return self._answer(request, "secret", gettext("The token"), token=token, secret=secret)

    def _answer(self, request, template, title, **context):
        context |= self.admin_site.each_context(request) | {"title": title}
        return TemplateResponse(request, f"admin/api_tokens/{template}.html", context)
