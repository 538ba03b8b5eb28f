"""Posting a comment: what is stored, what is refused, and that no text is lost."""

import re
import uuid
from datetime import timedelta
from html import escape
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person
from comments.models import Comment
from comments.permalinks import fresh_permalink_of
from moderation.models import Rule
from posts.models import Post
from tests.cast import a_comment, a_post, alice, edda

pytestmark = pytest.mark.django_db


def filled(**fields):
    """Return what a guest's browser sends; None leaves a field out."""
    typed = {
        "name": "Wendela Achterberg",
        "email": "wendela@mail.example",
        "body": "The first frost came on the ninth here.",
        "key": str(uuid.uuid4()),
    } | fields
    return {name: value for name, value in typed.items() if value is not None}


def respond(client, post, **fields):
    return client.post(f"{post.get_absolute_url()}respond/", filled(**fields))


def reply(client, parent, **fields):
    return client.post(f"/comments/{parent.pk}/reply/", filled(**fields))


def text_of(response):
    return response.content.decode()


# Where it goes


def test_a_guest_is_redirected_to_the_published_comment(client):
    post = a_post()
    response = respond(client, post)
    comment = Comment.objects.get()
    post.refresh_from_db()
    assert response.status_code == 303
    assert response["Location"] == (
        f"{post.get_absolute_url()}?v={post.version}#comment-{comment.pk}"
    )
    assert (comment.name, comment.email) == ("Wendela Achterberg", "wendela@mail.example")
    assert (comment.status, comment.number, post.comment_count) == ("published", 1, 1)
    assert comment.body_html in text_of(client.get(response["Location"]))


@pytest.mark.one_database
def test_a_reply_is_shown_below_the_comment_it_answers(client):
    parent = a_comment(a_post())
    assert reply(client, parent).status_code == 303
    assert Comment.objects.get(parent=parent).level == 1


def test_a_signed_in_author_is_shown_under_the_accounts_name(client):
    client.force_login(alice())
    respond(client, a_post(), name="Somebody else", email="else@mail.example")
    comment = Comment.objects.get()
    assert (comment.name, comment.author) == ("Alice", Person.objects.of(alice()))


def test_the_redirect_leads_to_a_later_page_of_the_conversation(client):
    post = a_post()
    for _ in range(50):
        a_comment(post)
    place = urlsplit(respond(client, post)["Location"])
    assert "page=2" in place.query


def test_the_redirect_leads_to_the_thread_where_the_page_is_cut(client):
    post = a_post()
    root = a_comment(post)
    for _ in range(25):
        a_comment(post, parent=root)
    answer = Comment.objects.get(lft__lt=root.lft + 2, parent=root)
    response = reply(client, root)
    stored = Comment.objects.latest("pk")
    assert answer.pk and response["Location"].startswith(f"/comments/{stored.pk}/thread/?v=")


def test_a_held_comment_redirects_to_its_status_page_with_a_reason(client):
    response = respond(client, a_post(), body="See https://a.example/ and https://b.example/ too.")
    comment = Comment.objects.get()
    assert (response.status_code, comment.status) == (303, "held")
    assert comment.findings.get().rule == "many_links"
    assert response["Location"].startswith("/status/")
    assert "It has 2 links; a moderator looks at it first." in text_of(
        client.get(response["Location"])
    )


def test_the_body_of_a_comment_is_stored_as_typed(client):
    body = "  Two  blanks,\r\n\r\n<b>bold</b><script>alert(1)</script>\t\r\n"
    respond(client, a_post(), body=body)
    comment = Comment.objects.get()
    assert comment.body == body
    assert "<script" not in comment.body_html


@pytest.mark.one_database
def test_only_the_response_to_a_post_sets_the_guest_cookie(client):
    post = a_post()
    for path in ("", "respond/", "respond/form/"):
        response = client.get(post.get_absolute_url() + path)
        assert not {"soundoff_guest", "soundoff_here"} & set(response.cookies)
    cookies = respond(client, post).cookies
    assert cookies["soundoff_guest"]["httponly"] and not cookies["soundoff_here"]["httponly"]
    assert {cookies[name]["samesite"] for name in cookies} == {"Lax"}


