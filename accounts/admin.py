from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db import transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.email_domain import validate_domain
from accounts.mail.outbox import Draft, queue
from accounts.models import Invitation, User
from accounts.models.invitation import MAX_INVITATIONS_A_DAY


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name")}),
        (_("Contact"), {"fields": ("email",)}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    *("username", "display_name"),
                    *("usable_password", "password1", "password2"),
                ),
            },
        ),
    )
    list_display = ("display_name", "email", "username", "is_staff", "is_active")
    search_fields = ("username", "display_name", "email")

    def save_model(self, request, obj, form, change):
        """Save; an e-mail address that staff enter for an account counts as confirmed."""
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            obj.confirm_email()


# The roles that owners may give in invitations; a superuser may give any.
ROLES = ["Editors", "Moderators"]


class InvitationForm(forms.ModelForm):
    """Whom to invite, and with which role."""

    def clean_email(self):
        email = self.cleaned_data["email"]
        validate_domain(email)
        return email

    def clean(self):
        cleaned = super().clean()
        if Invitation.objects.of_today().count() >= MAX_INVITATIONS_A_DAY:
            raise forms.ValidationError(
                gettext("Enough people were invited today. Please go on tomorrow.")
            )
        return cleaned


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Invitations by mail; owners send and revoke them, and nobody edits one."""

    form = InvitationForm
    fields = ("email", "role")
    list_display = ("email", "role", "state", "by", "created", "accepted_by")
    list_select_related = ("role", "by", "accepted_by")
    search_fields = ("email",)
    actions = ["revoke"]

    @admin.display(description=_("now"))
    def state(self, invitation):
        return invitation.state

    @admin.action(description=_("Revoke: the link works no more"), permissions=["change"])
    def revoke(self, request, invitations):
        count = invitations.revoke()
        sentence = ngettext(
            "%(count)s invitation was revoked.", "%(count)s invitations were revoked.", count
        )
        messages.success(request, sentence % {"count": count})

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        Invitation.objects.load_messages(changelist.result_list)
        return changelist

    def get_readonly_fields(self, request, obj=None):
        return ("email", "role", "state", "by", "created", "accepted_by") if obj else ()

    def get_fields(self, request, obj=None):
        return self.get_readonly_fields(request, obj) or self.fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer no role with more rights than the person who invites has."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "role" and not request.user.is_superuser:
            field.queryset = field.queryset.filter(name__in=ROLES)
        return field

    def save_model(self, request, obj, form, change):
        """Send a new invitation; one that is sent does not change."""
        if not change:
            obj.by = request.user
            with transaction.atomic():
                obj.store()
                queue([Draft("invitation", obj.email, {"invitation": obj.pk})])

    def response_add(self, request, obj, **kwargs):
        """Warn, beside the success, when the address takes no mail: nobody will get the link."""
        if obj.is_suppressed:
            messages.warning(request, gettext("Not sent: this e-mail takes no mail from here."))
        return super().response_add(request, obj, **kwargs)

    def has_delete_permission(self, request, obj=None):
        return False
