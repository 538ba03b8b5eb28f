"""The connections to PostgreSQL that rest between requests."""

import pytest
from django.db import connection

from blogsite.backup.site_lock import SiteIsBusy, import_lock
from blogsite.databases import check_connection
from posts.models import Post


@pytest.mark.django_db
def test_a_connection_that_was_closed_meanwhile_is_given_to_no_request():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that closes connections")
    params = connection.get_connection_params() | {"autocommit": True}
    with connection.Database.connect(**params) as resting:
        check_connection(resting)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 60000)", [resting.info.backend_pid])
        with pytest.raises(connection.Database.OperationalError):
            check_connection(resting)


@pytest.mark.django_db
def test_a_connection_stays_open_while_its_process_waits_for_a_lock():
    if connection.vendor != "postgresql":
        pytest.skip("a restore needs the file of SQLite closed")
    with import_lock():
        with pytest.raises(SiteIsBusy), import_lock():
            pass
        assert not Post.objects.exists()  # within the same transaction
