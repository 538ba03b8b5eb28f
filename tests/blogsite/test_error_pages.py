"""Error pages, some of which are rendered when nothing else works."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_an_error_page_needs_neither_the_database_nor_a_context(status):
    html = render_to_string(f"{status}.html")
    assert html.count("<h1>") == 1
    assert '<a href="/">' in html


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_an_error_page_declares_the_language_that_it_is_in(status):
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in render_to_string(f"{status}.html")


def test_the_page_of_a_404_offers_a_way_on(client, db):
    response = client.get("/2010/07/29/nothing/")
    assert response.status_code == 404
    assert b"every post is on" in response.content
