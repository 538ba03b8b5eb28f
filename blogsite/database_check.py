"""`check --deploy` asks each PostgreSQL server of the settings whether it takes writes."""

from collections.abc import Iterator

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections

CONNECT_SECONDS = 2
# An administrator may also have switched writing off.
TAKES_WRITES = """
SELECT NOT pg_is_in_recovery() AND NOT current_setting('transaction_read_only')::boolean
"""


def check_servers(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Return what is wrong with the servers of this site."""
    return faults_of(connections)


def faults_of(connections) -> list[checks.CheckMessage]:
    """Return an error unless exactly one server of DATABASE_URL takes writes, and a warning for
    each server that does not answer.
    """
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        return []
    messages, writable = [], []
    for alias in connections:
        for server, answer in _answers(connections[alias].get_connection_params()):
            if isinstance(answer, Exception):
                messages.append(_away(server, answer))
            elif answer and alias == DEFAULT_DB_ALIAS:
                writable.append(server)
    if not writable:
        text = "No server of DATABASE_URL takes writes: none answers, or each is a standby."
        messages.append(checks.Error(text, id="soundoff.E010"))
    elif len(writable) > 1:
        text = f"Several servers of DATABASE_URL take writes, not one: {', '.join(writable)}."
        messages.append(checks.Error(text, id="soundoff.E011"))
    return messages


def _away(server, error):
    first_line = str(error).partition("\n")[0]
    text = f"The PostgreSQL server {server} does not answer: {first_line}"
    return checks.Warning(text, id="soundoff.W010")


def _answers(parameters: dict) -> Iterator[tuple[str, bool | Exception]]:
    """Yield each server of the parameters of a connection, with whether it takes writes, or with
    the error instead of an answer.
    """
    import psycopg

    parameters |= {"connect_timeout": CONNECT_SECONDS, "target_session_attrs": "any"}
    hosts = str(parameters.pop("host", "")).split(",")
    ports = str(parameters.pop("port", "")).split(",")
    for host, port in zip(hosts, ports * (len(hosts) // len(ports)), strict=True):
        place = {"host": host or None, "port": port or None}
        name = ":".join(filter(None, (host, port))) or "on this machine"
        try:
            with psycopg.connect(**parameters, **place, autocommit=True) as connection:
                yield name, connection.execute(TAKES_WRITES).fetchone()[0]
        except psycopg.Error as error:
            yield name, error