def test_the_guest_cookie_identifies_the_same_person_again(client):
    post = a_post()
    Rule.objects.create(code="too_fast", state="off")
    respond(client, post)
    respond(client, post, body="And it went on the tenth.")
    Client().post(f"{post.get_absolute_url()}respond/", filled())
    authors = list(Comment.objects.order_by("pk").values_list("author", flat=True))
    assert authors[0] == authors[1] != authors[2]


@pytest.mark.one_database
def test_a_forged_guest_cookie_identifies_nobody(client):
    person = Person.objects.create()
    client.cookies["soundoff_guest"] = person.key.hex
    respond(client, a_post())
    assert Comment.objects.get().author != person


# The same form twice


def test_the_same_form_sent_again_redirects_to_the_first_comment(client):
    post = a_post()
    sent = filled()
    first = respond(client, post, **sent)
    again = respond(Client(), post, **sent)
    assert Comment.objects.count() == 1
    assert (again.status_code, again["Location"]) == (303, first["Location"])


def test_the_same_form_finds_its_comment_after_the_parent_is_gone(client):
    parent = a_comment(a_post())
    sent = filled()
    reply(client, parent, **sent)
    parent.remove()
    assert reply(client, parent, **sent).status_code == 303


def test_the_same_key_with_another_text_is_a_conflict_with_the_text(client):
    post = a_post()
    sent = filled()
    respond(client, post, **sent)
    response = respond(client, post, **sent | {"body": "Quite other words."})
    assert response.status_code == 409
    assert "Quite other words." in text_of(response)
    assert sent["key"] not in text_of(response), "the next attempt must be another comment"
    assert Comment.objects.count() == 1


@pytest.mark.one_database
def test_the_same_key_at_another_target_is_a_conflict(client):
    post = a_post()
    parent = a_comment(post)
    sent = filled()
    respond(client, post, **sent)
    assert reply(client, parent, **sent).status_code == 409


@pytest.mark.one_database
def test_the_same_form_finds_its_comment_after_an_edit(client):
    post = a_post()
    sent = filled()
    respond(client, post, **sent)
    Comment.objects.get().edit("Better said.")
    assert respond(client, post, **sent).status_code == 303


@pytest.mark.one_database
def test_the_form_of_another_redirects_without_any_rights(client):
    post = a_post()
    sent = filled()
    respond(client, post, **sent)
    other = Client()
    assert respond(other, post, **sent).status_code == 303
    assert "soundoff_guest" not in other.cookies


def test_the_form_of_another_does_not_reveal_a_held_comment(client):
    post = a_post()
    sent = filled(body="See https://a.example/ and https://b.example/ too.")
    first = respond(client, post, **sent)
    assert respond(client, post, **sent)["Location"] == first["Location"], "the same browser is"
    other = Client()
    response = respond(other, post, **sent)
    assert response.status_code == 409
    assert "has arrived" in text_of(response) and "/status/" not in text_of(response)
    assert "soundoff_guest" not in other.cookies


# What comes back


REFUSED = {
    "a NUL": {"body": "a\x00b"},
    "nothing": {"body": ""},
    "no body": {"body": None},
    "blanks": {"body": " \r\n\t "},
    "only markup": {"body": "<p><b></b></p><script>x</script>"},
    "only zero width": {"body": "\u200b\u2060\ufeff"},
    "over a guest's limit": {"body": "x" * 5_001},
    "nested over ten deep": {"body": ">" * 11 + " deep"},
    "a name over 60": {"name": "x" * 61},
    "a name that grows when it is cleaned": {"name": "\u0958" * 60},
    "no name": {"name": None},
    "a name of marks": {"name": "\u0301\u0302\u0303"},
    "a name of bidi controls": {"name": "\u202e\u2066\u2069"},
    "a name with a NUL": {"name": "a\x00b"},
    "a bad e-mail": {"email": "not an address"},
    "an endless e-mail": {"email": f"{'x' * 300}@mail.example"},
    "no key": {"key": None},
    "a malformed key": {"key": "12345"},
    "a name like a label": {"name": "Reply"},
    "a name like staff": {"name": "Moderator"},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED.keys())
def test_an_invalid_form_comes_back_with_the_text_and_a_reason(client, fields):
    response = respond(client, a_post(), **fields)
    assert response.status_code == 400
    assert not Comment.objects.exists() and not Person.objects.exists()
    page = text_of(response)
    assert 'class="errorlist"' in page or "<p>" in page.split('role="alert"')[1]
    assert escape(filled(**fields).get("body", "")) in page, "the words come back"


