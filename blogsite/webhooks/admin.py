"""Webhooks in the admin: the secret, shown once, the log, and sending again."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Message
from blogsite.models.webhook import Event, Webhook

LOG_LENGTH = 100


class WebhookForm(forms.ModelForm):
    events = forms.MultipleChoiceField(
        label=_("Events"), choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Webhook
        fields = ["url", "events", "with_personal_data", "is_active"]


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin):
    """The receivers of events, for owners."""

    form = WebhookForm
    list_display = ("url", "event_names", "is_active", "last_message", "with_personal_data")
    change_form_template = "admin/webhooks/change.html"
    actions = None

    def get_queryset(self, request):
        own = Message.objects.filter(webhook=OuterRef("pk")).order_by("-pk")
        return (
            super().get_queryset(request).annotate(last_status=Subquery(own.values("status")[:1]))
        )

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<id:pk>/log/", view(self.log), name="blogsite_webhook_log"),
            path("<id:pk>/secret/", view(self.new_secret), name="blogsite_webhook_secret"),
            path("<id:pk>/test/", view(self.send_test), name="blogsite_webhook_test"),
            path("<id:pk>/again/<id:message>/", view(self.again), name="blogsite_webhook_again"),
            *super().get_urls(),
        ]

    @admin.display(description=_("events"))
    def event_names(self, webhook):
        return ", ".join(webhook.events)

    @admin.display(description=_("last message"))
    def last_message(self, webhook):
        """Return what has become of it: “Failed” says that nobody took it for five days."""
        return Message.Status(webhook.last_status).label if webhook.last_status else "–"

    def response_add(self, request, obj, post_url_continue=None):
        return self._show_secret(request, obj)

    @method_decorator(require_POST)
    def new_secret(self, request, pk):
        """Make a new secret; the earlier one no longer works."""
        webhook = self._webhook(request, pk)
        with transaction.atomic():
            webhook.renew_secret()
            self.log_change(request, webhook, gettext("New secret."))
        return self._show_secret(request, webhook)

    @method_decorator(never_cache)
    def _show_secret(self, request, webhook):
        return self._answer(request, "secret", gettext("The secret"), webhook=webhook)

    @method_decorator(require_safe)
    def log(self, request, pk):
        """Show the latest messages, sent and waiting."""
        webhook = self._webhook(request, pk)
        sent = webhook.messages.order_by("-pk")[:LOG_LENGTH]
        return self._answer(request, "log", gettext("Messages"), webhook=webhook, sent=sent)

    @method_decorator(require_POST)
    def again(self, request, pk, message):
        """Send a message once more, under the same id."""
        webhook = self._webhook(request, pk)
        get_object_or_404(webhook.messages, pk=message).send_again()
        messages.success(request, gettext("It is sent again within seconds."))
        return redirect("admin:blogsite_webhook_log", webhook.pk)

    @method_decorator(require_POST)
    def send_test(self, request, pk):
        """Send a message by which an owner sees whether the receiver takes it."""
        webhook = self._webhook(request, pk)
        webhook.send_test()
        messages.success(request, gettext("It is sent within seconds. Then load this page again."))
        return redirect("admin:blogsite_webhook_log", webhook.pk)

    def _webhook(self, request, pk):
        webhook = get_object_or_404(Webhook, pk=pk)
        if not self.has_change_permission(request, webhook):
            raise PermissionDenied
        return webhook

    def _answer(self, request, template, title, **context):
        context |= self.admin_site.each_context(request) | {"title": title}
        return TemplateResponse(request, f"admin/webhooks/{template}.html", context)
