"""The connections to PostgreSQL that rest between requests."""

import pytest
from django.db import connection

from blogsite.databases import check_connection


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