BYTES = {
    "bad UTF-8, quoted": b"name=Wendela&key=%s&body=%%ff%%fe+words",
    "bad UTF-8, raw": b"name=Wendela&key=%s&body=\xff\xfe words",
    "a lone surrogate": b"name=Wendela&key=%s&body=%%ed%%a0%%80+words",
    "half a character": b"name=Wendela&key=%s&body=%%c3+words",
    "a bad name": b"name=%%ff&key=%s&body=words",
}


@pytest.mark.parametrize("sent", BYTES.values(), ids=BYTES.keys())
def test_bytes_that_are_not_utf8_come_back_with_a_reason(client, sent):
    url = f"{a_post().get_absolute_url()}respond/"
    key = str(uuid.uuid4()).encode()
    response = client.post(url, sent % key, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "could not be read" in text_of(response) and "words" in text_of(response)
    assert not Comment.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    "type_", ["application/json", "text/plain", "multipart/form-data; boundary=x", "nonsense"]
)
def test_a_post_of_another_content_type_is_refused(client, type_):
    url = f"{a_post().get_absolute_url()}respond/"
    response = client.post(url, b'{"body": ["wrong"]}', content_type=type_)
    assert response.status_code == 400


@pytest.mark.one_database
def test_an_uploaded_file_in_the_place_of_text_is_refused(client, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("words")
    with path.open("rb") as words:
        sent = filled() | {"body": words}
        response = client.post(f"{a_post().get_absolute_url()}respond/", sent)
    assert response.status_code == 400


@pytest.mark.one_database
@pytest.mark.parametrize("size", [300_000, 1_000_000, 3_000_000])
def test_a_huge_request_is_refused_without_reading_it(client, size):
    response = respond(client, a_post(), body="x" * size)
    assert response.status_code == 413
    assert "too much" in text_of(response)


def test_an_account_can_write_up_to_ten_thousand_characters(client):
    client.force_login(edda())
    post = a_post()
    assert respond(client, post, body="wide " * 2_000).status_code == 303
    assert respond(client, post, body="x" * 10_001).status_code == 400


def test_characters_of_four_bytes_are_accepted_up_to_the_limit(client):
    assert respond(client, a_post(), body="🦔" * 5_000).status_code == 303


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["respond/", "respond/form/", "respond/preview/"])
@pytest.mark.parametrize("key", [None, "12345"])
def test_a_form_without_its_key_comes_back_with_a_new_key(client, key, path):
    url = f"{a_post().get_absolute_url()}{path}"
    page = text_of(client.post(url, filled(key=key)))
    alert = page.split('role="alert"')[1].split("</div>")[0]
    assert "The form was incomplete." in alert and "marked below" not in alert
    sent = filled(key=re.search(r'name="key" value="([^"]+)"', page)[1])
    assert client.post(url.replace("preview/", ""), sent).status_code in (200, 303)
    assert Comment.objects.exists()


UUID = "0b1c9a52-6f0e-4c61-9d3f-6f1d2a7b8c9d"


@pytest.mark.one_database
@pytest.mark.parametrize("key", [f"{{{UUID}}}", UUID.replace("-", ""), f"urn:uuid:{UUID}"])
def test_a_key_is_accepted_only_in_its_canonical_spelling(client, key):
    assert respond(client, a_post(), key=key).status_code == 400
    assert not Comment.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "x" * 61}, "Please sign with at most 60 characters."),
        ({"name": "a\x00b"}, "Please sign without the NUL character"),
        ({"email": "a\x00@mail.example"}, "This is not an e-mail address."),
        ({"email": f"{'x' * 300}@mail.example"}, "This is not an e-mail address."),
        ({"email": f"a@{'ü' * 9}.{'ünö.' * 40}example"}, "No mail can be sent there"),
    ],
)
def test_the_errors_of_the_form_are_our_own_sentences(client, fields, reason):
    page = text_of(respond(client, a_post(), **fields))
    assert reason in page
    assert "Ensure this" not in page and "Null characters" not in page


