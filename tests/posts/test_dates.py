"""Dates and numbers that people read and type, each in one form everywhere."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.formats import date_format

from posts import dates
from posts.url_converters import positive_int
from tests.cast import a_comment, a_post, alice, mona

MOMENT = datetime(2010, 7, 29, 21, 33, tzinfo=UTC)
LARGEST = 10**18 - 1


def test_dates_are_written_in_the_active_language():
    written = dates.day(MOMENT), dates.day_of_year(MOMENT), dates.month(2010, 7)
    assert written == ("July 29, 2010", "July 29", "July 2010")
    assert dates.day_and_time(MOMENT, ZoneInfo("America/New_York")) == "July 29, 2010 at 17:33"
    with translation.override("fr"):
        assert dates.month(2010, 7) == "juillet 2010"
    assert dates.day(date(2010, 7, 29)) == "July 29, 2010"
    # 07/08/2010 would be in July or in August.
    assert date_format(date(2010, 7, 8), "SHORT_DATE_FORMAT") == "8 Jul 2010"


@pytest.mark.parametrize(
    ("language", "month"), [("it", "luglio"), ("pt-br", "julho"), ("tr", "Temmuz"), ("en", "July")]
)
def test_a_month_begins_as_its_language_spells_it(language, month):
    with translation.override(language):
        assert month in dates.day(MOMENT) and month in dates.month(2010, 7)


@pytest.mark.parametrize("text", ["1", "42", str(LARGEST)])
def test_a_query_carries_a_number_that_the_database_can_hold(text):
    assert positive_int(text) == int(text)


NO_NUMBERS = ["", "0", "-1", "007", "1.0", " 1", "1\n", "१२", "²", str(LARGEST + 1), "1" * 5_000]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_anything_else_is_no_number(text):
    assert positive_int(text) is None


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["२", str(10**18), "9" * 40, "x"])
def test_no_page_fails_at_what_only_looks_like_a_number(client, text):
    post = a_comment(a_post()).post
    client.force_login(mona())
    for path in ("/", "/search/?q=frost", post.get_absolute_url()):
        assert client.get(path, {"page": text, "q": "frost"}).status_code == 404
    assert client.get("/me/", {"post": text}).status_code == 404
    assert client.get("/admin/moderation/heldcomment/", {"after": text}).status_code == 200
    client.force_login(alice())
    assert client.post("/warnings/", {"warning": text}).status_code == 404
