"""Django's DATABASES: one behaviour on SQLite and PostgreSQL."""

# It takes its only writer's lock at BEGIN (IMMEDIATE), so that two writers queue instead of
# failing, syncs before it says yes (FULL), and overwrites what is erased.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
        "PRAGMA secure_delete=ON"
    ),
}
# Half of what a short statement costs PostgreSQL is to read and plan it: from its sixth time on a
# connection keeps it prepared.
PREPARED_STATEMENTS = {"server_side_binding": True, "prepare_threshold": 5}


def with_options(config: dict, *, prepares: bool, connections: int, wait: float, is_pooled: bool):
    """Return the settings of a database, completed.

    On PostgreSQL `prepares` keeps statements prepared. When `is_pooled`, a process has at most
    `connections`, and a request waits for one for `wait` seconds; else each thread has its own.
    """
    if config["ENGINE"].endswith("sqlite3"):
        return config | {"OPTIONS": dict(SQLITE_OPTIONS)}
    options = config.get("OPTIONS", {}) | (PREPARED_STATEMENTS if prepares else {})
    if is_pooled:
        options["pool"] = pool_options(connections, wait)
    return config | {"CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def pool_options(size: int, wait: float) -> dict:
    return {
        "min_size": 1,
        "max_size": size,
        # Who waits for one longer, or is the next of so many, reads 503: some threads must be left
        # for cached pages.
        "timeout": wait,
        "max_waiting": 100,
        "reconnect_timeout": 1,  # or a pool that met a restart rests for minutes
    }