@pytest.mark.one_database
def test_a_form_with_marked_fields_points_to_them_at_its_top(client):
    page = text_of(respond(client, a_post(), key=None, name=""))
    alert = page.split('role="alert"')[1].split("</div>")[0]
    assert "The form was incomplete." in alert and "marked below" in alert


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/comments/999999/reply/", "/2010/07/29/nowhere/respond/"])
def test_text_for_an_unknown_target_is_given_back(client, path):
    response = client.post(path, filled(body="Long thought about."))
    assert response.status_code == 400
    assert "Long thought about." in text_of(response)
    assert client.get(path).status_code == 404


def test_a_form_sent_to_the_old_url_of_a_post_is_accepted(client):
    post = a_post()
    old = f"{post.get_absolute_url()}respond/"
    post.move_to("elsewhere")
    assert client.get(old).status_code == 200
    assert client.post(old, filled()).status_code == 303
    assert Comment.objects.get().post == post
    post.unpublish()
    assert client.get(old).status_code == 404


def test_an_old_url_that_a_new_post_uses_belongs_to_the_new_post(client):
    first = a_post()
    old = first.slug
    first.move_to("elsewhere")
    second = Post(title="The second frost", slug=old, author=edda())
    second.publish()
    respond(client, second)
    assert Comment.objects.get().post == second


@pytest.mark.one_database
@pytest.mark.parametrize("verb", ["remove", "hold", "withdraw"])
def test_a_reply_to_a_removed_comment_may_go_under_the_post(client, verb):
    post = a_post()
    parent = a_comment(post)
    getattr(parent, verb)()
    response = reply(client, parent, body="Long thought about.")
    assert response.status_code == 400
    page = text_of(response)
    assert "Long thought about." in page
    assert f'action="{post.get_absolute_url()}respond/"' in page
    assert client.get(f"/comments/{parent.pk}/reply/").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("verb", ["remove", "hold", "withdraw"])
@pytest.mark.parametrize("path", ["", "form/", "preview/"])
@pytest.mark.parametrize("body", ["", "Long thought about."])
def test_no_form_reveals_a_comment_that_is_hidden(client, verb, path, body):
    parent = a_comment(a_post(), "Words that are gone.", name="Ignace Peeters")
    getattr(parent, verb)()
    page = text_of(client.post(f"/comments/{parent.pk}/reply/{path}", filled(body=body)))
    assert "Words that are gone." not in page and "Ignace Peeters" not in page
    assert "no longer there" in page


@pytest.mark.one_database
def test_a_comment_that_was_never_published_is_not_revealed(client):
    parent = a_comment(a_post(title="A secret harvest"), status="held")
    response = reply(client, parent, body="Long thought about.")
    assert response.status_code == 400
    assert "secret harvest" not in text_of(response)
    assert client.get(f"/comments/{parent.pk}/reply/").status_code == 404


@pytest.mark.one_database
def test_a_closed_post_refuses_comments_and_gives_the_text_back(client):
    post = a_post(comment_mode=Post.CommentMode.CLOSED)
    response = client.get(f"{post.get_absolute_url()}respond/")
    assert "are closed" in text_of(response) and "<textarea" not in text_of(response)
    response = respond(client, post)
    assert response.status_code == 400
    assert "closed" in text_of(response) and "first frost came" in text_of(response)


@pytest.mark.one_database
def test_a_post_for_accounts_only_refuses_guests(client):
    post = a_post(commenters="accounts")
    page = text_of(client.get(f"{post.get_absolute_url()}respond/"))
    way = quote(f"{post.get_absolute_url()}respond/", safe="")
    assert "<textarea" not in page and f"/accounts/login/?next={way}" in page
    response = respond(client, post)
    assert response.status_code == 400 and "first frost came" in text_of(response)
    client.force_login(alice())
    assert "<textarea" in text_of(client.get(f"{post.get_absolute_url()}respond/"))
    assert respond(client, post).status_code == 303


def test_a_reply_anywhere_in_a_closed_branch_is_refused(client):
    root = a_comment(a_post())
    below = a_comment(root.post, parent=root)
    root.close_branch()
    response = reply(client, below)
    assert response.status_code == 400
    assert "closed this branch" in text_of(response)


