"""Mail settings from EMAIL_URL."""

import pytest

from blogsite.mailers import mailers


def test_a_site_without_a_mail_server_stores_mail_as_files(tmp_path):
    mailer = mailers("", tmp_path)["default"]
    assert "filebased" in mailer["BACKEND"] and mailer["OPTIONS"]["file_path"] == str(tmp_path)


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example:25", 25, False, False),
        ("smtp+tls://me:p%40ss@mail.example:587", 587, True, False),
        ("smtp+ssl://me:p%40ss@mail.example:465", 465, False, True),
    ],
)
def test_a_mail_server_is_reached_as_email_url_says(tmp_path, url, port, tls, ssl):
    options = mailers(url, tmp_path)["default"]["OPTIONS"]
    assert (options["host"], options["port"]) == ("mail.example", port)
    assert (options["use_tls"], options["use_ssl"]) == (tls, ssl)
    assert options["password"] == ("p@ss" if "me:" in url else "") and options["timeout"] > 0
