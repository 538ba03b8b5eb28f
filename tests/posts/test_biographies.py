"""What the blog says about its authors, below their posts and on their pages."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from accounts.own_data import write_own_data
from blogsite.pagecache.store import pages
from posts.forms import picture
from posts.models import Biography, Blog, Image, Look
from tests.cast import a_page, a_post, alice, edda, milo
from tests.posts.pictures import painted

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/posts/biography/"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def portrait(colour=(90, 60, 30)):
    file = io.BytesIO(painted(size=(400, 400), colour=colour))
    file.name = "portrait.jpg"
    return file


def a_biography(author=None, text="Edda counts ice days.", colour=(90, 60, 30)):
    picture = Image.objects.store(portrait(colour).getvalue(), is_decorative=True)
    return Biography.objects.create(author=author or edda(), text=text, picture=picture)


def text_at(client, path):
    pages.clear()
    return " ".join(client.get(path).text.split())


@pytest.mark.one_database
def test_a_biography_stands_below_posts_and_on_the_page_of_the_author(client):
    post, page = a_post(), a_page()
    paths = [post.get_absolute_url(), f"/authors/{edda().pk}/"]
    assert not any("biography" in text_at(client, path) for path in paths)
    row = a_biography(text="Edda <b>counts</b> ice. https://ice.example")
    for path in paths:
        text = text_at(client, path)
        assert "Edda &lt;b&gt;counts&lt;/b&gt; ice." in text
        assert 'href="https://ice.example"' in text
        assert row.picture.source in text
    portrait_elsewhere = f'"og:image" content="http://testserver{row.picture.source}"'
    assert portrait_elsewhere in text_at(client, paths[1])
    assert "biography" not in text_at(client, page.get_absolute_url())


@pytest.mark.one_database
def test_a_biography_costs_no_query_of_its_own(client):
    path = a_post().get_absolute_url()
    counts = []
    for _ in range(2):
        pages.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
        Biography.objects.filter(author=edda()).first() or a_biography()
    assert counts[0] == counts[1]


def test_an_editor_writes_a_biography_and_cached_pages_show_it(client):
    a_post()
    client.force_login(edda())
    before = Blog.objects.current().version
    sent = {"author": edda().pk, "text": "Edda counts ice days.", "picture_file": portrait()}
    assert client.post(f"{LIST}add/", sent).status_code == 302
    row = Biography.objects.get()
    assert row.picture.by == edda() and Blog.objects.current().version > before
    first = row.picture.file_names[0]
    change = {"author": edda().pk, "text": "And snow.", "picture_file": portrait((1, 2, 3))}
    assert client.post(f"{LIST}{row.pk}/change/", change).status_code == 302
    assert not default_storage.exists(first) and Image.objects.count() == 1
    assert "And snow." in client.get(LIST).text
    change["picture_file-clear"], change["picture_file"] = "on", ""
    client.post(f"{LIST}{row.pk}/change/", change)
    row.refresh_from_db()
    assert row.picture is None and not Image.objects.exists()


def token_in(answer) -> str:
    """Return what names the picture that was sent, in a form that is shown again."""
    return re.search(r'name="picture_file-stored" value="([^"]+)"', answer.text)[1]


@pytest.mark.one_database
def test_a_biography_that_is_refused_holds_its_picture(client):
    client.force_login(edda())
    answer = client.post(f"{LIST}add/", {"author": edda().pk, "picture_file": portrait()})
    sent = {"author": edda().pk, "text": "Ice.", "picture_file-stored": token_in(answer)}
    client.post(f"{LIST}add/", sent)
    row = Biography.objects.get()
    assert (row.picture.width, row.picture.by) == (400, edda())
    client.post(f"{LIST}{row.pk}/change/", sent | {"text": "And snow."})
    assert Biography.objects.get().picture == row.picture


@pytest.mark.one_database
@pytest.mark.parametrize("is_late", [True, False])
def test_a_form_says_that_the_picture_it_held_is_lost(client, monkeypatch, is_late):
    client.force_login(edda())
    row = a_biography()
    path, sent = f"{LIST}{row.pk}/change/", {"author": edda().pk, "text": "Ice."}
    answer = client.post(path, sent | {"text": "", "picture_file": portrait((1, 2, 3))})
    sent["picture_file-stored"] = token_in(answer)
    if is_late:
        monkeypatch.setattr(picture, "TOKEN_LIFETIME", timedelta(seconds=-1))
    else:
        Image.objects.exclude(pk=row.picture.pk).delete()
    answer = client.post(path, sent)
    assert answer.status_code == 200 and "Choose the file again." in answer.text
    del sent["picture_file-stored"]
    assert "picture_file-stored" not in answer.text
    assert client.post(path, sent).status_code == 302
    assert Biography.objects.get().picture == row.picture


def test_a_picture_that_another_biography_or_the_blog_shows_stays(client):
    client.force_login(edda())
    answer = client.post(f"{LIST}add/", {"author": edda().pk, "picture_file": portrait()})
    sent = {"text": "Ice.", "picture_file-stored": token_in(answer)}
    for author in (edda(), milo()):
        assert client.post(f"{LIST}add/", sent | {"author": author.pk}).status_code == 302
    first, second = Biography.objects.order_by("pk")
    assert first.picture == second.picture
    change = {"author": edda().pk, "text": "Snow.", "picture_file": portrait((1, 2, 3))}
    assert client.post(f"{LIST}{first.pk}/change/", change).status_code == 302
    second.refresh_from_db()
    assert second.picture and all(map(default_storage.exists, second.picture.file_names))
    Look.objects.update(icon=second.picture)
    second.delete()
    assert Look.objects.current().icon == second.picture
    assert all(map(default_storage.exists, second.picture.file_names))


@pytest.mark.one_database
def test_biographies_need_the_permission_to_change_the_blog(client):
    row = a_biography()
    client.force_login(milo())
    for path in (LIST, f"{LIST}add/", f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/delete/"):
        assert client.get(path).status_code == 403, path


def test_a_picture_that_a_post_shows_stays_when_a_biography_goes():
    row = a_biography()
    post = a_post(body=f'<p>Look:</p><img src="{row.picture.source}" alt="Edda">')
    row.delete()
    assert default_storage.exists(row.picture.file_names[0])
    other = a_biography(alice(), "Alice.", (9, 9, 9))
    post.lead_image = other.picture
    post.save()
    other.delete()
    assert Image.objects.filter(pk=other.picture.pk).exists()


def test_closing_an_account_deletes_its_biography_and_the_picture():
    a_post()
    names = a_biography().picture.file_names
    assert all(map(default_storage.exists, names))
    edda().erase()
    assert not Biography.objects.exists() and not Image.objects.exists()
    assert not any(map(default_storage.exists, names))


@pytest.mark.one_database
def test_a_person_can_download_what_the_blog_says_about_them():
    a_biography()
    file = io.BytesIO()
    write_own_data(file, Person.objects.of(edda()), "The Frost Paper")
    assert "Edda counts ice days." in json.dumps(contents(file))


def contents(file):
    import zipfile

    with zipfile.ZipFile(file) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]