@pytest.mark.one_database
@pytest.mark.parametrize("partial", ["", "form/"])
def test_a_form_without_csrf_token_gives_the_text_back(partial):
    browser = Client(enforce_csrf_checks=True)
    url = f"{a_post().get_absolute_url()}respond/{partial}"
    response = browser.post(url, filled(body="Long thought about."))
    assert response.status_code == 403
    assert "Long thought about." in text_of(response)
    assert "Wendela Achterberg" in text_of(response)
    assert ("<html" in text_of(response)) == (partial == "")


@pytest.mark.one_database
def test_a_form_with_its_csrf_token_is_accepted():
    browser = Client(enforce_csrf_checks=True)
    url = f"{a_post().get_absolute_url()}respond/"
    browser.get(url)
    sent = filled(csrfmiddlewaretoken=browser.cookies["csrftoken"].value)
    assert browser.post(url, sent).status_code == 303


@pytest.mark.one_database
def test_a_server_error_gives_the_text_back(client, settings, caplog):
    post = a_post()
    settings.COMMENT_TEXT = "builtins.str"  # has none of the methods
    response = respond(client, post, body="Long thought about.")
    assert response.status_code == 500
    assert "Long thought about." in text_of(response)
    assert "could not be taken" in caplog.text


@pytest.mark.one_database
def test_the_form_is_neither_cached_nor_indexed(client):
    response = client.get(f"{a_post().get_absolute_url()}respond/")
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in text_of(response)


@pytest.mark.one_database
def test_the_reply_form_quotes_the_comment_with_its_author(client):
    parent = a_comment(a_post(), body="The **ninth**, here.", name="Ignace Peeters")
    page = text_of(client.get(f"/comments/{parent.pk}/reply/"))
    assert "Leave a reply to Ignace Peeters" in page
    assert "<strong>ninth</strong>" in page


@pytest.mark.one_database
def test_a_partial_is_the_form_alone_and_redirects_through_htmx(client):
    url = f"{a_post().get_absolute_url()}respond/form/"
    assert "<html" not in text_of(client.get(url))
    response = client.post(url, filled())
    assert response["HX-Redirect"].endswith(f"#comment-{Comment.objects.get().pk}")
    assert client.post(url, filled(body="")).status_code == 400


@pytest.mark.one_database
def test_a_preview_shows_the_comment_and_stores_nothing(client):
    post = a_post()
    url = f"{post.get_absolute_url()}respond/preview/"
    response = client.post(url, filled(body="**bold** <script>alert(1)</script>"))
    assert response.status_code == 200
    assert "<strong>bold</strong>" in text_of(response)
    assert "<script>alert" not in text_of(response)
    assert "**bold**" in text_of(response), "the form still has what was typed"
    assert not Comment.objects.exists()


LEFT_OUT = "Left out: “alert(1)”, &lt;script&gt;."


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["respond/", "respond/preview/"])
def test_removed_text_is_named_in_the_preview_and_after_posting(client, path):
    url = f"{a_post(holds_first_comments=True).get_absolute_url()}{path}"
    answer = client.post(url, filled(body="Seen. <script>alert(1)</script>"), follow=True)
    assert answer.status_code == 200 and LEFT_OUT in text_of(answer)


@pytest.mark.one_database
def test_a_preview_of_invisible_text_says_so(client):
    url = f"{a_post().get_absolute_url()}respond/preview/"
    answer = client.post(url, filled(body="<script>alert(1)</script>"))
    preview = text_of(answer).split('class="preview"')[1]
    assert answer.status_code == 400
    assert "This would appear empty." in preview and LEFT_OUT in preview


@pytest.mark.one_database
def test_removed_text_is_named_while_the_comment_can_be_edited(client):
    post = a_post()
    respond(client, post, body="Seen. <script>alert(1)</script>")
    me = f"/me/?post={post.pk}"
    assert LEFT_OUT in text_of(client.get(me))
    assert LEFT_OUT not in text_of(client.get(post.get_absolute_url()))
    Comment.objects.update(created=timezone.now() - timedelta(minutes=11))
    assert "Left out" not in text_of(client.get(me))


# Limits


def test_a_person_who_writes_too_fast_reads_when_to_retry(client):
    post = a_post()
    respond(client, post)
    response = respond(client, post, body="And another thing.")
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 20
    assert "And another thing." in text_of(response)
    Comment.objects.update(created=timezone.now() - timedelta(seconds=21))
    assert respond(client, post, body="And another thing.").status_code == 303


