"""PgBouncer as a pooler of transactions between the site and PostgreSQL."""

import json

import pytest

from tests.fault_injection import AUDIT, CREATE_POST, in_site, own_postgresql, write_during
from tests.missing_programs import skip_or_fail
from tests.pooler import MISSING, pooler, pooler_path
from tests.site_server import small_site

pytestmark = pytest.mark.slow

READ_IN_PARTS = """
from comments.models import Comment
rows = Comment.objects.all()[:50]
for turn in range(20):
    bodies = [comment.body for comment in rows.iterator(chunk_size=2)]
print(len(bodies))
"""


def test_nothing_is_refused_behind_a_pooler_of_transactions(tmp_path, monkeypatch):
    if pooler_path() is None:
        skip_or_fail(MISSING)
    with own_postgresql() as (server, direct):
        post = in_site(direct, CREATE_POST).strip()
        monkeypatch.setenv("DATABASE_PREPARES", "false")
        with pooler(server) as url, small_site(url, tmp_path / "log") as site:

            def read():
                pages = ["/search/?q=frost", post, f"{post}?sort=newest", "/sitemap.xml", "/readyz"]
                statuses = [site.browser().get(page).status for page in pages]
                assert set(statuses) == {200}
                assert int(in_site(url, READ_IN_PARTS)) > 0

            sent = write_during(site, f"{post}respond/", read, writers=4)
        assert json.loads(in_site(direct, AUDIT)) == [sorted(sent), 0]
