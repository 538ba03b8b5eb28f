"""The form to report a comment, its receipt, and warnings, as readers use them."""

import pytest
from django.core import signing

from accounts.guests import GUEST_COOKIE, HINT_COOKIE
from accounts.models import Person
from comments.models import Comment
from moderation.models import AuthorWarning, Decision, Report, ReportContents
from tests.cast import a_comment, a_post, account, alice, bob, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status
LEGAL = {
    "reason": "illegal",
    "explanation": "It calls for a crime.",
    "location": "https://blog.example/comments/1/",
    "name": "Rosa Reader",
    "email": "rosa@mail.example",
    "in_good_faith": "on",
}


def report(client, comment, partial="", **fields):
    fields = {"reason": "harassment"} | fields
    return client.post(f"/comments/{comment.pk}/report/{partial}", fields)


def text_of(response):
    return response.content.decode()


def test_a_guest_reports_and_lands_on_a_receipt(client):
    comment = a_comment(a_post())
    response = report(client, comment, note="See the second line.", email="g@mail.example")
    filed = Report.objects.get()
    assert response.status_code == 303
    assert response["Location"].startswith("/reports/")
    assert filed.by.user is None and HINT_COOKIE in client.cookies
    assert (filed.contents.note, filed.contents.email) == ("See the second line.", "g@mail.example")
    page = text_of(client.get(response["Location"]))
    assert filed.reference in page and "A moderator will look at it" in page


def test_a_signed_in_reader_reports_as_the_account(client):
    client.force_login(bob())
    report(client, a_comment(a_post()))
    assert Report.objects.get().by == Person.objects.of(bob())


def test_a_second_report_by_one_person_shows_the_first(client):
    comment = a_comment(a_post())
    report(client, comment)
    first = Report.objects.get()
    for response in (client.get(f"/comments/{comment.pk}/report/"), report(client, comment)):
        assert response.status_code == 303
        token = response["Location"].split("/")[2]
        assert Report.objects.by_token(token) == first
    assert Report.objects.count() == 1


def test_a_new_guest_who_clicks_report_twice_is_one_person(client):
    comment = a_comment(a_post())
    people = Person.objects.count()
    client.get(f"/comments/{comment.pk}/report/")
    for _ in range(2):  # the second click comes before the first answer's cookie
        client.cookies.pop(GUEST_COOKIE, None)
        assert report(client, comment).status_code == 303
    assert Report.objects.count() == 1 and Person.objects.count() == people + 1


def test_opening_the_report_form_stores_nothing_and_sets_no_cookie(client):
    comment = a_comment(a_post())
    people = Person.objects.count()
    page = client.get(f"/comments/{comment.pk}/report/")
    assert page.status_code == 200 and HINT_COOKIE not in client.cookies
    assert Person.objects.count() == people and not Report.objects.exists()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.one_database
def test_the_report_form_lists_every_reason_with_an_example(client):
    page = text_of(client.get(f"/comments/{a_comment(a_post()).pk}/report/"))
    for reason in Report.Reason:
        assert f'value="{reason}"' in page and str(reason.label) in page
    assert "false dose" in page


@pytest.mark.one_database
def test_a_partial_report_form_is_answered_with_a_partial(client):
    comment = a_comment(a_post())
    form = text_of(client.get(f"/comments/{comment.pk}/report/form/"))
    assert "<html" not in form and "<form" in form
    wrong = report(client, comment, "form/", reason="nonsense")
    assert wrong.status_code == 400 and "<html" not in text_of(wrong)
    done = report(client, comment, "form/")
    assert done.status_code == 200
    assert Report.objects.get().reference in text_of(done) and "<html" not in text_of(done)


@pytest.mark.one_database
@pytest.mark.parametrize("status", [S.HELD, S.REJECTED, S.REMOVED, S.WITHDRAWN])
def test_a_comment_that_is_gone_cannot_be_reported(client, status):
    comment = a_comment_that_is(status)
    for response in (client.get(f"/comments/{comment.pk}/report/"), report(client, comment)):
        assert response.status_code == 404 and "not there any more" in text_of(response)
    assert not Report.objects.exists()


def test_a_comment_of_an_unpublished_post_cannot_be_reported(client):
    post = a_post()
    comment = a_comment(post)
    post.unpublish()
    assert report(client, comment).status_code == 404


@pytest.mark.one_database
def test_an_author_cannot_open_the_report_form_of_their_comment(client):
    comment = a_comment(a_post())
    client.force_login(alice())
    for response in (client.get(f"/comments/{comment.pk}/report/"), report(client, comment)):
        assert response.status_code == 403 and "your own" in text_of(response)
    assert not Report.objects.exists()


