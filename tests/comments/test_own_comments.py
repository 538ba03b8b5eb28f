"""Authors and their own comments: status link, edit, add, withdraw, erase."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, EarlierVersion, Finding
from comments.status_links import status_path
from moderation.models import Ban, Rule
from moderation.text import text
from tests.cast import a_comment, a_post, alice, bob, edda, mona
from tests.moderation.deciding import a_rule, decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def bearer():
    """A browser that has nothing but links."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def author():
    """The browser in which alice is signed in."""
    browser = Client()
    browser.force_login(alice())
    return browser


def page_of(response):
    return response.content.decode()


def later(comment, **ago):
    Comment.objects.filter(pk=comment.pk).update(created=timezone.now() - timedelta(**ago))


# The status link


@pytest.mark.one_database
def test_a_status_page_is_not_cached_or_indexed(bearer):
    response = bearer.get(status_path(a_comment(a_post())))
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in page_of(response)
    assert not response.cookies


STANDINGS = {
    "published": "Published.",
    "held": "Waiting for a moderator.",
    "rejected": "Not published.",
    "removed": "Removed.",
    "withdrawn": "Deleted.",
    "erased": "Erased.",
}


@pytest.mark.one_database
@pytest.mark.parametrize("state", STANDINGS)
def test_a_status_page_shows_the_status_of_the_comment(bearer, state):
    comment = a_comment(a_post(), status="held" if state in ("held", "rejected") else "published")
    verb = {"rejected": "reject", "removed": "remove", "withdrawn": "withdraw", "erased": "erase"}
    if state in verb:
        getattr(comment, verb[state])()
    response = bearer.get(status_path(comment))
    assert response.status_code == 200
    assert STANDINGS[state] in page_of(response)


@pytest.mark.one_database
def test_an_erased_comment_offers_no_new_link(bearer):
    comment = a_comment(a_post())
    assert "Make a new link" in page_of(bearer.get(status_path(comment)))
    comment.erase()
    assert "Make a new link" not in page_of(bearer.get(status_path(comment)))


@pytest.mark.one_database
def test_reading_a_status_page_changes_nothing(bearer):
    comment = a_comment(a_post())
    url = status_path(comment)
    for query in ("?action=withdraw", "?action=erase", ""):
        bearer.get(url + query)
    comment.refresh_from_db()
    assert (comment.status, comment.body) == ("published", "Well said.")


def bad_tokens(comment):
    real = status_path(comment).split("/")[2]
    return {
        "cut off": real[:-3],
        "changed": real.replace(f"{comment.pk}.", f"{comment.pk + 1}.", 1),
        "made up": "12.abc:def",
        "another purpose": signing.Signer(salt="comments.guest").sign(real.rpartition(":")[0]),
        "no salt": signing.Signer().sign(f"{comment.pk}.{comment.link_nonce.hex}"),
        "a NUL": "%00",
        "words": "let me in",
    }


@pytest.mark.one_database
@pytest.mark.parametrize(
    "kind", ["cut off", "changed", "made up", "another purpose", "no salt", "a NUL", "words"]
)
def test_a_bad_status_link_is_refused_and_gives_the_text_back(bearer, kind):
    url = f"/status/{bad_tokens(a_comment(a_post()))[kind]}/"
    assert bearer.get(url).status_code == 400
    response = bearer.post(url, {"action": "edit", "body": "Long thought about."})
    assert response.status_code == 400
    assert "Long thought about." in page_of(response)


def test_a_renewed_status_link_replaces_the_old_one(bearer):
    comment = a_comment(a_post())
    old = status_path(comment)
    new = bearer.post(old, {"action": "renew"})["Location"]
    assert bearer.get(old).status_code == 404
    assert bearer.post(old, {"action": "withdraw"}).status_code == 404
    assert bearer.get(new).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["", "approve", "publish", "__init__", "done"])
def test_an_unknown_action_of_an_author_is_refused(bearer, action):
    comment = a_comment(a_post(), status="held")
    assert bearer.post(status_path(comment), {"action": action}).status_code == 400
    comment.refresh_from_db()
    assert comment.status == "held"


# Edit and add


