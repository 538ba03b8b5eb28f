"""The URLs under /accounts/, with django-allauth's names for its pages."""

from allauth.account import views
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp.views import deactivate_totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts.limits import ACCOUNT_MAIL, DOWNLOAD, LINK, SIGN_IN, SIGN_UP
from blogsite.account.accounts_elsewhere import allows_providers, begin, finish
from blogsite.account.allauth_pages import account_page
from blogsite.account.closing import cancel_closing, close_account, confirm_closing
from blogsite.account.guest_data import guest_data
from blogsite.account.invitations import invitation, open_invitation
from blogsite.account.joining import join_guest
from blogsite.account.overview import overview, own_mailbox
from blogsite.account.own_data import own_data
from blogsite.account.own_language import change_language
from blogsite.account.passkey_sign_up import MakePasskey, SignUpByPasskey
from blogsite.account.renaming import change_name
from blogsite.account.second_factor import (
    AddApp,
    AddPasskey,
    PasskeySignIn,
    RecoveryCodes,
    RemovePasskey,
    SecondFactor,
    ShowPasskey,
    TypeCode,
)
from blogsite.account.sessions import sessions
from blogsite.account.sign_in import (
    ChangeEmail,
    ConfirmCode,
    ConfirmEmail,
    RequestCode,
    SignIn,
    SignOut,
    SignUp,
)
from blogsite.account.time_zones import change_time_zone
from blogsite.single_sign_on.window import window

sign_in = allows_providers(account_page(SignIn.as_view(), SIGN_IN, checks_password=True))
GITHUB = {"provider_id": "github"}
guest_data_page = account_page(guest_data, DOWNLOAD)
join_guest_page = account_page(join_guest)
sign_out = account_page(SignOut.as_view())

urlpatterns = [
    path("", account_page(overview), name="account_overview"),
    path("mail/", account_page(own_mailbox), name="account_mailbox"),
    path("name/", account_page(change_name), name="account_name"),
    path("time-zone/", account_page(change_time_zone), name="account_time_zone"),
    path("language/", account_page(change_language), name="account_language"),
    path("data/", account_page(own_data, DOWNLOAD), name="account_data"),
    path("close/", account_page(close_account, ACCOUNT_MAIL), name="account_close"),
    path("close/cancel/", account_page(cancel_closing), name="account_cancel_closing"),
    path(
        "close/confirm/<str:token>/",
        account_page(confirm_closing, LINK),
        name="account_confirm_closing",
    ),
    path("window/", account_page(window, SIGN_IN), name="account_window"),
    path("sessions/", account_page(sessions), name="account_sessions"),
    path("login/", sign_in, name="account_login"),
    path("login/", sign_in, name="sign_in"),
    path(
        "login/code/",
        account_page(RequestCode.as_view(), ACCOUNT_MAIL),
        name="account_request_login_code",
    ),
    path(
        "login/code/confirm/",
        account_page(ConfirmCode.as_view(), SIGN_IN),
        name="account_confirm_login_code",
    ),
    path("github/login/callback/", account_page(finish), GITHUB, name="github_callback"),
    path("<slug:provider_id>/login/", account_page(begin, SIGN_IN), name="openid_connect_login"),
    path(
        "<slug:provider_id>/login/callback/",
        account_page(finish),
        name="openid_connect_callback",
    ),
    path("logout/", sign_out, name="account_logout"),
    path("logout/", sign_out, name="sign_out"),
    path("guest/", join_guest_page, name="account_guest"),
    path("guest/data/", guest_data_page, name="account_guest_data"),
    path(
        "invitation/",
        account_page(invitation, SIGN_UP, checks_password=True),
        name="account_invitation",
    ),
    path(
        "invitation/<str:token>/",
        account_page(open_invitation),
        name="account_open_invitation",
    ),
    path("inactive/", account_page(views.account_inactive), name="account_inactive"),
    path(
        "signup/",
        account_page(SignUp.as_view(), SIGN_UP, checks_password=True),
        name="account_signup",
    ),
    path(
        "signup/passkey/",
        account_page(SignUpByPasskey.as_view(), SIGN_UP),
        name="account_signup_by_passkey",
    ),
    path(
        "signup/passkey/new/",
        account_page(MakePasskey.as_view(), SIGN_IN),
        name="mfa_signup_webauthn",
    ),
    path(
        "confirm-email/",
        account_page(views.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        account_page(ConfirmEmail.as_view(), LINK),
        name="account_confirm_email",
    ),
    path(
        "second-factor/",
        account_page(SecondFactor.as_view()),
        name="mfa_index",
    ),
    path(
        "second-factor/app/",
        account_page(AddApp.as_view(), SIGN_IN),
        name="mfa_activate_totp",
    ),
    path(
        "second-factor/app/remove/",
        account_page(deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "second-factor/recovery/",
        account_page(RecoveryCodes.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/recovery/new/",
        account_page(generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/passkey/",
        account_page(AddPasskey.as_view(), SIGN_IN),
        name="mfa_add_webauthn",
    ),
    path(
        "second-factor/passkey/<int:pk>/remove/",
        account_page(RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "login/passkey/",
        account_page(PasskeySignIn.as_view(), SIGN_IN),
        name="mfa_login_webauthn",
    ),
    path(
        "login/second-factor/",
        account_page(TypeCode.as_view()),
        name="mfa_authenticate",
    ),
    path("email/", account_page(ChangeEmail.as_view(), ACCOUNT_MAIL), name="account_email"),
    path(
        "reauthenticate/",
        account_page(views.reauthenticate, SIGN_IN, checks_password=True),
        name="account_reauthenticate",
    ),
    path(
        "reauthenticate/passkey/",
        account_page(ShowPasskey.as_view(), SIGN_IN),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "password/change/",
        account_page(views.password_change, SIGN_IN, checks_password=True),
        name="account_change_password",
    ),
    # An account without a password sets one by the link in a mail, as after forgetting it.
    path(
        "password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path(
        "password/reset/",
        account_page(views.password_reset, ACCOUNT_MAIL),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        account_page(views.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "password/reset/key/done/",
        account_page(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_page(views.password_reset_from_key, LINK, checks_password=True),
        name="account_reset_password_from_key",
    ),
]
