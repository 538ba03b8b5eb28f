"""Django's backend for PostgreSQL, with one class for all errors of a lost server.

Django raises OperationalError or InterfaceError when a server does not answer. After a failover, or
behind a connection pooler, a server may answer that is not the one that was connected to: it
accepts no writes, or lacks prepared statements. PostgreSQL's driver has other classes for these
(InternalError, ProgrammingError), and the site would answer 500 instead of 503.
"""

from contextlib import suppress

from django.db import OperationalError
from django.db.backends.postgresql import base
from django.db.utils import DatabaseErrorWrapper as DjangoErrorWrapper
from django.utils.functional import cached_property

# SQLSTATE, from PostgreSQL's list of error codes.
READ_ONLY = "25006"  # a standby, or a primary that became one
NO_PREPARED_STATEMENT = "26000"
PREPARED_STATEMENT_EXISTS = "42P05"
ANOTHER_SERVER = {READ_ONLY, NO_PREPARED_STATEMENT, PREPARED_STATEMENT_EXISTS}


def is_of_another_server(error) -> bool:
    """Return whether an error of the driver means that this is not the server connected to."""
    return getattr(error, "sqlstate", None) in ANOTHER_SERVER


class DatabaseErrorWrapper(DjangoErrorWrapper):
    """Raises OperationalError for errors of another server, and closes the connection."""

    def __exit__(self, kind, error, traceback):
        if not is_of_another_server(error):
            return super().__exit__(kind, error, traceback)
        self.wrapper.errors_occurred = True
        with suppress(self.wrapper.Database.Error):
            self.wrapper.connection.close()  # so that a pool does not hand it out again
        raise OperationalError(*error.args).with_traceback(traceback) from error


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def wrap_database_errors(self):
        return DatabaseErrorWrapper(self)
