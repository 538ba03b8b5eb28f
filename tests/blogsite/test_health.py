"""Probes for liveness and readiness, and the page without a database."""

import json
import os
import subprocess
import sys

import pytest

NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:1/nothing"
ASK = """
import json, django
django.setup()
from django.test import Client
told = {}
for path in %r:
    browser = Client(raise_request_exception=False)  # as a server, which answers 500
    answer = browser.get(path, headers={"host": "localhost"})
    told[path] = answer.status_code, answer.get("Retry-After"), answer.content.decode()
print(json.dumps(told))
"""


def test_the_liveness_probe_needs_no_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_a_site_with_database_and_cache_is_ready(client):
    response = client.get("/readyz")
    answer = {"ready": True, "away": [], "draining": False}
    assert (response.status_code, response.json()) == (200, answer)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.slow
def test_without_its_database_a_site_answers_503_with_a_time():
    paths = ["/healthz", "/readyz", "/", "/2010/07/29/the-post/", "/comments/1/", "/feed/"]
    paths += ["/nowhere/", "/?p=1", "/search/?q=frost"]  # of these, a middleware asks it first
    done = subprocess.run(
        [sys.executable, "-c", ASK % paths],
        env=os.environ
        | {"DATABASE_URL": NOBODY_LISTENS, "DJANGO_SETTINGS_MODULE": "blogsite.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert answers["/healthz"][0] == 200
    assert answers["/readyz"][0] == 503 and "database" in json.loads(answers["/readyz"][2])["away"]
    for path in paths[2:]:
        status, retry_after, page = answers[path]
        assert (status, retry_after) == (503, "5"), path
        assert "Back in a moment" in page and "<title>" in page
