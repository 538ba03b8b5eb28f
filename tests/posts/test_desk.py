"""The editors' desk: who may, what each button does, and what a slip of the hand gets."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.utils import timezone
from django.utils.formats import date_format

from blogsite.pagecache.store import pages
from posts import previews
from posts.models import WORDS_PER_MINUTE, Blog, Image, Post, Revision, WorkingCopy
from tests.cast import a_post, alice, bob, edda, milo
from tests.cast import account as account_of
from tests.posts.pictures import moving, painted

pytestmark = pytest.mark.django_db

ADD = "/admin/posts/post/add/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client):
    client.force_login(edda())
    return client


def page_of(post):
    return f"/admin/posts/post/{post.pk}/change/"


def typed(post=None, at=None, **fields):
    """Return the data that the form sends: its initial data, overridden by `fields`."""
    local = at and at.astimezone(Blog.objects.current().zone)
    filled = {
        "title": post.title if post else "Thin ice",
        "slug": post.slug if post else "thin-ice",
        "author": edda().pk,
        "body": post.body if post else "<p>It bore the ducks.</p>",
        "excerpt": "",
        "comment_mode": "open",
        "commenters": "everybody",
        "later_comment_mode": "",
        "tag_names": "",
        "publish_at_0": date_format(local, "Y-m-d") if at else "",
        "publish_at_1": date_format(local, "H:i:s") if at else "",
        "based_on": post.updated.isoformat() if post else "",
        "key": str(uuid4()),
    }
    return filled | fields


def send(desk, post=None, button="_save", **fields):
    response = desk.post(page_of(post) if post else ADD, typed(post, **fields) | {button: "1"})
    return response


def refused(response, words):
    assert response.status_code == 200 and words in response.text, response.text[:3000]


def test_an_editor_puts_a_post_first_on_the_front_page(desk):
    older, newer = a_post("House rules"), a_post("News")
    assert [post.title for post in desk.get("/").context["page"]] == [newer.title, older.title]
    send(desk, older, is_sticky="on")
    pages.clear()
    assert [post.title for post in desk.get("/").context["page"]] == [older.title, newer.title]


# Who may.


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("who", "answers"),
    [(None, 302), (alice, 302), (milo, (200, 403)), (edda, 200)],
    ids=["stranger", "reader", "moderator", "editor"],
)
def test_each_group_sees_its_pages_of_the_desk(client, who, answers):
    post = a_post()
    Revision.objects.record(post, by=edda())
    if who:
        client.force_login(who())
    looks, writes = answers if isinstance(answers, tuple) else (answers, answers)
    revision = post.revisions.get()
    base = f"/admin/posts/post/{post.pk}"
    assert client.get(f"{base}/change/").status_code == looks
    assert client.get(f"{base}/revisions/").status_code == looks
    assert client.get(f"{base}/revisions/{revision.pk}/").status_code == looks
    assert client.get(ADD).status_code == writes
    for path in (f"{base}/change/", f"{base}/revisions/{revision.pk}/", ADD):
        if writes != 200:
            assert client.post(path, typed(post, title="Taken over")).status_code == writes
    assert client.post("/admin/posts/image/upload/").status_code in (writes, 400)
    copy = {"title": "x", "excerpt": "", "body": "", "key": str(uuid4()), "post": post.pk}
    assert client.post("/admin/posts/post/autosave/", copy).status_code == writes
    post.refresh_from_db()
    assert post.title == "The first frost"


@pytest.mark.one_database
def test_nobody_deletes_a_post(desk):
    assert desk.get(f"/admin/posts/post/{a_post().pk}/delete/").status_code == 403


@pytest.mark.one_database
def test_pages_of_the_desk_carry_a_nonce_and_allow_nothing_inline(desk):
    response = desk.get(ADD)
    policy = response["Content-Security-Policy"]
    assert "'unsafe" not in policy and "'nonce-" in policy
    assert 'type="importmap"' in response.text
    assert "nonce" not in desk.get("/")["Content-Security-Policy"]


@pytest.mark.one_database
def test_authors_of_one_name_are_told_apart_by_their_user_names(desk):
    for username in ("rosa", "rosa.b", "ida"):
        account_of(username, display_name=username.title().removesuffix(".B"), is_staff=True)
    form = desk.get(ADD).context["adminform"].form
    labels = {label for _, label in form.fields["author"].choices}
    assert {"Rosa (rosa)", "Rosa (rosa.b)", "Ida"} < labels


@pytest.mark.one_database
def test_the_breadcrumbs_of_the_posts_repeat_nothing(desk):
    page = desk.get("/admin/posts/post/").text
    assert re.findall(r"<li[^>]*>(?:<a[^>]*>)?([^<]+)", page.partition("breadcrumbs")[2])[:3] == [
        "Home",
        "Publishing",
        "Posts",
    ]


@pytest.mark.one_database
def test_editors_and_readers_see_the_same_reading_time(desk, client):
    post = a_post(body=f"<p>{'word ' * (2 * WORDS_PER_MINUTE + 1)}</p>")
    assert "<span>3 min read</span>" in client.get(post.get_absolute_url()).text
    for page in (ADD, page_of(post)):
        assert f'data-words-a-minute="{WORDS_PER_MINUTE}"' in desk.get(page).text


# What each button does.


@pytest.mark.parametrize(
    ("button", "state"), [("_save", "draft"), ("_publish", "published"), ("_schedule", "scheduled")]
)
def test_the_button_decides_the_state_of_a_new_post(desk, button, state):
    at = timezone.now() + HOUR if button == "_schedule" else None
    response = send(desk, button=button, at=at, tag_names="Ice, Winter, ice")
    post = Post.objects.get()
    assert response["Location"] == page_of(post)
    assert (post.state, post.slug) == (state, "thin-ice")
    assert post.body_html == "<p>It bore the ducks.</p>"
    assert [tag.name for tag in post.tags.all()] == ["Ice", "Winter"]
    assert post.revisions.get().by == edda()


def test_the_time_of_publication_is_in_the_time_zone_of_the_blog(desk):
    blog = Blog.objects.current()
    blog.time_zone = "Pacific/Auckland"
    blog.save()
    at = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    send(desk, button="_schedule", at=at)
    assert Post.objects.get().published_at == at
    assert (
        f'value="{at.astimezone(blog.zone):%H:%M:%S}"' in desk.get(page_of(Post.objects.get())).text
    )
    assert f"{at.astimezone(blog.zone):%Y at %H:%M}" in desk.get("/admin/posts/post/").text


def test_a_scheduled_post_is_rescheduled_published_or_made_a_draft(desk):
    send(desk, button="_schedule", at=timezone.now() + HOUR)
    post = Post.objects.get()
    later = (timezone.now() + 5 * HOUR).replace(microsecond=0)
    send(desk, post, "_schedule", at=later)
    post.refresh_from_db()
    assert post.published_at == later
    send(desk, post, "_unpublish")
    post.refresh_from_db()
    assert post.state == "draft"
    send(desk, post, "_publish")
    post.refresh_from_db()
    assert post.state == "published"


@pytest.mark.one_database
def test_a_post_unpublished_and_published_again_keeps_its_date(desk):
    post = a_post()
    moment = post.published_at
    send(desk, post, "_unpublish")
    post.refresh_from_db()
    assert post.state == "unpublished"
    send(desk, post, "_publish")
    post.refresh_from_db()
    assert (post.state, post.published_at) == ("published", moment)


@pytest.mark.one_database
def test_unpublishing_what_readers_do_not_see_saves_it(desk):
    post = a_post()
    for words in ("From one tab.", "From another tab."):
        assert send(desk, post, "_unpublish", excerpt=words).status_code == 302
        post.refresh_from_db()
        assert (post.state, post.excerpt) == ("unpublished", words)
    assert send(desk, button="_unpublish", title="A new one").status_code == 302
    assert Post.objects.get(title="A new one").state == "draft"


EMPTY = ["", "<p>&nbsp;</p>", "<p>\u200b</p>", "<hr>", "<script>x</script>", "<figure></figure>"]


@pytest.mark.one_database
@pytest.mark.parametrize("button", ["_publish", "_schedule"])
@pytest.mark.parametrize("body", EMPTY)
def test_an_empty_post_is_not_published_and_stays_a_draft(desk, button, body):
    at = timezone.now() + HOUR
    response = send(desk, button=button, body=body, title="Later perhaps", at=at)
    refused(response, "save it as a draft")
    assert "Later perhaps" in response.text and not Post.objects.exists()
    send(desk, body=body)
    assert Post.objects.get().state == "draft"


@pytest.mark.one_database
def test_an_embedded_element_alone_is_refused_with_one_reason(desk):
    frame = "<iframe src='https://films.example/1'></iframe>"
    response = send(desk, button="_publish", body=frame)
    refused(response, "Put a link to it in its place")
    assert len(response.context["adminform"].form.errors["body"]) == 1


@pytest.mark.one_database
@pytest.mark.parametrize("title", ["\u200b", " \u2060\u200d ", "\u2800\u3164"])
def test_a_title_in_which_nothing_can_be_seen_is_refused(desk, title):
    refused(send(desk, title=title), "The title has no visible characters.")
    assert not Post.objects.exists()


@pytest.mark.one_database
def test_a_post_of_a_picture_alone_is_published(desk):
    send(desk, button="_publish", body='<img src="/media/images/frost.webp" alt="Frost">')
    assert Post.objects.get().state == "published"


@pytest.mark.one_database
def test_a_published_post_cannot_be_emptied_unless_imported_empty(desk):
    post = a_post()
    refused(send(desk, post, body=""), "unpublish it")
    assert "It came early" in Post.objects.get().body
    Post.objects.update(origin="https://old.example/?p=1")
    send(desk, post, body="")
    assert Post.objects.get().body == ""


@pytest.mark.one_database
def test_a_new_slug_leaves_a_redirect(desk):
    post = a_post()
    old = post.get_absolute_url()
    send(desk, post, slug="another-name")
    post.refresh_from_db()
    assert post.slug == "another-name"
    assert desk.get(old)["Location"] == post.get_absolute_url()


@pytest.mark.one_database
def test_a_new_post_begins_with_the_conversation_settings_of_the_blog(desk):
    blog = Blog.objects.current()
    blog.later_comment_mode, blog.later_after_days = "closed", 30
    blog.save()
    form = desk.get(ADD).context["adminform"].form
    assert (form["later_comment_mode"].value(), form["later_after_days"].value()) == ("closed", 30)


# Slips of the hand.


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_a_slug_that_is_taken_is_refused_with_one_that_is_free(desk, button):
    at = timezone.now() + timedelta(seconds=50)
    first = Post.objects.create(title="First", slug="thin-ice", author=edda())
    first.publish(at=at if button == "_schedule" else None)
    refused(send(desk, button=button, at=at), "“thin-ice-2” is free")
    assert Post.objects.count() == 1


def test_drafts_may_share_a_slug_until_one_of_them_shows(desk):
    send(desk)
    send(desk)
    assert Post.objects.filter(slug="thin-ice").count() == 2


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("ahead", "words"),
    [(-HOUR, "That moment has passed"), (timedelta(days=4000), "more than ten years ahead")],
)
def test_an_implausible_time_of_publication_is_refused(desk, ahead, words):
    refused(send(desk, button="_schedule", at=timezone.now() + ahead), words)
    assert not Post.objects.exists()


@pytest.mark.one_database
def test_errors_are_listed_at_the_top_with_links_to_their_fields(desk):
    page = send(desk, button="_schedule", at=timezone.now() - HOUR).text
    assert '<a href="#id_publish_at_error">Schedule for</a>: That moment has passed' in page
    assert 'id="id_publish_at_error"' in page


@pytest.mark.one_database
def test_an_invalid_date_is_reported_once(desk):
    page = send(desk, button="_schedule", publish_at_0="soon", publish_at_1="10:00").text
    assert "Enter a valid date" in page and "Say when" not in page


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"publish_at_0": "", "publish_at_1": ""}, "Say when it should appear"),
        ({"publish_at_0": "2026-02-30", "publish_at_1": "10:00"}, "Enter a valid date"),
        ({"publish_at_0": "99999-01-01", "publish_at_1": "10:00"}, "Enter a valid date"),
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"slug": "a/b"}, "slug"),
        ({"later_comment_mode": "closed"}, "Say both what happens and from which day"),
        ({"later_after_days": "5"}, "Say both what happens and from which day"),
        ({"later_comment_mode": "closed", "later_after_days": "99999"}, "less than or equal"),
        ({"tag_names": ",".join(map(str, range(13)))}, "Too many tags: at most 12."),
        ({"body": "nul \x00"}, "Null characters are not allowed"),
    ],
)
def test_invalid_settings_are_refused_with_a_reason(desk, fields, words):
    refused(send(desk, button="_schedule", **fields), words)
    assert not Post.objects.exists()


@pytest.mark.one_database
def test_hostile_html_is_sanitized_when_it_is_saved(desk):
    send(desk, body='<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:1">!</a></p>')
    html = Post.objects.get().body_html
    assert "onclick" not in html and "<script" not in html and "javascript:" not in html


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["iframe", "VIDEO", "object"])
def test_embedded_content_of_other_sites_is_refused_with_a_reason(desk, name):
    response = send(desk, body=f"<p>See.</p><{name} src='https://films.example/1'></{name}>")
    refused(response, "Put a link to it in its place")
    assert "films.example/1" in response.text and not Post.objects.exists()


@pytest.mark.one_database
def test_embedded_content_stays_in_a_stored_text_until_it_changes(desk):
    stored = "<p>See.</p>\n<iframe src='https://films.example/1'></iframe>\n"
    post = a_post(body=stored)
    page = desk.get(page_of(post))
    assert "embeds something of another site (iframe)" in page.text
    opened = page.context["adminform"].form["body"].value()
    send(desk, post, title="Another title", body=opened.replace("\n", "\r\n"))
    post.refresh_from_db()
    assert (post.title, post.body) == ("Another title", stored)
    assert "of another site" not in desk.get(page_of(a_post())).text


# Two editors.


def test_the_second_of_two_editors_is_warned_and_loses_nothing(desk, client):
    post = a_post(body="<p>One.</p>")
    opened = typed(post, body="<p>Edda's.</p>")
    other = account_of("ernst", "Editors")
    client.force_login(other)
    send(client, post, body="<p>Ernst's.</p>")
    client.force_login(edda())
    answer = client.post(page_of(post), opened | {"_save": "1"})
    refused(answer, "Ernst saved this post at")
    assert "Edda&#x27;s." in answer.text
    post.refresh_from_db()
    assert post.body == "<p>Ernst's.</p>"
    again = opened | {"based_on": answer.context["adminform"].form["based_on"].value()}
    assert client.post(page_of(post), again | {"_save": "1"}).status_code == 302
    post.refresh_from_db()
    assert post.body == "<p>Edda's.</p>"
    bodies = list(post.revisions.values_list("body", flat=True))
    assert bodies == ["<p>Edda's.</p>", "<p>Ernst's.</p>", "<p>One.</p>"]


@pytest.mark.one_database
def test_settings_changed_by_another_are_not_overwritten_silently(desk):
    post = a_post()
    opened = typed(post)
    Post.objects.get(pk=post.pk).unpublish()
    refused(desk.post(page_of(post), opened | {"_save": "1"}), "saved this post at")


@pytest.mark.one_database
def test_new_comments_do_not_warn_of_another_editor(desk):
    from tests.cast import a_comment

    post = a_post()
    opened = typed(post, title="Another title")
    a_comment(post)
    assert desk.post(page_of(post), opened | {"_save": "1"}).status_code == 302
    post.refresh_from_db()
    assert (post.title, post.comment_count) == ("Another title", 1)


@pytest.mark.one_database
def test_an_editor_sees_who_else_is_writing(desk):
    post = a_post()
    WorkingCopy.objects.create(by=account_of("ernst", "Editors"), post=post, body="x")
    assert "Ernst is editing this post too" in desk.get(page_of(post)).text


# Autosave.


def autosave(desk, **fields):
    words = {"title": "Thin", "excerpt": "", "body": "<p>It b", "key": str(uuid4()), "post": ""}
    return desk.post("/admin/posts/post/autosave/", words | fields)


def test_autosave_changes_no_post_until_it_is_saved(desk):
    post = a_post()
    key = str(uuid4())
    assert autosave(desk, post=post.pk, key=key).status_code == 200
    assert autosave(desk, post=post.pk, key=key, body="<p>It bore").status_code == 200
    assert WorkingCopy.objects.get().body == "<p>It bore"
    assert Post.objects.get().body == post.body
    send(desk, post, key=key)
    assert not WorkingCopy.objects.exists()


@pytest.mark.one_database
def test_nobody_writes_into_the_working_copy_of_another(desk, client):
    key = str(uuid4())
    autosave(desk, key=key)
    client.force_login(account_of("ernst", "Editors"))
    assert autosave(client, key=key, body="mine").status_code == 400
    assert WorkingCopy.objects.get().body == "<p>It b"


@pytest.mark.one_database
@pytest.mark.parametrize("fields", [{"key": "x"}, {"key": ""}, {"post": "x"}, {"post": "9"}])
def test_a_copy_without_a_key_is_refused(desk, fields):
    assert autosave(desk, **fields).status_code == 400


# Revisions.


@pytest.mark.one_database
def test_text_older_than_revisions_is_stored_at_the_first_change(desk):
    post = a_post(body="<p>Imported.</p>")
    send(desk, post, body="<p>Changed.</p>")
    assert [(r.by, r.body) for r in post.revisions.all()] == [
        (edda(), "<p>Changed.</p>"),
        (None, "<p>Imported.</p>"),
    ]


def test_a_revision_shows_its_changes_and_restores_its_text(desk):
    post = a_post(body="<p>The ice held.</p><p>Two came.</p>")
    send(desk, post, body="<p>The ice broke.</p><p>Two came.</p>")
    last, first = post.revisions.all()
    page = desk.get(f"/admin/posts/post/{post.pk}/revisions/{last.pk}/").text
    assert "<del>held.</del>" in page and "<ins>broke.</ins>" in page
    page = desk.post(f"/admin/posts/post/{post.pk}/revisions/{first.pk}/", follow=True).text
    assert f"at {first.saved.astimezone(Blog.objects.current().zone):%H:%M} was restored" in page
    post.refresh_from_db()
    assert "held" in post.body_html and post.revisions.count() == 3


@pytest.mark.one_database
def test_the_description_for_social_media_is_text_of_the_post(desk, client):
    post = a_post()
    send(desk, post, social_description="First words")
    post.refresh_from_db()
    key = str(uuid4())
    answer = autosave(desk, post=post.pk, key=key, social_description="Other words").json()
    assert WorkingCopy.objects.get(key=key).social_description == "Other words"
    assert 'og:description" content="Other words"' in client.get(answer["preview"]).text
    opened = desk.get(f"{page_of(post)}?copy={key}").context["adminform"].form
    assert opened["social_description"].value() == "Other words"
    send(desk, post, social_description="Other words")
    last, first, *_ = post.revisions.all()
    page = desk.get(f"/admin/posts/post/{post.pk}/revisions/{last.pk}/").text
    assert "<del>First</del>" in page and "<ins>Other</ins>" in page
    desk.post(f"/admin/posts/post/{post.pk}/revisions/{first.pk}/")
    post.refresh_from_db()
    assert post.social_description == "First words"
    assert post.revisions.count() == 4  # the first has the earlier text


@pytest.mark.one_database
def test_saving_without_a_change_makes_no_revision(desk):
    post = a_post()
    send(desk, post)
    post.refresh_from_db()
    send(desk, post)
    assert post.revisions.count() == 1


@pytest.mark.one_database
def test_saving_without_a_change_is_no_change_of_the_post(desk):
    post = a_post(excerpt="Ice.\nAnd ducks.", comments_note="Be kind.\nPlease.")
    post.tag(["Ice"])
    page = desk.get(page_of(post)).context["adminform"].form
    opened = {name: page[name].value() for name in page.fields if name != "publish_at"}
    opened = {name: "" if value is None else value for name, value in opened.items()}
    opened |= {"excerpt": "Ice.\r\nAnd ducks.", "comments_note": "Be kind.\r\nPlease."}
    del opened["holds_first_comments"]  # as browsers leave it out
    desk.post(page_of(post), opened | {"_save": "1"})
    assert Post.objects.get().updated == post.updated
    desk.post(page_of(post), opened | {"tag_names": "Ice, Ducks", "_save": "1"})
    assert Post.objects.get().updated > post.updated


# Previews.


@pytest.mark.one_database
def test_a_preview_shows_a_draft_to_anybody_with_the_link(desk, client):
    draft = Post.objects.create(title="Not yet", author=edda())
    address = desk.get(f"/admin/posts/post/{draft.pk}/preview/")["Location"]
    client.logout()
    response = client.get(address)
    assert response.status_code == 200 and "Not yet" in response.text
    assert "no-store" in response["Cache-Control"] and "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


@pytest.mark.one_database
def test_an_expired_preview_says_so(client, monkeypatch):
    address = previews.preview_path(post=a_post())
    now = signing.time.time()
    monkeypatch.setattr(
        signing.time, "time", lambda: now + previews.PREVIEW_LIFETIME.total_seconds() + 2
    )
    response = client.get(address)
    assert response.status_code == 410 and "This preview has ended" in response.text


@pytest.mark.one_database
@pytest.mark.parametrize("cut", [-2, -30, 1])
def test_a_forged_preview_is_not_found(client, cut):
    token = previews.preview_path(post=a_post()).split("/")[2]
    assert client.get(f"/preview/{token[:cut]}xx/").status_code == 404


# Pictures.


def test_a_picture_is_stored_with_its_alternative_text(desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("../../évil name.jpg", painted(), "image/jpeg")
    answer = desk.post("/admin/posts/image/upload/", {"file": file, "alt": "A grey morning"})
    image = Image.objects.get()
    assert answer.json()["src"] == image.source
    assert image.source.startswith("/media/images/") and image.by == edda()


@pytest.mark.one_database
@pytest.mark.parametrize("address", ["/admin/posts/image/upload/", "/admin/posts/image/add/"])
@pytest.mark.parametrize(
    ("name", "data", "alt", "words"),
    [
        ("a.png", b"<svg onload=x>", "x", "SVG drawings can carry scripts"),
        ("a.png", lambda: painted("PNG", (800, 20_000), "1", 1), "x", "too tall for its width"),
        ("a.gif", lambda: moving("GIF"), "x", "Animated pictures are not accepted"),
        ("a.jpg", painted, "", "Say what it shows"),
        ("a.jpg", b"", "x", "empty"),
    ],
)
def test_an_unusable_picture_is_refused_with_a_reason(desk, address, name, data, alt, words):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = data() if callable(data) else data
    answer = desk.post(address, {"file": SimpleUploadedFile(name, data), "alt": alt})
    reason = answer.json()["reasons"][0] if "upload" in address else answer.text
    assert words in reason and not Image.objects.exists()


def test_a_picture_can_be_added_by_the_admin_form_too(desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"file": SimpleUploadedFile("a.jpg", painted()), "is_decorative": "on", "alt": ""}
    assert desk.post("/admin/posts/image/add/", sent).status_code == 302
    image = Image.objects.get()
    page = f"/admin/posts/image/{image.pk}/change/"
    assert desk.get(page).status_code == 200
    desk.post(page, {"alt": "Ferns of frost"})
    image.refresh_from_db()
    assert (image.alt, image.is_decorative) == ("Ferns of frost", False)
    assert desk.get("/admin/posts/image/").status_code == 200


def test_a_gallery_is_offered_the_pictures_of_the_blog_the_newest_first(desk, client, monkeypatch):
    monkeypatch.setattr("posts.admin.image.LIBRARY_PAGE", 2)
    for number, words in enumerate(("A pond", "A duck", "Another pond")):
        Image.objects.store(painted(size=(300 + number, 200)), alt=words)
    url = "/admin/posts/image/library/"
    first = desk.get(url).json()
    assert [image["alt"] for image in first["images"]] == ["Another pond", "A duck"]
    second = desk.get(url, {"before": first["next"]}).json()
    assert [image["alt"] for image in second["images"]] == ["A pond"]
    assert second["next"] is None
    ponds = desk.get(url, {"q": "POND", "before": "x"}).json()["images"]
    assert [image["label"] for image in ponds] == ["Another pond", "A pond"]
    client.logout()
    assert client.get(url).status_code == 302


def test_every_author_of_a_post_can_be_chosen_for_another(desk):
    a_post()
    Post.objects.update(author=alice())
    bob()
    page = desk.get(ADD).text
    assert f">{alice()}</option>" in page and f">{bob()}</option>" not in page
