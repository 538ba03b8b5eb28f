"""Every kind of mail in every language of the site."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils.translation import get_language_info

from accounts.languages import has_desk, site_languages
from blogsite.mail_examples import example, example_codes
from moderation.notifying.mails import StaffMail
from posts.models import Blog
from tests.cast import an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MAX_LINE = 78
PLACEHOLDER = re.compile(r"%\(\w+\)|{\w*}")
STYLES = re.compile(r"<style>(.*?)</style>", re.DOTALL)
# What mail programs leave out: layout by these, and sides by the direction of the text.
UNKNOWN_STYLES = re.compile(r"\b(flex|grid|position|float|inline-start|inline-end|var)\b")


@pytest.mark.slow
@pytest.mark.parametrize("language", site_languages())
def test_every_mail_can_be_read_in_every_language(language):
    Blog.objects.update(language=language, name="Ποίηση «և» 詩 – שירה " * 4)
    Blog.objects.current()
    owner = an_owner()
    for code in example_codes():
        mail = example(code, owner)
        message = mail.email().message(policy=default)
        assert_subject_arrives(message, mail.subject)
        for text in (mail.subject, mail.body):
            assert text.strip() and not PLACEHOLDER.search(text), (code, text)
        if mail.html_template:
            own = language if has_desk(language) or not isinstance(mail, StaffMail) else "en"
            assert_shown_alike(message.get_body(("html",)).get_content(), own)


def test_a_line_break_of_unicode_in_a_name_stops_no_mail():
    Blog.objects.update(name="Wind\u2028and\u2029weather\x85")
    Blog.objects.current()
    for code in example_codes():
        example(code, an_owner()).email().message(policy=default)


def assert_subject_arrives(message, subject):
    """Assert that a program that knows ASCII alone passes the subject on, whatever its letters."""
    sent = message.as_bytes()
    head = sent.partition(b"\n\n")[0].decode("ascii")
    lines = head[head.index("Subject: ") :].splitlines()
    folded = [lines[0], *(line for line in lines[1:] if line.startswith(" "))]
    assert max(map(len, folded)) <= MAX_LINE, folded
    assert message_from_bytes(sent, policy=default)["Subject"] == subject


def assert_shown_alike(html, language):
    """Assert that the HTML is in the subset of mail programs, and that its sheet says its side."""
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    assert f'<div class="sheet" lang="{language}" dir="{direction}">' in html
    assert not PLACEHOLDER.search(STYLES.sub("", html))
    (styles,) = STYLES.findall(html)
    assert not UNKNOWN_STYLES.search(styles)
    start, end = ("right", "left") if direction == "rtl" else ("left", "right")
    assert f"border-{start}:" in styles and f"border-{end}:" not in styles
    assert not re.search(r"<(script|link|form|svg|video|iframe)\b", html)