def test_a_comment_can_be_edited_for_ten_minutes(bearer):
    comment = a_comment(a_post())
    later(comment, minutes=9)
    url = status_path(comment)
    assert bearer.post(url, {"action": "edit", "body": "*Better* said."}).status_code == 303
    comment.refresh_from_db()
    assert (comment.body, comment.edited is None) == ("*Better* said.", False)
    assert "<em>Better</em>" in comment.body_html


def test_the_text_before_an_edit_is_stored_for_moderators(bearer):
    comment = a_comment(a_post())
    for body in ("Better said.", "Best said."):
        bearer.post(status_path(comment), {"action": "edit", "body": body})
    bodies = list(EarlierVersion.objects.values_list("body", flat=True))
    assert bodies == ["Well said.", "Better said."]


def answered(comment):
    a_comment(comment.post, parent=comment)


def old(comment):
    later(comment, minutes=10, seconds=1)


@pytest.mark.parametrize("change", [answered, old])
def test_a_late_edit_gives_the_text_back_and_offers_an_addition(bearer, change):
    comment = a_comment(a_post())
    url = status_path(comment)
    change(comment)
    response = bearer.post(url, {"action": "edit", "body": "Long thought about."})
    assert response.status_code == 409
    assert "Long thought about." in page_of(response) and 'value="add"' in page_of(response)
    comment.refresh_from_db()
    assert comment.body == "Well said."
    response = bearer.post(url, {"action": "add", "body": "And it snowed."})
    assert response.status_code == 303
    comment.refresh_from_db()
    assert [text.body for text in comment.texts] == ["Well said.", "And it snowed."]


@pytest.mark.one_database
def test_an_edit_of_a_removed_comment_shows_its_status(bearer):
    comment = a_comment(a_post())
    comment.remove()
    sent = {"action": "edit", "body": "Long thought about."}
    partial = page_of(bearer.post(f"{status_path(comment)}form/", sent))
    assert "Long thought about." in partial
    removed = r'id="standing" hx-swap-oob="true">\s*<div[^>]*>\s*<p>\s*<strong>Removed'
    assert re.search(removed, partial)
    page = page_of(bearer.post(status_path(comment), sent))
    assert page.count("Removed.") == page.count('id="standing"') == 1


@pytest.mark.one_database
def test_an_unpublished_reply_does_not_end_the_time_to_edit():
    comment = a_comment(a_post())
    a_comment(comment.post, parent=comment, status="held")
    assert comment.is_editable


@pytest.mark.one_database
@pytest.mark.parametrize("body", ["", " ", "\u200b", "a\x00b", "x" * 9_991])
def test_an_addition_must_have_visible_text_and_must_fit(author, body):
    comment = a_comment(a_post())
    later(comment, hours=1)
    response = author.post(f"/comments/{comment.pk}/edit/", {"action": "add", "body": body})
    assert response.status_code == 400
    comment.refresh_from_db()
    assert comment.body == "Well said."


@pytest.mark.one_database
@pytest.mark.parametrize("body", ["", "a\x00b", "<b></b>", "x" * 10_001])
def test_an_edit_is_screened_like_a_new_comment(author, body):
    comment = a_comment(a_post())
    response = author.post(f"/comments/{comment.pk}/edit/", {"body": body})
    assert response.status_code == 400
    comment.refresh_from_db()
    assert comment.body == "Well said."


def test_an_edit_that_needs_a_moderator_holds_the_comment(author):
    post = a_post()
    comment = a_comment(post)
    body = "https://a.example/ https://b.example/"
    response = author.post(f"/comments/{comment.pk}/edit/", {"body": body})
    comment.refresh_from_db()
    post.refresh_from_db()
    assert (comment.status, comment.body, post.comment_count) == ("held", body, 0)
    assert response["Location"] == status_path(comment)
    assert Finding.objects.get().rule == "many_links"


@pytest.mark.one_database
def test_an_edit_of_a_held_comment_does_not_publish_the_comment(author):
    comment = a_comment(a_post(), status="held")
    author.post(f"/comments/{comment.pk}/edit/", {"body": "Quite harmless."})
    comment.refresh_from_db()
    assert (comment.status, comment.body) == ("held", "Quite harmless.")


LINKS = [f"https://garden.example/{number}" for number in range(4)]