def test_a_guest_without_cookie_under_a_new_name_waits_as_long(client):
    post, words = a_post(), "And another thing."
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert respond(client, post).status_code == 303
    client.cookies.clear()
    response = respond(client, post, body=words, name="Wim Zandstra")
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 20
    assert words in text_of(response)
    Comment.objects.update(created=timezone.now() - timedelta(seconds=21))
    assert respond(client, post, body=words, name="Wim Zandstra").status_code == 303


def test_the_same_text_again_links_to_the_first_comment(client):
    post = a_post()
    respond(client, post)
    Comment.objects.update(created=timezone.now() - timedelta(minutes=2))
    response = respond(client, post)
    assert response.status_code == 400
    assert f'href="/comments/{Comment.objects.get().pk}/"' in text_of(response)


ABSURD = [
    *("/comments/0/reply/", "/comments/-1/reply/", "/comments/99999999999999999999/reply/"),
    *("/comments/999999999999999999/reply/", "/comments/1e3/reply/", "/comments/%00/reply/"),
    *("/2010/02/31/frost/respond/", "/0000/00/00/frost/respond/", "/9999/12/31/frost/respond/"),
    *("/2010/07/29/%00/respond/", "/2010/07/29/%ff%fe/respond/", "/2010/07/29/%ed%a0%80/respond/"),
    *(f"/2010/07/29/{'x' * 5_000}/respond/", "/2010/07/29/../respond/", "/comments/%D9%A3/reply/"),
    *("/comments/999999999999999999/edit/", "/comments/0/withdraw/", f"/status/{'x' * 5_000}/"),
]


def test_malformed_urls_of_forms_are_not_server_errors(client):
    for path in ABSURD:
        for response in (client.get(path), client.post(path, filled())):
            assert response.status_code in (400, 404), path[:40]


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["respond/", "respond/form/", "respond/preview/"])
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_methods_other_than_get_and_post_are_not_allowed(client, path, method):
    response = getattr(client, method)(a_post().get_absolute_url() + path)
    assert response.status_code == 405


@pytest.mark.one_database
def test_a_form_of_thousands_of_fields_is_refused(client):
    many = {f"field{number}": "x" for number in range(2_000)}
    assert respond(client, a_post(), **many).status_code == 400


@pytest.mark.parametrize(("depth", "queries"), [(0, 10), (1, 10), (5, 10)])
def test_a_newcomers_reply_needs_few_queries_at_any_depth(depth, queries):
    """Two of them are the rules': one for the site's settings, one for all facts."""
    post = a_post()
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=90))
    parent = a_comment(post)
    for _ in range(depth):
        parent = a_comment(post, parent=parent)
    reply(Client(), parent, name="Wim")  # the first under these circumstances stores them
    newcomer = Client(REMOTE_ADDR="203.0.113.9")
    with CaptureQueriesContext(connection) as captured:
        assert reply(newcomer, parent).status_code == 303
    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == queries


@pytest.mark.one_database
def test_a_reply_needs_as_many_queries_in_a_long_conversation(client):
    root = a_comment(a_post())
    client.force_login(alice())
    Rule.objects.create(code="too_fast", state="off")
    Rule.objects.create(code="same_words_again", state="off")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert reply(client, root).status_code == 303
        return len(captured)

    reply(client, root)
    few = queries()
    for number in range(40):
        a_comment(root.post, f"Number {number}.", parent=root if number % 2 else None)
    assert queries() <= few


@pytest.mark.one_database
def test_a_comment_removed_at_once_redirects_to_its_status_page():
    parent = a_comment(a_post())
    seen_published = a_comment(parent.post, parent=parent)
    Comment.objects.get(pk=seen_published.pk).remove()
    assert fresh_permalink_of(seen_published) == ""


def test_a_duplicate_is_linked_to_and_asks_nobody_to_wait(client):
    path = f"{a_post().get_absolute_url()}respond/"
    words = {"name": "Wendela", "body": "Frost, all the way down."}
    client.post(path, words | {"key": uuid.uuid4()})
    answer = client.post(path, words | {"key": uuid.uuid4()})
    assert answer.status_code == 400 and "You have just said this." in answer.text
    assert "That was fast" not in answer.text and "Retry-After" not in answer