BAD = {
    "no reason": {"reason": ""},
    "an absurd reason": {"reason": "because"},
    "a note too long": {"note": "x" * 2001},
    "a megabyte of note": {"note": "x" * 1_000_000},
    "a NUL byte": {"note": "a\x00b"},
    "no address": {"email": "nobody"},
    "a domain too long in ASCII": {"email": f"a@{'ünö.' * 40}example"},
    "an illegal one without anything": {"reason": "illegal"},
    **{f"an illegal one without {n}": LEGAL | {n: ""} for n in ("explanation", "name", "email")},
    "an illegal one explained invisibly": LEGAL | {"explanation": "\u2060\u2063"},
    "an illegal one by nobody to be seen": LEGAL | {"name": "\u200b"},
    "an illegal one from nowhere": LEGAL | {"location": "javascript:alert(1)"},
    "an illegal one not in good faith": {k: v for k, v in LEGAL.items() if k != "in_good_faith"},
}


@pytest.mark.parametrize(
    "fields",
    [
        fields if name == "a NUL byte" else pytest.param(fields, marks=pytest.mark.one_database)
        for name, fields in BAD.items()
    ],
    ids=BAD,
)
def test_an_invalid_report_is_refused_and_nothing_is_stored(client, fields):
    people = Person.objects.count()
    comment = a_comment(a_post())
    response = report(client, comment, **fields)
    assert response.status_code in (400, 413)
    assert not Report.objects.exists() and Person.objects.count() == people + 1  # alice


def test_a_report_in_broken_utf8_is_refused_and_not_stored(client):
    comment = a_comment(a_post())
    url, kind = f"/comments/{comment.pk}/report/", "application/x-www-form-urlencoded"
    response = client.post(url, b"reason=spam&note=%ff%fe", content_type=kind)
    assert response.status_code == 400 and not Report.objects.exists()


def test_a_refused_report_comes_back_with_what_was_typed(client):
    page = text_of(report(client, a_comment(a_post()), reason="", note="<b>Mind</b> the gap"))
    assert "&lt;b&gt;Mind&lt;/b&gt; the gap" in page and "Please choose a reason." in page


def test_a_legal_notice_is_stored_with_all_that_the_law_asks(client):
    report(client, a_comment(a_post()), **LEGAL)
    notice = Report.objects.get().legal_notice
    assert (notice.explanation, notice.name) == ("It calls for a crime.", "Rosa Reader")
    assert notice.in_good_faith and ReportContents.objects.get().email == "rosa@mail.example"


def test_a_report_of_child_abuse_needs_no_name_in_the_form(client):
    fields = LEGAL | {"name": "", "email": "", "is_about_children": "on"}
    assert report(client, a_comment(a_post()), **fields).status_code == 303
    assert Report.objects.get().legal_notice.is_about_children


def test_an_ordinary_report_stores_no_legal_fields(client):
    report(client, a_comment(a_post()), **LEGAL | {"reason": "spam"})
    assert not hasattr(Report.objects.get(), "legal_notice")


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
def test_too_many_reports_are_refused_with_a_time_to_retry(client):
    client.force_login(bob())
    post = a_post()
    for _ in range(20):
        assert report(client, a_comment(post)).status_code == 303
    response = report(client, a_comment(post))
    assert response.status_code == 429 and 0 < int(response["Retry-After"]) <= 3600
    assert Report.objects.count() == 20
    client.force_login(account("rosa"))
    assert report(client, a_comment(post)).status_code == 303


# The receipt


def receipt_of(filed):
    filed.refresh_from_db()
    return filed.get_absolute_url()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("action", "sentence"), [("remove", "The comment is gone."), ("keep", "The comment stays.")]
)
def test_the_receipt_shows_the_outcome_of_the_report(client, action, sentence):
    comment = a_comment(a_post())
    filed = a_report(comment)
    Decision.objects.take(action, comment, by=mona(), ground=a_rule())
    page = text_of(client.get(receipt_of(filed)))
    assert sentence in page and "mona" not in page.lower()


def test_the_receipt_says_that_the_author_deleted_the_comment(client):
    comment = a_comment(a_post())
    filed = a_report(comment)
    comment.withdraw()
    assert "Its author has deleted the comment" in text_of(client.get(receipt_of(filed)))


def test_a_report_is_withdrawn_only_by_a_post_to_its_receipt(client):
    filed = a_report(a_comment(a_post()))
    url = receipt_of(filed)
    client.get(url)
    assert Report.objects.open().exists()
    assert client.post(url).status_code == 303
    filed.refresh_from_db()
    assert filed.status == "withdrawn"
    assert "You took it back" in text_of(client.get(url))


ERASE = {"action": "erase", "sure": "yes"}