@pytest.mark.one_database
def test_a_held_comment_names_the_findings_on_its_present_text(author):
    post = a_post()
    sent = {"body": " ".join(LINKS[:2]), "key": str(uuid4())}
    author.post(f"{post.get_absolute_url()}respond/", sent)
    comment = Comment.objects.get()
    assert comment.hold_reasons == ["It has 2 links; a moderator looks at it first."]
    for body, reason in (
        ("No link any more.", "The reason it was held no longer applies, but a moderator will"),
        (" ".join(LINKS), "It has 4 links; a moderator looks at it first."),
    ):
        author.post(f"/comments/{comment.pk}/edit/", {"body": body})
        for path in (status_path(comment), f"/me/?post={post.pk}"):
            page = page_of(author.get(path))
            assert reason in page and "2 links" not in page
    comment.refresh_from_db()
    assert comment.is_held


def test_a_later_hold_by_a_moderator_is_not_called_a_cleaned_edit(author):
    post = a_post()
    sent = {"body": " ".join(LINKS[:2]), "key": str(uuid4())}
    author.post(f"{post.get_absolute_url()}respond/", sent)
    comment = Comment.objects.get()
    comment.approve()
    author.post(f"/comments/{comment.pk}/edit/", {"body": "No link any more."})
    comment.hold()
    assert comment.is_held and comment.hold_reasons == []
    page = page_of(author.get(status_path(comment)))
    assert "Waiting for a moderator." in page and "gone from it" not in page


@pytest.mark.one_database
def test_an_edit_redirects_to_the_comment(author):
    post = a_post()
    comment = a_comment(post)
    response = author.post(f"/comments/{comment.pk}/edit/", {"body": "Better said."})
    post.refresh_from_db()
    url = f"{post.get_absolute_url()}?v={post.version}#comment-{comment.pk}"
    assert response["Location"] == url
    assert "Better said." in page_of(author.get(url))


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["", "form/"])
@pytest.mark.parametrize("action", ["edit", "add"])
@pytest.mark.parametrize("verb", ["reject", "remove", "withdraw", "erase"])
def test_a_comment_that_is_gone_takes_no_text_and_says_why(bearer, verb, action, path):
    comment = a_comment(a_post(), status="held" if verb == "reject" else "published")
    getattr(comment, verb)()
    sent = {"action": action, "body": "Long thought about."}
    response = bearer.post(f"{status_path(comment)}{path}", sent)
    assert response.status_code == 409
    page = page_of(response)
    assert f"Your comment was {comment.status}; it can no longer be changed." in page
    assert "Long thought about." in page, "the words come back"
    assert "too late" not in page and 'value="add"' not in page and 'value="edit"' not in page


@pytest.mark.one_database
def test_a_withdrawn_comment_says_so_before_checking_the_text(bearer):
    comment = a_comment(a_post())
    comment.withdraw()
    response = bearer.post(status_path(comment), {"action": "edit", "body": "x" * 10_001})
    assert response.status_code == 409 and "was withdrawn" in page_of(response)


@pytest.mark.one_database
@pytest.mark.parametrize("change", [None, "old", "withdraw"])
@pytest.mark.parametrize("sent", [{}, {"action": "nope"}])
def test_a_form_without_an_action_gives_the_text_back(bearer, sent, change):
    comment = a_comment(a_post())
    if change == "old":
        old(comment)
    elif change:
        comment.withdraw()
    response = bearer.post(status_path(comment), {"body": "Long thought about.", **sent})
    assert response.status_code == 400
    fields = re.findall(r"<textarea[^>]*>\s*([^<]*)</textarea>", page_of(response))
    assert fields == ["Long thought about."]


@pytest.mark.one_database
def test_a_form_with_an_unknown_action_gives_the_text_back(author):
    comment = a_comment(a_post())
    sent = {"action": "nope", "body": "Long thought about."}
    response = author.post(f"/comments/{comment.pk}/edit/", sent)
    assert response.status_code == 400
    fields = re.findall(r"<textarea[^>]*>\s*([^<]*)</textarea>", page_of(response))
    assert fields == ["Long thought about."]


