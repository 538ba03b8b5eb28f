"""Read settings from the environment; an invalid value raises ImproperlyConfigured."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

from blogsite.object_store.url import Bucket, bucket_at

# For all files that the site itself writes, unless the variable of this name says otherwise.
VAR_DIR = Path(__file__).resolve().parent.parent / "var"

POSTGRESQL_PORT = 5432
FALSE = ("false", "off", "n", "no", "0", "")


class Environment(environ.Env):
    """django-environ with ranges and strict booleans; its own bool() reads any word as false."""

    def bool(self, var, default=False):
        written = self.str(var, default=str(default)).strip().lower()
        if written not in (*self.BOOLEAN_TRUE_STRINGS, *FALSE):
            raise ImproperlyConfigured(f"{var} is neither true nor false: {written!r}.")
        return written in self.BOOLEAN_TRUE_STRINGS

    def int(self, var, default, *, least=1, most):
        written = self.str(var, default=str(default)).strip()
        if not (is_digits(written) and least <= int(written) <= most):
            raise ImproperlyConfigured(
                f"{var} is a whole number from {least} to {most}, not {written!r}."
            )
        return int(written)

    def seconds(self, var, default, *, most) -> float:
        written = self.str(var, default=str(default)).strip()
        whole, _, fraction = written.partition(".")
        if not (is_digits(whole) and is_digits(fraction or "0") and float(written) <= most):
            raise ImproperlyConfigured(
                f"{var} is a number of seconds up to {most}, like 5 or 0.5, not {written!r}."
            )
        return float(written)

    def folder(self, var, default: Path) -> Path:
        """Return a folder; create it if it is missing."""
        return made(Path(self.str(var, default=str(default))), var)

    def time_zone(self, var, default) -> str:
        written = self.str(var, default=default)
        if written not in available_timezones():
            raise ImproperlyConfigured(
                f"{var} is not a known time zone: {written!r}; it is written like Europe/Berlin."
            )
        return written

    def ip(self, var, default) -> str:
        written = self.str(var, default=default).strip()
        try:
            return str(ip_address("127.0.0.1" if written == "localhost" else written))
        except ValueError:
            raise ImproperlyConfigured(
                f"{var} is an address of this machine, like 127.0.0.1 or ::1, not {written!r}."
            ) from None

    def database(self, var, default) -> dict:
        """Return Django's settings of a database, which may have several hosts.

        The error does not repeat the value, which may contain a password.
        """
        return self._database(self.str(var, default=default), var)

    def _database(self, written, var) -> dict:
        if not is_database(written):
            raise ImproperlyConfigured(
                f"{var} is not the URL of a database; it is written like"
                " postgresql://user:password@host:5432/name or sqlite:////path/to/file."
            )
        parts = urlsplit(written)
        if "," not in parts.netloc:
            config = self.db_url_config(written)
        else:
            hosts = hosts_in(parts.netloc)
            config = self.db_url_config(parts._replace(netloc=parts.netloc.split(",")[0]).geturl())
            config["HOST"] = ",".join(host for host, _port in hosts)
            config["PORT"] = ",".join(str(port or POSTGRESQL_PORT) for _host, port in hosts)
        if config["ENGINE"].endswith("sqlite3"):
            made(Path(config["NAME"]).parent, var)
        return config

    def bucket(self, var) -> Bucket | None:
        """Return the bucket of an object store; None if the variable is not set."""
        written = self.str(var, default="").strip()
        return bucket_at(written, var) if written else None

    def replicas(self, var, *, of: dict) -> list[dict]:
        """Return Django's settings of the replicas of a database: URLs, separated by commas or
        blanks.
        """
        urls = re.split(r"[,\s]+(?=\w+://)", self.str(var, default="").strip())
        configs = [self._database(url, var) for url in urls if url]
        if any(config["ENGINE"].endswith("sqlite3") for config in configs and [of, *configs]):
            raise ImproperlyConfigured(f"{var} is for PostgreSQL: SQLite has no replicas.")
        return configs

    def networks(self, var) -> list[str]:
        written = [network.strip() for network in self.list(var, default=[])]
        for network in written:
            try:
                ip_network(network, strict=False)
            except ValueError:
                raise ImproperlyConfigured(
                    f"{var} holds {network!r}, which is no address and no network; it is written"
                    " like 127.0.0.1,192.0.2.0/24."
                ) from None
        return written


def sqlite_in(folder: Path) -> str:
    """Return the URL of the default database."""
    return f"sqlite:///{quote(str(folder))}/soundoff.sqlite3"


def made(folder: Path, var) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{var} is in a folder that can be made, not {str(folder)!r}: {error.strerror}."
        ) from None
    return folder


def is_digits(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) < 12


def is_database(url: str) -> bool:
    """Return whether it is a complete URL of PostgreSQL or SQLite (a file after three slashes)."""
    if url == "sqlite://:memory:":
        return True
    try:
        parts = urlsplit(url)
        has_name, hosts = len(parts.path) > 1, hosts_in(parts.netloc)
        options = dict(parse_qsl(parts.query))
    except ValueError:
        return False
    if parts.scheme == "sqlite":
        return has_name and not parts.netloc
    is_postgresql = parts.scheme in ("postgres", "postgresql") and has_name
    has_all_hosts = len(hosts) == 1 or all(host for host, _port in hosts)
    has_ports = all(port != 0 for _host, port in hosts) and are_ports(options)
    return is_postgresql and has_all_hosts and has_ports


def are_ports(options: dict[str, str]) -> bool:
    """Return whether the ports after `?` are one for all hosts there, or one for each."""
    hosts, ports = (options.get(name, "").split(",") for name in ("host", "port"))
    are_numbers = all(is_digits(port) and 0 < int(port) <= 65_535 for port in ports if port)
    return are_numbers and len(ports) in (1, len(hosts))


def hosts_in(netloc: str) -> list[tuple[str | None, int | None]]:
    """Return the hosts in the middle of a URL, each with its port, which may be missing.

    Raises ValueError for an invalid port.
    """
    written = netloc.rpartition("@")[2].split(",")
    parts = [urlsplit(f"//{host}") for host in written]
    return [(part.hostname, part.port) for part in parts]
