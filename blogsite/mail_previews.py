"""Previews of each kind of mail, for owners, who can send themselves one as a test."""

from smtplib import (
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.csp import CSP
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guests import rate_limit_identity
from accounts.limits import TEST_MAIL
from accounts.mail.delivery import MailServer
from accounts.mail.errors import DELIVERY_ERRORS, answer_of
from blogsite.mail_examples import example, example_codes
from blogsite.owners import owners_only

FRAMING_CSP = settings.DESK_CSP | {"frame-src": [CSP.SELF]}
# A mail contains its styles; it runs nothing, and sends nothing anywhere.
HTML_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "https:"],
    "frame-ancestors": [CSP.SELF],
    "sandbox": True,
}


def urls(site) -> list:
    """Return the URL patterns of the pages, for the admin site."""

    def page(route, view, name, csp):
        view = csp_override(csp)(site.admin_view(owners_only(view)))
        return path(route, view, {"site": site}, name=name)

    return [
        page("mail/", list_mails, "mails", settings.DESK_CSP),
        page("mail/<slug:code>/", show_mail, "mail", FRAMING_CSP),
        page("mail/<slug:code>/html/", show_html, "mail_html", HTML_CSP),
    ]


@require_safe
def list_mails(request, site):
    """Show the subjects of all kinds of mail."""
    codes = example_codes()
    mails = [(code, example(code, request.user).email().subject) for code in codes]
    context = {"title": gettext("Mail"), "mails": mails, "is_sent": is_sent()}
    return TemplateResponse(request, "admin/mail/list.html", site.each_context(request) | context)


@require_http_methods(["GET", "HEAD", "POST"])
def show_mail(request, site, code):
    """Show one kind of mail; POST sends it to the owner who asks."""
    mail = example_or_404(code, request.user)
    if request.method == "POST":
        TEST_MAIL.check(**rate_limit_identity(request))
        send_test(request, mail)
        return redirect("admin:mail", code)
    email = mail.email()
    context = {
        "title": email.subject,
        "sender": email.from_email,
        "text": email.body,
        "html_link": reverse("admin:mail_html", args=[code]) if email.alternatives else "",
        "recipient": request.user.confirmed_email,
        "is_sent": is_sent(),
    }
    return TemplateResponse(request, "admin/mail/mail.html", site.each_context(request) | context)


@xframe_options_sameorigin
@require_safe
def show_html(request, site, code):
    """Show the HTML of a mail, for a frame."""
    alternatives = example_or_404(code, request.user).email().alternatives
    if not alternatives:
        raise Http404
    return HttpResponse(alternatives[0].content)


def example_or_404(code, owner):
    if code not in example_codes():
        raise Http404
    return example(code, owner)


def is_sent() -> bool:
    """Return whether mail leaves the site; without EMAIL_URL it is written to files."""
    return "filebased" not in settings.MAILERS["default"]["BACKEND"]


def send_test(request, mail):
    """Send a mail to the confirmed address of the person who asks, and report the result."""
    recipient = request.user.confirmed_email
    if not recipient:
        messages.error(request, gettext("Your account has no confirmed e-mail to send it to."))
        return
    email = mail.email()
    email.to = [recipient]
    email.subject = gettext("Test: %(subject)s") % {"subject": email.subject}
    try:
        with MailServer() as server:
            server.send(email)
    except DELIVERY_ERRORS as error:
        sentence = gettext("It was not sent. %(advice)s The answer was: %(answer)s")
        texts = {"advice": advice_about(error), "answer": answer_of(error)}
        messages.error(request, sentence % texts)
        return
    if is_sent():
        sentence = gettext("The mail server took it for %(email)s. Look whether it arrives.")
    else:
        sentence = gettext("It was written to a file, for EMAIL_URL is not set: nothing is sent.")
    messages.success(request, sentence % {"email": recipient})


def advice_about(error) -> str:
    """Return advice for an owner about an error of sending mail."""
    if isinstance(error, SMTPAuthenticationError):
        return gettext("The user name or the password in EMAIL_URL is wrong.")
    if isinstance(error, SMTPSenderRefused):
        return gettext("The server does not send for DEFAULT_FROM_EMAIL: use one that it knows.")
    if isinstance(error, SMTPRecipientsRefused):
        return gettext("The server refuses your e-mail: see whether it sends to other domains.")
    if isinstance(error, SMTPResponseException):
        return gettext("The server did not take it: ask its provider, with the answer below.")
    return gettext("See whether the host, the port and the encryption in EMAIL_URL are right.")