def test_more_than_ten_edits_an_hour_give_the_text_back(author):
    comment = a_comment(a_post())
    url = f"/comments/{comment.pk}/edit/"
    for number in range(9):
        author.post(url, {"body": f"Said for the {number}th time."})
    assert author.post(url, {"action": "add", "body": "And it snowed."}).status_code == 303
    for action in ("edit", "add"):
        response = author.post(url, {"action": action, "body": "Long thought about."})
        assert response.status_code == 429
        assert 3_500 < int(response["Retry-After"]) <= 3_600
        assert "Long thought about." in page_of(response) and "60 minutes" in page_of(response)
    assert comment.earlier_versions.count() + comment.additions.count() == 10
    comment.earlier_versions.update(replaced=timezone.now() - timedelta(hours=1))
    assert author.post(url, {"body": "Long thought about."}).status_code == 303


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["edit", "add"])
def test_a_warned_author_must_acknowledge_before_editing(author, action):
    comment = a_comment(a_post())
    decide("warn", comment, by=mona(), ground=a_rule())
    response = author.post(f"/comments/{comment.pk}/edit/", {"action": action, "body": "Well."})
    assert response.status_code == 400
    assert 'href="/warnings/"' in page_of(response) and "Well." in page_of(response)
    comment.refresh_from_db()
    assert comment.body == "Well said."


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["edit", "add"])
def test_a_banned_author_cannot_change_a_comment(author, action):
    comment = a_comment(a_post())
    Ban.objects.impose(by=mona(), ground=a_rule(), person=comment.author)
    response = author.post(f"/comments/{comment.pk}/edit/", {"action": action, "body": "Well."})
    assert response.status_code == 400 and "You are permanently banned" in page_of(response)


# Withdraw and erase


@pytest.mark.one_database
def test_withdrawing_a_comment_keeps_its_replies_in_place(author):
    post = a_post()
    comment = a_comment(post, "What I should not have said.")
    answer = a_comment(post, "But you did.", by=bob(), parent=comment)
    page = page_of(author.get(f"/comments/{comment.pk}/withdraw/"))
    assert "the replies to them stay" in page
    response = author.post(f"/comments/{comment.pk}/withdraw/")
    assert response.status_code == 303
    page = page_of(Client().get(post.get_absolute_url()))
    assert "should not have said" not in page and "But you did." in page
    answer.refresh_from_db()
    assert answer.parent_id == comment.pk


def test_withdrawing_twice_is_a_conflict(author):
    comment = a_comment(a_post())
    url = f"/comments/{comment.pk}/withdraw/"
    assert author.post(url).status_code == 303
    assert author.post(url).status_code == 409


def test_erasing_leaves_no_trace_and_keeps_the_tree(bearer):
    post = a_post()
    sent = {"name": "Wendela", "email": "w@mail.example", "ip": "203.0.113.9"}
    root = a_comment(post, "My name is Wendela.", **sent)
    root.edit("My name was Wendela.")
    a_comment(post, parent=root)
    finding = Finding(rule="many_links", verdict="hold", evidence="w@mail.example")
    root.store_findings([finding])
    response = bearer.post(status_path(root), {"action": "erase", "sure": "yes"})
    assert response.status_code == 303
    root.refresh_from_db()
    finding.refresh_from_db()
    traces = (root.name, root.email, root.ip, root.network, root.body, root.body_html)
    assert traces == ("", "", None, "", "", "") and finding.evidence == ""
    assert not root.earlier_versions.exists()
    assert (root.status, root.number, root.rght) == ("withdrawn", 1, 4)
    assert "Wendela" not in page_of(Client().get(post.get_absolute_url()))
    assert bearer.get(response["Location"]).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("status", "verb", "back"),
    [
        ("held", "reject", "approve"),
        ("published", "remove", "restore"),
    ],
)
def test_an_erased_comment_cannot_be_brought_back(status, verb, back):
    comment = a_comment(a_post(), status=status)
    getattr(comment, verb)()
    comment.erase()
    assert comment.status == {"reject": "rejected", "remove": "removed"}[verb]
    assert not comment.can(back)


# Whose it is


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["edit", "withdraw"])
def test_nobody_can_edit_or_withdraw_the_comment_of_another(path):
    post = a_post()
    published, held = a_comment(post), a_comment(post, status="held")
    other, stranger = Client(), Client()
    other.force_login(bob())
    for browser in (other, stranger):
        for method in (browser.get, browser.post):
            assert method(f"/comments/{published.pk}/{path}/").status_code == 403
            assert method(f"/comments/{held.pk}/{path}/").status_code == 404
            assert method(f"/comments/{published.pk + 99}/{path}/").status_code == 404


