"""Sentences that an owner words otherwise: who may, what is refused, and what follows them."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from accounts.catalogues import loading
from accounts.languages import site_languages
from blogsite.pagecache.store import pages
from posts import dates, wordings
from posts.models import Blog, Wording
from tests.accounts.test_catalogues import folder as folder
from tests.accounts.test_catalogues import write
from tests.cast import NEWER, a_comment, a_post, account, edda

pytestmark = pytest.mark.django_db
LIST = "/admin/posts/wording/"


@pytest.fixture
def owner(client):
    client.force_login(account("olga", "Owners"))
    return client


def digest(sentence, language="en"):
    return next(
        each.digest for each in wordings.sentences_in(language) if each.original == sentence
    )


def word(client, sentence, *strings, language="en", **more):
    texts = {f"text_{form}": text for form, text in enumerate(strings)}
    return client.post(f"{LIST}{language}/{digest(sentence, language)}/", texts | more)


def test_an_owners_wording_is_on_all_pages_until_it_is_deleted(owner, client):
    post = a_comment(a_post()).post
    path = f"{post.get_absolute_url()}?v={NEWER}"
    before = client.get(path).text
    assert "Report abuse" in before
    assert word(owner, "Report abuse", "Tell us").status_code == 302
    after = client.get(path).text
    assert "Tell us" in after and "Report abuse" not in after
    listed = owner.get(LIST).text
    assert "Report abuse" in listed and "Tell us" in listed and "olga" in listed.casefold()
    word(owner, "Report abuse", _take_back="yes")
    assert not Wording.objects.exists()
    assert client.get(path).text == before


@pytest.mark.one_database
def test_a_name_like_an_owners_wording_of_a_button_is_refused_at_once(owner):
    url = f"{a_post().get_absolute_url()}respond/"

    def answer(name):
        fields = {"name": name, "body": f"{name} was here.", "email": "", "key": uuid4()}
        return Client(REMOTE_ADDR="").post(url, fields)

    assert answer("Riposte").status_code == 303
    word(owner, "Reply", "Riposte")
    refused = answer("Riposte")
    assert refused.status_code == 400 and "a word of our own buttons" in refused.text


@pytest.mark.one_database
def test_each_process_reads_wordings_once_after_they_change(
    owner, django_assert_num_queries, monkeypatch
):
    word(owner, "Report abuse", "Tell us")
    loading.use_wordings({})  # as in a process that has not read them
    monkeypatch.setattr(Wording.objects, "_used", 0)
    with override("en"):
        assert gettext("Report abuse") == "Report abuse"
    for number in (2, 1, 1):
        with django_assert_num_queries(number):
            Blog.objects.current()
    with override("en"):
        assert gettext("Report abuse") == "Tell us"


@pytest.mark.one_database
def test_a_wording_that_would_break_a_page_is_refused(owner, folder):
    write(folder, "en", 'msgid "Reply to %(name)s"\nmsgstr ""\n')
    for text, fault in (
        ("Re <b>%(name)s</b>", "Its tags must be those"),
        ("Re <script>x</script> %(name)s", "Its tags must be those"),
        ("Re", "%(name)s is missing."),
        ("Re %(name)s %(secret)s", "The original has no %(secret)s."),
        ("Re %(name)s 100%", "Its signs with %"),
        ("Re %(name)s.", "It must end as the original does"),
        ("Re\n%(name)s", "It must be on one line."),
        (" Re %(name)s", "the same blanks"),
        ("Re %(name)s \ue000name\ue001", "a character that is no text"),
        ("", "This field is required."),
        ("x" * 4_001, "at most 4000 characters"),
    ):
        answer = word(owner, "Reply to %(name)s", text)
        assert answer.status_code == 422 and fault in answer.text, text
        assert "<script>x" not in answer.text and not Wording.objects.exists()


@pytest.mark.one_database
def test_each_form_of_a_plural_has_its_field(owner):
    page = owner.get(f"{LIST}en/{digest('%(number)s comment was written.')}/").text
    assert re.findall(r"Own wording for [\d, …]+", page) == [
        "Own wording for 1",
        "Own wording for 0, 2, 3, 4, 5 …",
    ]
    word(
        owner,
        "%(number)s comment was written.",
        "%(number)s comment came.",
        "%(number)s comments came.",
    )
    assert Wording.objects.get().strings == [
        "%(number)s comment came.",
        "%(number)s comments came.",
    ]


@pytest.mark.one_database
def test_sentences_are_looked_for_by_words_of_either_language(owner, folder):
    write(folder, "de", 'msgid "Reply"\nmsgstr "Antworten"\n')
    write(folder, "en", 'msgid "Reply"\nmsgstr ""\n\nmsgid "Preview"\nmsgstr ""\n')
    for text in ("reply", "ANTWORT"):
        page = owner.get(LIST, {"language": "de", "q": text})
        assert [each.original for each in page.context["sentences"]] == ["Reply"]
    assert "No native speaker has read" in page.text
    assert owner.get(LIST, {"language": "xx", "q": "%"}).context["language"] == "en"


@pytest.mark.one_database
def test_a_wording_whose_sentence_is_gone_can_be_deleted(owner, folder):
    write(folder, "en", 'msgid "Old"\nmsgstr ""\n')
    where = f"{LIST}en/{digest('Old')}/"
    owner.post(where, {"text_0": "Older"})
    write(folder, "en", 'msgid "New"\nmsgstr ""\n')
    assert "The site does not use this sentence any more." in owner.get(where).text
    assert owner.post(where, {"text_0": "Oldest"}).status_code == 200
    owner.post(where, {"_take_back": "yes"})
    assert not Wording.objects.exists()


@pytest.mark.one_database
def test_dates_follow_the_wording_of_their_format(owner):
    moment = a_post().published_at
    with override("en"):
        assert not dates.day(moment.date()).startswith(f"{moment:%Y-%m}")
        word(owner, "F j, Y", "Y-m-d")
        Blog.objects.current()
        assert dates.day(moment.date()) == f"{moment:%Y-%m-%d}"


@pytest.mark.one_database
def test_a_format_that_cannot_write_dates_is_refused(owner):
    for sentence, text in (("F j, Y", "j. F Y, H:i"), ("H:i", "G Uhr")):
        answer = word(owner, sentence, text)
        assert answer.status_code == 422
        assert "This is not a format of dates or times." in answer.text and text in answer.text
    assert not Wording.objects.exists()


@pytest.mark.one_database
def test_editors_and_readers_word_nothing(client):
    where = f"{LIST}en/{digest('Report abuse')}/"
    for person in (None, edda()):
        if person:
            client.force_login(person)
        for answer in (client.get(LIST), client.get(where), client.post(where, {"text_0": "Hi"})):
            assert answer.status_code in (302, 403)
    assert not Wording.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("where", ["en/0123/", "xx/0123/", "999/change/"])
def test_an_unknown_sentence_is_not_found(owner, where):
    assert owner.get(f"{LIST}{where}").status_code == 404


# The language of the blog


def set_language(client, language):
    page = client.get("/admin/posts/blog/1/change/")
    sent = {name: value or "" for name, value in page.context["adminform"].form.initial.items()}
    return client.post("/admin/posts/blog/1/change/", sent | {"language": language})


@pytest.mark.one_database
def test_an_owner_chooses_among_the_catalogues_and_pages_follow(owner, folder, client):
    write(folder, "en", 'msgid "Archive"\nmsgstr ""\n')
    write(folder, "ar", 'msgid "Report abuse"\nmsgstr "بلّغ عن إساءة"\n')
    post = a_comment(a_post()).post
    assert '<html lang="en" dir="ltr">' in client.get(post.get_absolute_url()).text
    form = owner.get("/admin/posts/blog/1/change/").text
    assert "العربيّة (no native speaker has read it yet)" in form
    assert "Staff work in English; with any other language" in form
    assert set(site_languages()) == {"en", "ar"}
    refused = set_language(owner, "de")
    assert refused.status_code == 200 and "de is not one of the available choices" in refused.text
    assert set_language(owner, "ar").status_code == 302
    for page in pages.pages.values():
        page.fresh_until = 0  # as a second later
    page = client.get(post.get_absolute_url()).text
    assert '<html lang="ar" dir="rtl">' in page and "بلّغ عن إساءة" in page


@pytest.mark.one_database
def test_the_desk_is_in_the_language_of_the_account(owner, folder):
    write(folder, "de", 'msgid "Desk"\nmsgstr "Schreibtisch"\n')
    assert "Schreibtisch" not in owner.get("/admin/").text
    olga = account("olga", "Owners")
    olga.language = "de"
    olga.save()
    assert "Schreibtisch" in owner.get("/admin/").text
    assert Blog.objects.current().language == "en"


@pytest.mark.one_database
def test_the_desk_is_in_english_where_a_language_is_for_readers_alone(owner, folder):
    sentences = ("Comments", "Pin it", "All kinds, to switch on and off:")
    arabic = "".join(f'msgid "{each}"\nmsgstr "عربي:"\n\n' for each in sentences)
    write(folder, "ar", arabic)
    write(folder, "de", 'msgid "Comments"\nmsgstr "Kommentare"\n')
    assert set_language(owner, "ar").status_code == 302
    olga = account("olga", "Owners")
    editorial = f"/comments/{a_comment(a_post()).pk}/editorial/"
    for own in ("", "ar"):
        olga.language = own
        olga.save()
        for url in ("/admin/", editorial, "/admin/mail/staff_digest/"):
            page = owner.get(url).text
            assert 'lang="en" dir="ltr"' in page and "عربي" not in page, url
        assert "Pin it" in owner.get(editorial).text
    assert set_language(owner, "de").status_code == 302
    assert "Kommentare" in owner.get("/admin/").text
