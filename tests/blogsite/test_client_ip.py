"""The IP address of a client: forwarding headers of trusted proxies only."""

import pytest
from django.test import RequestFactory

from blogsite.middleware.client_ip import ClientIPMiddleware
from tests.cast import mona

PROXIES = ["192.0.2.0/24", "2001:db8::1", "127.0.0.1"]

# peer, X-Forwarded-For, whom we take it to be
TABLE = [
    ("203.0.113.9", None, "203.0.113.9"),
    ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # a header from a stranger
    ("192.0.2.1", "198.51.100.7", "198.51.100.7"),
    ("192.0.2.1", "198.51.100.7, 192.0.2.8", "198.51.100.7"),  # two of our proxies
    ("192.0.2.1", "10.9.9.9, 198.51.100.7", "198.51.100.7"),  # made up before ours
    ("192.0.2.1", "192.0.2.7, 192.0.2.8", "192.0.2.7"),
    ("192.0.2.1", "not an address", "192.0.2.1"),
    ("192.0.2.1", "198.51.100.7, nonsense, 192.0.2.8", "192.0.2.8"),
    ("192.0.2.1", ",,,", "192.0.2.1"),
    ("192.0.2.1", None, "192.0.2.1"),
    ("2001:db8::1", "2001:db8:9::5", "2001:db8:9::5"),
    ("::ffff:192.0.2.1", "::ffff:198.51.100.7", "198.51.100.7"),
    ("", None, None),
    ("unix:", "198.51.100.7", None),
]


@pytest.mark.parametrize(("peer", "forwarded", "client"), TABLE)
def test_the_nearest_untrusted_ip_address_is_the_client(settings, peer, forwarded, client):
    settings.TRUSTED_PROXIES = PROXIES
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers)
    assert ClientIPMiddleware(lambda request: request.client_ip)(request) == client


def test_a_forwarding_header_of_an_untrusted_peer_is_logged(settings, caplog):
    settings.TRUSTED_PROXIES = PROXIES
    request = RequestFactory(REMOTE_ADDR="203.0.113.9").get(
        "/", headers={"X-Forwarded-For": "198.51.100.7"}
    )
    ClientIPMiddleware(lambda request: None)(request)
    assert "X-Forwarded-For is ignored" in caplog.text and "203.0.113.9" not in caplog.text


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["10.0.0.2", "127.0.0.1", "172.17.0.1", "fd00::2"])
def test_a_private_proxy_that_is_not_trusted_causes_a_warning(client, caplog, settings, peer):
    settings.TRUSTED_PROXIES = ["192.0.2.1"]
    client.force_login(mona())
    page = client.get("/admin/", headers={"X-Forwarded-For": "198.51.100.7"}, REMOTE_ADDR=peer)
    assert "TRUSTED_PROXIES does not name it" in page.text and peer in page.text
    assert f"it comes from {peer}, which TRUSTED_PROXIES does not name" in caplog.text


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [("192.0.2.1", "198.51.100.7"), ("10.0.0.2", None), ("203.0.113.9", "198.51.100.7")],
    ids=["a named proxy", "a private visitor", "a stranger"],
)
def test_the_desk_warns_of_no_proxy_that_is_trusted(client, settings, peer, forwarded):
    settings.TRUSTED_PROXIES = ["192.0.2.1"]
    client.force_login(mona())
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert "TRUSTED_PROXIES" not in client.get("/admin/", headers=headers, REMOTE_ADDR=peer).text
