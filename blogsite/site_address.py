"""Where the site is reached, for what is written outside of a request, such as mails."""


def site_address(origins, hosts, port: int, *, tls: bool) -> str:
    """Give scheme and host, guessed from what the environment says of both.

    `origins` are whole ones (https://blog.example), `hosts` names; patterns among them say nothing.
    """
    for origin in origins:
        if "*" not in origin:
            return origin.rstrip("/")
    host = next((host for host in hosts if host[:1] not in ("", "*", ".")), "localhost")
    return f"https://{host}" if tls else f"http://{host}:{port}"
