"""/metrics: the sums over all workers, for staff and holders of the token."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from accounts.mail.delivery import send_due
from blogsite import release
from blogsite.mailers import mailers
from moderation.models import Decision
from tests.accounts.outbox import make_due
from tests.cast import a_comment, a_post, an_owner, bob, mona
from tests.mail_servers import speaking
from tests.moderation.deciding import a_rule
from tests.site_server import ROOT, site_server

pytestmark = pytest.mark.django_db


def figure(text, name):
    match = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(match[1]) if match else None


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic token"])
def test_metrics_are_not_found_for_strangers(client, settings, header):
    settings.METRICS_TOKEN = "token"
    assert client.get("/metrics", headers={"Authorization": header}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": header}).status_code == 404


def test_metrics_show_staff_the_waiting_items(client):
    post = a_post()
    a_comment(post, status="held")
    client.force_login(bob())
    assert client.get("/metrics").status_code == 404
    client.force_login(mona())
    metrics = client.get("/metrics").content.decode()
    assert figure(metrics, 'soundoff_queue_items{queue="held"}') == 1
    assert figure(metrics, 'soundoff_queue_items{queue="reported"}') == 0
    assert figure(metrics, 'soundoff_mail{figure="waiting"}') == 0


WATCHING = ("prometheus-alerts.yml", "grafana-dashboard.json")


def test_alerts_and_dashboard_ask_for_figures_that_there_are(client, settings):
    settings.BACKUP_COPY_TO = ["copy"]
    client.force_login(mona())
    metrics = client.get("/metrics").content.decode()
    known = set(re.findall(r"^# TYPE (\w+)", metrics, re.MULTILINE))
    known |= {f"{name}_{part}" for name in known for part in ("count", "sum")}
    for file in WATCHING:
        text = (ROOT / "deploy" / file).read_text()
        assert set(re.findall(r"\bsoundoff_\w+", text)) <= known, file


def test_metrics_name_the_release_as_the_desk_does(client):
    client.force_login(an_owner())
    metrics = client.get("/metrics").content.decode()
    assert figure(metrics, f'soundoff_release_info{{name="{release.name()}"}}') == 1
    assert figure(metrics, "soundoff_standbys") == 0
    assert f"This server runs release {release.name()}." in client.get("/admin/").text


def test_an_alert_is_sent_after_some_minutes_of_trouble():
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool found (Debian's package is called prometheus)")
    command = [promtool, "test", "rules", ROOT / "tests" / "alert_rules.yml"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("answer", "figure_of"), [("450", "waiting"), ("550 5.1.1", "returned")])
def test_metrics_count_messages_that_could_not_be_sent(client, settings, answer, figure_of):
    Decision.objects.take("remove", a_comment(a_post()), by=mona(), ground=a_rule())
    make_due()
    with speaking(rcpt=f"{answer} no") as server:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())
        send_due()
    client.force_login(mona())
    metrics = client.get("/metrics").content.decode()
    for name in ("waiting", "returned"):
        assert figure(metrics, f'soundoff_mail{{figure="{name}"}}') == (name == figure_of)


@pytest.mark.django_db(transaction=True)
def test_metrics_add_up_all_workers_of_the_server(database_url, tmp_path):
    post = a_post()
    with site_server(database_url, tmp_path / "log", METRICS_TOKEN="a-token") as site:
        for _ in range(40):
            assert site.browser().get(post.get_absolute_url()).status == 200
        metrics = site.browser().get("/metrics", Authorization="Bearer a-token").text
    answered = figure(metrics, 'soundoff_request_seconds_count{status="2xx"}')
    rendered, from_cache = (
        figure(metrics, "soundoff_pages_drawn_total"),
        figure(metrics, "soundoff_pages_kept_total"),
    )
    assert answered >= 41
    assert 1 <= rendered <= 2 and from_cache >= 30
