"""The figures of moderation as readers see them, on phones and desktops, light and dark."""

from posts.models import Blog
from tests.browser.accessibility import assert_accessible
from tests.moderation.year_of_use import YearOfUse

YEAR = 2025


def test_everybody_can_read_the_figures_of_a_year(page, live_server, transactional_db):
    YearOfUse(YEAR, Blog.objects.current().zone, seed=7, sizes=(0, 3, 9, 20)).store()
    page.goto(f"{live_server.url}/transparency/?year={YEAR}")
    texts = page.locator("svg[role=img] > desc").all_text_contents()
    assert len(texts) > 9 and all(":" in text for text in texts)
    for summary in page.locator(".figures summary").all():
        summary.click()
    assert_accessible(page)