@pytest.mark.one_database
def test_a_guest_can_edit_in_the_browser_that_wrote(client):
    post = a_post()
    sent = {"name": "Wendela", "body": "Well.", "key": "3f0e6f7e-5f6c-4a58-9a3c-0a8f1f3c9b11"}
    client.post(f"{post.get_absolute_url()}respond/", sent)
    comment = Comment.objects.get()
    response = client.post(f"/comments/{comment.pk}/edit/", {"body": "Well said."})
    assert response.status_code == 303
    comment.refresh_from_db()
    assert comment.body == "Well said."


# /me/


def test_only_its_author_sees_a_waiting_comment_in_me(author):
    post = a_post()
    held = a_comment(post, "Look at this first.", status="held")
    url = f"/me/?post={post.pk}"
    response = author.get(url)
    assert "Look at this first." in page_of(response)
    assert status_path(held) in page_of(response)
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert "Look at this first." not in page_of(Client().get(url))


@pytest.mark.one_database
def test_me_links_to_the_actions_on_ones_own_comments(author):
    post = a_post()
    mine, other = a_comment(post), a_comment(post, by=bob())
    a_comment(a_post())
    page = page_of(author.get(f"/me/?post={post.pk}"))
    assert f'data-belongs-to="comment-{mine.pk}"' in page and f"/{other.pk}/" not in page
    assert page.count("data-belongs-to") == 1


@pytest.mark.parametrize(
    "query",
    [
        "?post=",
        "?post=x",
        "?post=-1",
        "?post=0",
        "?post=%00",
        "?post=99999999999999999999",
        "?post=٣",
    ],
)
def test_me_for_an_unknown_post_is_not_found(client, query):
    assert client.get(f"/me/{query}").status_code == 404


@pytest.mark.one_database
def test_me_needs_a_fixed_number_of_queries(author, django_assert_max_num_queries):
    post = a_post()
    Rule.objects.all().delete()
    for _ in range(12):
        a_comment(post, status="held")
    with django_assert_max_num_queries(10):
        author.get(f"/me/?post={post.pk}")


@pytest.mark.one_database
def test_me_needs_as_many_queries_for_many_removed_scripts_as_for_one(author):
    post = a_post()

    def load():
        with CaptureQueriesContext(connection) as queries:
            page = page_of(author.get(f"/me/?post={post.pk}"))
        return page.count("Left out: “let x”"), len(queries)

    a_comment(post, "Look: <script>let x</script>")
    load()  # the session is read once more at first
    notes, questions = load()
    assert notes == 1
    for _ in range(20):
        a_comment(post, "Look: <script>let x</script>")
    assert load() == (21, questions)


@pytest.mark.one_database
def test_removed_text_is_not_computed_for_comments_too_old_to_edit(author, monkeypatch):
    post = a_post()
    comment = a_comment(post, "Look: <script>let x</script>")
    later(comment, minutes=11)
    sought = []
    monkeypatch.setattr(text, "describe_removed", lambda *words: sought.append(words) or "x")
    author.get(f"/me/?post={post.pk}")
    assert sought == []
    a_comment(post, "Look: <script>let x</script>")
    author.get(f"/me/?post={post.pk}")
    assert len(sought) == 1, "once for each that may still be changed"


# Signing in


@pytest.mark.one_database
def test_signing_in_sets_the_hint_cookie_and_returns_to_the_page(client):
    alice()
    sent = {"login": "alice", "password": "a long password", "next": "/comments/feed/"}
    response = client.post("/accounts/login/", sent)
    assert response["Location"] == "/comments/feed/"
    assert response.cookies["soundoff_here"].value == "1"
    assert client.post("/accounts/logout/").cookies["soundoff_here"].value == ""


@pytest.mark.one_database
@pytest.mark.parametrize("who", [edda, mona])
def test_the_desk_signs_nobody_in_and_redirects_to_the_page(client, who):
    sent = {"username": who().username, "password": "a long password", "next": "/admin/"}
    for answer in (client.post("/admin/login/?next=/admin/", sent), client.get("/admin/login/")):
        assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2F" and not answer.cookies
    assert client.get("/admin/").status_code == 302


@pytest.mark.one_database
def test_a_refused_sign_in_shows_the_reason(client):
    response = client.post("/accounts/login/", {"login": "alice", "password": "wrong"})
    assert response.status_code == 200
    assert "or the password, is not right" in page_of(response)
