"""What the learned screening thinks of a comment is for moderators alone."""

import json
import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client

from accounts.models import Message, Person
from accounts.own_data import write_own_data
from blogsite.transfer.jsonl.writer import export_jsonl
from comments.models import Comment, Finding
from comments.status_links import status_path
from moderation.models import Action, Rule, Screener
from tests.cast import alice, mona
from tests.moderation.deciding import a_rule, decide

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SPAM = "Please visit our great shop and get free prizes today!!!"


@pytest.fixture
def site(trained):
    Rule.objects.create(code="looks_like_spam", state="on")
    return trained


def sent_by(browser, post):
    """Send advertising by its author's browser; return the comment, and what the author reads."""
    url = f"{post.get_absolute_url()}respond/"
    key = uuid4()
    answer = browser.post(url, {"key": key, "name": "Wendela", "body": SPAM}, follow=True)
    return Comment.objects.get(key=key), answer


def texts_of(answers):
    return {answer.request["PATH_INFO"]: answer.content.decode() for answer in answers}


def what_the_author_gets(browser, comment, post):
    """Return all pages, mails and files that the author of a comment can get, by name."""
    url = post.get_absolute_url()
    paths = [
        *(url, status_path(comment), "/comments/mine/", "/accounts/", f"/me/?post={post.pk}"),
        *(f"/posts/{post.pk}/now/", f"{url}feed/", "/comments/feed/", "/feed/", "/sitemap.xml"),
        *("/transparency/", "/transparency.csv", "/transparency.json"),
    ]
    texts = texts_of(browser.get(path, follow=True) for path in paths)
    file = BytesIO()
    write_own_data(file, Person.objects.of(alice()), "Soundoff")
    with ZipFile(file) as archive:
        texts |= {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    texts |= exported_blog()
    mails = Message.objects.all()
    return texts | {f"mail {mail.pk}": json.dumps(mail.__dict__, default=str) for mail in mails}


def exported_blog():
    """Return the file of the whole blog, as it may be given to others."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blog.jsonl"
        export_jsonl(path, with_personal_data=False)
        return {path.name: path.read_text()}


def secrets_of(finding):
    """Return what no page may say of a finding: its spans as marks, its numbers."""
    parameters = finding.parameters
    numbers = [*parameters["weights"], parameters["score"], parameters["threshold"]]
    spans = [f"<mark>{span}</mark>" for span in finding.evidence.splitlines()]
    return [*spans, *map(str, numbers), "is held from", '"weights"', '"score"']


@pytest.mark.parametrize("state", ["held", "rejected", "removed"])
def test_an_author_gets_no_span_score_or_weight_of_a_held_comment(site, state):
    browser, post = Client(), site.posts[0]
    browser.force_login(alice())
    comment, answer = sent_by(browser, post)
    finding = Finding.objects.get(comment=comment, rule="looks_like_spam", verdict="hold")
    assert "It looks like advertising; a moderator looks at it first." in answer.text
    if state == "removed":
        decide(Action.APPROVE, comment, by=mona())
        decide(Action.REMOVE, comment, by=mona(), ground=a_rule("spam"))
    elif state == "rejected":
        decide(Action.REJECT, comment, by=mona(), ground=a_rule("harassment"))
    texts = what_the_author_gets(browser, comment, post) | texts_of([answer])
    assert any(SPAM in text for text in texts.values()), "the author has the own words"
    words = Screener.objects.of("spam").training.words
    for name, text in texts.items():
        visible = without_own_words(text)
        for secret in secrets_of(finding):
            assert not is_in(secret, visible), (name, secret)
        listed = [word for word, weight in words if f"{word} {weight}" in text]
        assert not listed and finding.evidence not in visible, name


def without_own_words(text):
    """Return a text without the words of the comment, and without tokens, keys and times."""
    for own in (SPAM, SPAM.replace("!", "\\u0021")):
        text = text.replace(own, "")
    return re.sub(r"[\w:%-]{20,}", "", text)


def is_in(secret, text):
    if re.fullmatch(r"-?[\d.]+", secret):
        return re.search(rf"(?<![\w.-]){re.escape(secret)}(?![\w.%])", text)
    return secret in text
