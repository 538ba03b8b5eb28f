"""Django's DATABASES: one behaviour on SQLite and PostgreSQL."""

import select
from contextlib import contextmanager

# It takes its only writer's lock at BEGIN (IMMEDIATE), so that two writers queue instead of
# failing; syncs before it confirms a commit (FULL); and overwrites erased data.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
        "PRAGMA secure_delete=ON"
    ),
}
# Half of the cost of a short statement in PostgreSQL is parsing and planning: from its sixth
# execution a connection keeps it prepared.
PREPARED_STATEMENTS = {"server_side_binding": True, "prepare_threshold": 5}
# PostgreSQL starts no parallel workers and no JIT compiler: with them, counting a thousand rows
# took 27 ms instead of 4, and pages run in parallel anyway.
WITHOUT_WORKERS = {"options": "-c max_parallel_workers_per_gather=0 -c jit=off"}

# Of several hosts, PostgreSQL's client uses the one that accepts writes: each has two seconds to
# answer; one that goes silent within a connection has five, or seven while we wait for it.
OF_SEVERAL_HOSTS = {
    "target_session_attrs": "read-write",
    "connect_timeout": "2",
    "tcp_user_timeout": "5000",
    # Who waits for an answer sends nothing, and the limit above is for what was sent.
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
}


# A replica that is away is not worth waiting for: the primary answers, too.
OF_REPLICAS = {"connect_timeout": "2", "target_session_attrs": "any"}
REPLICA_WAIT_SECONDS = 1
REPEATABLE_READ = 3  # psycopg.IsolationLevel, which a site on SQLite need not load


def with_options(config: dict, *, prepares: bool, connections: int, wait: float, is_pooled: bool):
    """Return the settings of a database, completed.

    On PostgreSQL `prepares` keeps statements prepared, sets options of the connection, and reads
    long results in parts: a transaction pooler supports none of it. If `is_pooled`, a process has
    at most `connections`, and a request waits for one for `wait` seconds; else each thread has its
    own.
    """
    if config["ENGINE"].endswith("sqlite3"):
        return config | {"OPTIONS": dict(SQLITE_OPTIONS)}
    options = config.get("OPTIONS", {})
    if "," in (config.get("HOST") or options.get("host", "")):
        options = OF_SEVERAL_HOSTS | options
    if prepares:
        options = WITHOUT_WORKERS | options | PREPARED_STATEMENTS
    if is_pooled:
        options["pool"] = pool_options(connections, wait)
    return config | {
        "ENGINE": "blogsite.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": not prepares,
        "OPTIONS": options,
    }


def replicas(configs: list[dict], **options) -> dict[str, dict]:
    """Return the settings of the replicas by name; `options` are those of `with_options`."""
    options["wait"] = min(options["wait"], REPLICA_WAIT_SECONDS)
    return {
        f"replica-{number}": replica(config, options) for number, config in enumerate(configs, 1)
    }


def replica(config, options) -> dict:
    config["OPTIONS"] = OF_REPLICAS | config.get("OPTIONS", {})
    config = with_options(config, **options)
    config["OPTIONS"]["isolation_level"] = REPEATABLE_READ
    return config


def pool_options(size: int, wait: float) -> dict:
    return {
        "min_size": 1,
        "max_size": size,
        "check": check_connection,
        # A request that waits longer, or finds the queue full, gets 503: some threads must be left
        # for cached pages.
        "timeout": wait,
        "max_waiting": 100,
        # Requests that wait start no attempt to connect. The pool goes on trying as long as they
        # wait, after 1, 3 and 5 seconds; then the next request begins again.
        "reconnect_timeout": max(1, wait),
    }


def check_connection(connection):
    """Raise an error if a pooled connection was closed while idle; runs in each request.

    A closed socket is readable at once, so select() finds it without a query, which would take a
    third of a millisecond.
    """
    resting = select.poll()
    resting.register(connection.fileno(), select.POLLIN)
    if resting.poll(0):
        connection.execute("")


@contextmanager
def without_sync(connection):
    """Let a `with` block on SQLite commit before the disk says that it has stored it.

    For what a power failure may take, such as counts of requests: the wait is longer than all the
    rest of a short request. The database stays intact. Inside a transaction nothing changes.
    """
    connection.ensure_connection()
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    database = connection.connection
    database.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        database.execute("PRAGMA synchronous=FULL")


def connection_parameters(config: dict) -> dict:
    """Return what PostgreSQL's client needs to connect, of Django's settings of a database."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    names |= {"PORT": "port"}
    parameters = {word: config[name] for name, word in names.items() if config[name]}
    parameters |= config.get("OPTIONS", {})
    has_several_hosts = "," in parameters.get("host", "")
    return OF_SEVERAL_HOSTS | parameters if has_several_hosts else parameters
