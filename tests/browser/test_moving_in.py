"""An owner lets a blog move in, in a browser, without a shell."""

import pytest
from django.test import Client

from blogsite.models import Import
from blogsite.move_in import uploads, views
from posts.models import Post
from tests.blogsite.exports import a_comment, a_post, an_export
from tests.browser.accessibility import assert_accessible
from tests.browser_thread import expect
from tests.cast import account


@pytest.fixture
def desk(page, live_server, transactional_db, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    for module in (uploads, views.uploads):
        monkeypatch.setattr(module, "PART_BYTES", 5_000)
    owner, client = account("olga", "Owners"), Client()
    client.post("/accounts/login/", {"login": owner.email, "password": "a long password"})
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.goto(f"{live_server.url}/admin/")
    return page


def test_an_owner_uploads_looks_first_imports_and_sees_the_post(desk, live_server, tmp_path):
    text = "<p>It came early this year.</p>" + "<p>Cold.</p>" * 1_000
    export = tmp_path / "my blog.xml"
    export.write_text(an_export(a_post(a_comment(1, "So early."), content=text)))
    was_read = []

    def break_connection(route):
        """Let the second part of the file be lost on its way, until the owner has read so."""
        if "at=5000" in route.request.url and not was_read:
            return route.abort()
        return route.continue_()

    desk.route("**/move-in/uploads/**", break_connection)
    desk.get_by_role("link", name="Bring your blog here").click()
    assert_accessible(desk)
    desk.get_by_label("File to upload").set_input_files(str(export))
    desk.get_by_role("button", name="Upload", exact=True).click()
    expect(desk.get_by_text("The connection broke")).to_be_visible()
    was_read.append(True)
    expect(desk.get_by_role("heading", name="Move in: my blog.xml")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="Look first: dry run").click()
    expect(desk.get_by_text("Nothing that readers can see would be lost.")).to_be_visible()
    assert_accessible(desk)
    assert not Post.objects.exists()
    desk.get_by_role("button", name="Import", exact=True).click()
    expect(desk.get_by_text("The import is done.")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("link", name="See the blog").click()
    expect(desk.get_by_role("link", name="The first frost").first).to_be_visible()


def test_the_page_of_an_import_follows_it_to_its_end(desk, live_server):
    row = Import.objects.create(
        file_name="blog.xml", source="wordpress", by=account("olga"), state="importing"
    )
    desk.goto(f"{live_server.url}/admin/move-in/{row.pk}/")
    expect(desk.get_by_text("It begins in a moment.")).to_be_visible()
    Import.objects.update(step="Storing", done=1, total=4, counted=20, noun="comments")
    expect(desk.get_by_text("Storing: 25 %")).to_be_visible()
    assert_accessible(desk)
    Import.objects.get().end(Import.State.DONE)
    expect(desk.get_by_text("The import is done.")).to_be_visible()


def test_a_file_that_the_site_does_not_take_is_refused_at_once(desk, live_server, settings):
    settings.IMPORT_MAX_BYTES = 10
    desk.goto(f"{live_server.url}/admin/move-in/")
    file = {"name": "blog.xml", "mimeType": "text/xml", "buffer": b"-" * 20}
    desk.get_by_label("File to upload").set_input_files(file)
    desk.get_by_role("button", name="Upload", exact=True).click()
    expect(desk.get_by_text("This site takes files up to")).to_be_visible()
    expect(desk.get_by_role("button", name="Upload", exact=True)).to_be_enabled()
