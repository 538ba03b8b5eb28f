"""The site's URL, for texts outside of a request, such as mails."""


def site_address(origins, hosts, port: int, *, tls: bool) -> str:
    """Return the site's base URL, guessed from the environment.

    `origins` have a scheme (https://blog.example), `hosts` are names; wildcard entries are ignored.
    """
    for origin in origins:
        if "*" not in origin:
            return origin.rstrip("/")
    host = next((host for host in hosts if host[:1] not in ("", "*", ".")), "localhost")
    return f"https://{host}" if tls else f"http://{host}:{port}"
