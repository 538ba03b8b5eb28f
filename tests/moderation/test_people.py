"""The page of a person in the admin: everything by them and about them, and the search for it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from comments.models import Comment
from moderation.models import ModeratorScope, Note
from tests.cast import a_comment, a_post, alice, bob, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_reader, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/accounts/person/"
LISTS = ("comments", "received", "reports", "decisions", "bans", "warnings", "notes")


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def page_of(client, person, **query):
    answer = client.get(f"{PEOPLE}{person.pk}/", query)
    assert answer.status_code == 200
    return answer


def count_of(page, code):
    return next(str(each.count) for each in page.context["lists"] if each.code == code)


def texts(page):
    return [row.text for row in page.context["rows"]]


def a_life(post, number=0, person=None):
    """Return the comment of a person that was reported, decided on, warned and noted."""
    comment = a_comment(
        post, f"Rime {number}.", by=person, email="hoar@mail.example", ip="203.0.113.7"
    )
    a_report(comment, "rosa", note=f"It bites {number}.")
    other = a_comment(post, f"Thaw {number}.", by=bob(), ip="203.0.113.8")
    a_report(other, comment.author)
    decide("warn", comment, by=milo(), ground=a_rule())
    decide("ban", comment, by=milo(), ground=a_rule())
    decide("remove", comment, by=milo(), ground=a_rule())
    Note.objects.write(f"Icy {number}.", by=milo(), person=comment.author)
    return comment


def test_a_page_shows_all_that_a_person_did_and_what_followed(desk):
    post = a_post()
    comment = a_life(post)
    for status in Comment.Status.values:
        a_comment_that_is(status, post, body=f"Frost {status}.", name="Jack")
    pages = {code: page_of(desk, comment.author, show=code) for code in LISTS}
    assert len(texts(pages["comments"])) == 1 + len(Comment.Status.values)
    expected = {
        "comments": ("Rime 0.", "Frost withdrawn.", "Removed"),
        "received": ("Rime 0.", "Harassment: upheld", "It bites 0.", "by Rosa"),
        "reports": ("Thaw 0.", "Harassment: open", "about Bob"),
        "decisions": ("Removed: Alice", "Banned: Alice", "Warned: Alice", "by Milo"),
        "bans": ("In force: Alice, until lifted", "by Milo"),
        "warnings": ("not acknowledged yet", "Rime 0."),
        "notes": ("Icy 0.", "by Milo", "about the person"),
    }
    for code, parts in expected.items():
        for part in parts:
            assert part in pages[code].text, (code, part)
    for part in ("Jack", "hoar@mail.example", "203.0.113.7", ">Bob<", "Banned"):
        assert part in pages["comments"].text, part
    counts = {code: count_of(pages["notes"], code) for code in LISTS}
    others = dict.fromkeys(("received", "reports", "bans", "warnings", "notes"), "1")
    assert counts == {"comments": "6", "decisions": "3", **others}


def test_a_guest_who_was_joined_is_shown_on_the_page_of_the_account(desk):
    guest, account = Person.objects.create(), a_reader()
    a_comment(a_post(), "As a guest.", by=guest, name="Frosty")
    account.join(guest)
    answer = desk.get(f"{PEOPLE}{guest.pk}/?show=comments")
    assert answer["Location"] == f"{PEOPLE}{account.pk}/?show=comments"
    page = page_of(desk, account)
    assert texts(page) == ["As a guest."] and f"guest {guest.pk}" in page.text


def test_the_lists_of_a_person_are_narrowed_by_words_and_status(desk):
    post = a_post()
    a_comment(post, "Rime on the gate.")
    a_comment_that_is("held", post, body="Rime on the roof.")
    person = a_comment_that_is("held", post, body="Snow.").author
    a_comment(post, "Rime, says somebody else.", by=bob())
    assert texts(page_of(desk, person, status="held")) == ["Snow.", "Rime on the roof."]
    assert texts(page_of(desk, person, status="held", q="rim")) == ["Rime on the roof."]
    odd = page_of(desk, person, status="frozen", q="x" * 9_999 + "\x00")
    assert texts(odd) == [] and 'role="alert"' in odd.text


@pytest.mark.parametrize(
    "path", ["999999999/", f"{'9' * 18}/", "{}/?show=secrets", f"{'9' * 40}/", "x/"]
)
def test_a_person_or_a_list_that_does_not_exist_is_not_found(desk, path):
    person = a_comment(a_post()).author
    answer = desk.get(PEOPLE + path.format(person.pk), follow=True)
    assert answer.status_code == 404


def test_the_pages_of_a_list_hold_every_comment_once(desk):
    post = a_post()
    written = [a_comment(post, f"Number {n}.") for n in range(60)]
    moment = written[30].created  # as imported comments have it
    Comment.objects.filter(pk__gte=written[20].pk).update(created=moment)
    collected, url = [], f"{PEOPLE}{written[0].author_id}/?after={'9' * 30}"
    while url:
        page = desk.get(url)
        collected += [row.pk for row in page.context["rows"]]
        query = page.context["page_links"].get("After these")
        url = query and PEOPLE + f"{written[0].author_id}/{query}"
    assert len(collected) == 60 == len(set(collected))
    last = page_of(desk, written[0].author, last=1)
    assert [row.pk for row in last.context["rows"]][-1] == written[0].pk == collected[-1]


@pytest.mark.slow
@pytest.mark.one_database
def test_the_queries_of_a_page_do_not_depend_on_how_much_there_is(desk):
    def queries_by_list():
        numbers = {}
        for code in LISTS:
            with CaptureQueriesContext(connection) as queries:
                page_of(desk, person, show=code)
            numbers[code] = len(queries)
        return numbers

    post = a_post()
    person = a_life(post).author
    page_of(desk, person)
    few = queries_by_list()
    for number in range(1, 6):
        a_life(post, number)
    assert queries_by_list() == few


def test_a_scoped_moderator_finds_nothing_outside_the_scope(client):
    tea, coffee = a_post("Tea"), a_post("Coffee")
    tea.tag(["Tea"])
    inside = a_life(tea)
    person = inside.author
    a_life(coffee, 1)
    stranger = a_life(coffee, 2, by := a_reader("carla")).author
    assert stranger == by
    scope = ModeratorScope.Kind.TAG
    ModeratorScope.objects.create(user=mona(), kind=scope, tag=tea.tags.get())
    client.force_login(mona())
    for code in LISTS:
        page = page_of(client, person, show=code)
        assert "Rime 1" not in page.text and "Thaw 1" not in page.text, code
        assert "Coffee" not in page.text, code
        assert count_of(page, code) == {"decisions": "3", "notes": "2"}.get(code, "1")
    assert client.get(f"{PEOPLE}{stranger.pk}/").status_code == 404
    assert "Carla" not in client.get(PEOPLE).text + client.get(PEOPLE, {"q": "rime"}).text
    card = client.get(f"/admin/moderation/heldcomment/{inside.pk}/card/").text
    assert re.search(r"1 comment:\s+0 published, 1 removed", card)


def test_people_are_found_by_name_email_and_their_words(desk):
    post, guest = a_post(), Person.objects.create()
    a_comment(post, "Rime and reason.", by=guest, name="Frosty", email="hoar@mail.example")
    a_comment(post, "Snow.", by=alice())
    for search in ("frosty", "hoar@mail.example", "rime reason"):
        page = desk.get(PEOPLE, {"q": search})
        assert f'href="{PEOPLE}{guest.pk}/"' in page.text and ">Frosty<" in page.text, search
        assert "Alice" not in page.text
    accounts = desk.get(PEOPLE, {"q": "ALICE@soundoff.example"}).context["people"]
    assert [str(person) for person in accounts] == ["Alice"]
    assert desk.get(PEOPLE, {"q": "ice@soundoff"}).context["people"] == []
    everybody = desk.get(PEOPLE, {"after": "9" * 30, "q": "\x00"}).text
    assert "Alice" in everybody and "Frosty" in everybody


@pytest.mark.one_database
def test_a_card_leads_to_all_about_its_author_and_reporters(desk):
    comment = a_comment_that_is("held")
    reported = a_report(a_comment(a_post(), by=bob()))
    for card in (comment, reported.comment):
        page = desk.get(f"/admin/moderation/heldcomment/{card.pk}/card/").text
        assert f'href="{PEOPLE}{card.author_id}/"' in page
    assert f'href="{PEOPLE}{reported.by_id}/?show=reports"' in page