def test_a_reporter_can_erase_their_text_and_the_report_stays(client):
    comment = a_comment(a_post())
    filed = a_report(comment, note="I live next door.", email="rosa@mail.example")
    other = a_report(comment, "rolf", note="Look.", email="rolf@mail.example")
    url = receipt_of(filed)
    assert "Erase my note and e-mail" in text_of(client.get(f"{url}?action=erase"))
    assert ReportContents.objects.get(report=filed).note == "I live next door."
    assert client.post(url, ERASE).status_code == 303
    filed.refresh_from_db()
    assert (filed.contents.note, filed.contents.email) == ("", "")
    assert (filed.status, filed.reason, filed.contents.words) == (
        "open",
        "harassment",
        comment.body,
    )
    assert ReportContents.objects.get(report=other).note == "Look."
    page = text_of(client.get(url))
    assert "<strong>Erased.</strong>" in page and "Erase my note" not in page
    Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    assert "The comment is gone." in text_of(client.get(url))


@pytest.mark.one_database
def test_a_report_without_text_offers_nothing_to_erase(client):
    page = text_of(client.get(receipt_of(a_report(a_comment(a_post())))))
    assert "Erase" not in page


def test_a_legal_notice_is_kept_until_it_is_decided_and_then_erased(client):
    comment = a_comment(a_post())
    report(client, comment, **LEGAL)
    filed = Report.objects.get()
    url = receipt_of(filed)
    page = text_of(client.get(url))
    assert "until it is decided" in page and "Erase my note" not in page
    assert client.post(url, ERASE).status_code == 409
    assert Report.objects.get().legal_notice.explanation == "It calls for a crime."
    Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    assert "Erase my note" in text_of(client.get(url))
    assert client.post(url, ERASE).status_code == 303
    notice = Report.objects.get().legal_notice
    assert (notice.explanation, notice.location, notice.name) == ("", "", "")
    assert (Report.objects.get().contents.email, Report.objects.get().status) == ("", "upheld")


@pytest.mark.one_database
def test_a_receipt_sends_no_referrer_and_is_not_indexed(client):
    response = client.get(a_report(a_comment(a_post())).get_absolute_url())
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]


def test_a_forged_or_expired_receipt_says_what_to_do(client, monkeypatch):
    filed = a_report(a_comment(a_post()))
    forged = client.get(f"/reports/{filed.token[:-2]}xx/")
    assert forged.status_code == 400 and "Copy the whole link again" in text_of(forged)
    other = signing.TimestampSigner(salt="comments.status").sign(filed.pk)
    assert client.get(f"/reports/{other}/").status_code == 400
    monkeypatch.setattr("time.time", lambda: 1)
    old = filed.token
    monkeypatch.undo()
    expired = client.get(f"/reports/{old}/")
    assert expired.status_code == 410 and "report it again" in text_of(expired)


# Warnings


def test_an_author_reads_and_acknowledges_a_warning(client):
    comment = a_comment(a_post())
    decide("warn", comment, by=mona(), ground=a_rule())
    client.force_login(alice())
    page = text_of(client.get("/warnings/"))
    assert a_rule().sentence in page
    warning = AuthorWarning.objects.get()
    assert client.post("/warnings/", {"warning": warning.pk}).status_code == 303
    assert not AuthorWarning.objects.unacknowledged(warning.person).exists()
    assert "You can comment again" in text_of(client.get("/warnings/"))


def test_a_warned_author_must_acknowledge_before_writing_again(client):
    comment = a_comment(a_post())
    decide("warn", comment, by=mona(), ground=a_rule())
    client.force_login(alice())
    url = f"{comment.post.get_absolute_url()}respond/"
    written = {"body": "As I was saying.", "key": "5c9a9f7e-6b0f-4d5e-9f6e-0a4bb2b2f0aa"}
    response = client.post(url, written)
    assert response.status_code in (400, 429) and 'href="/warnings/"' in text_of(response)
    assert "As I was saying." in text_of(response)
    AuthorWarning.objects.get().acknowledge()
    assert "/warnings/" not in text_of(client.post(url, written))


@pytest.mark.parametrize(
    "pk",
    ["9" * 30, *(pytest.param(pk, marks=pytest.mark.one_database) for pk in ("", "x", "0", "-1"))],
)
def test_nobody_can_acknowledge_the_warning_of_another(client, pk):
    comment = a_comment(a_post())
    decide("warn", comment, by=mona(), ground=a_rule())
    client.force_login(bob())
    pk = pk or str(AuthorWarning.objects.get().pk)
    assert client.post("/warnings/", {"warning": pk}).status_code == 404
    assert AuthorWarning.objects.unacknowledged(comment.author).exists()


def test_the_page_of_warnings_is_empty_for_a_stranger(client):
    assert client.get("/warnings/").status_code == 200


def test_erasing_the_text_of_a_report_must_be_confirmed(client):
    report = a_report(a_comment(a_post()), note="It hounds my sister.")
    response = client.post(receipt_of(report), {"action": "erase"})
    assert response.status_code == 400 and "Nothing was erased yet." in response.content.decode()
    report.contents.refresh_from_db()
    assert report.contents.note == "It hounds my sister."
