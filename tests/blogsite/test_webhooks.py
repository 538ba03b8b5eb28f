"""Other programs hear of what happens here: signed, once an event, retried, to public hosts."""

import base64
import hashlib
import hmac
import json
import threading
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.mail import delivery
from accounts.models import Message
from blogsite.models import Webhook
from blogsite.models.webhook import Event
from blogsite.webhooks import requests
from blogsite.webhooks.queueing import queue_due
from blogsite.webhooks.requests import Undelivered
from blogsite.webhooks.sending import send_due
from moderation.models import Appeal, Decision
from posts.models import Post
from posts.outward import connections
from tests.cast import a_comment, a_post, account, an_owner, bob, edda, mona
from tests.moderation.deciding import a_report, a_rule, decide

pytestmark = pytest.mark.django_db


class Receiver(ThreadingHTTPServer):
    """A receiver on 127.0.0.1; `received` has the headers and the body of each request."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}/hook?from=blog"
        self.status, self.headers, self.received, self.drips = 204, {}, [], False
        self.is_closing = threading.Event()

    @property
    def bodies(self):
        return [json.loads(body) for _headers, body in self.received]


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        if self.server.drips:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.server.is_closing.wait(0.02):
                self.wfile.write(b"a")
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def handle(self):
        with suppress(OSError):
            super().handle()

    def log_message(self, *args):
        pass


@contextmanager
def running_receiver():
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=[0.01])
        thread.start()
        try:
            yield receiver
        finally:
            receiver.is_closing.set()
            receiver.shutdown()
            thread.join()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE_HOSTS = {"127.0.0.1"}
    settings.SITE_ADDRESS = "https://blog.example"
    with running_receiver() as receiver:
        yield receiver


@pytest.fixture
def webhook(receiver):
    return a_webhook(receiver)


def a_webhook(receiver, **fields):
    """Return a webhook that hears of everything."""
    return Webhook.objects.create(url=receiver.url, events=list(Event), **fields)


def run_round():
    queue_due()
    return send_due()


def told_of(receiver):
    """Return the types of what was received, and the numbers of the comments."""
    return sorted((b["type"], b["data"].get("comment", {}).get("id")) for b in receiver.bodies)


def test_an_event_is_sent_once(webhook, receiver):
    post = a_post()
    comment = a_comment(post, by=bob())
    held = a_comment(post, status="held")
    reported = a_comment(post)
    a_report(reported)
    removal = decide("remove", comment, by=mona(), ground=a_rule())
    Appeal.objects.file(removal, "It was a quotation.")
    own = a_comment(post)
    own.withdraw()
    for _ in range(3):
        run_round()
    expected = [
        ("comment.appealed", comment.pk),
        ("comment.held", held.pk),
        ("comment.published", reported.pk),
        ("comment.removed", comment.pk),
        ("comment.removed", own.pk),
        ("comment.reported", reported.pk),
        ("post.published", None),
    ]
    assert told_of(receiver) == expected
    held.approve()
    removal.undo(by=mona())
    for _ in range(2):
        run_round()
    back = [("comment.published", comment.pk), ("comment.published", held.pk)]
    assert told_of(receiver) == sorted(expected + back)


@pytest.mark.one_database
def test_a_message_is_signed_as_standard_webhooks_says(webhook, receiver):
    a_post()
    run_round()
    ((headers, body),) = receiver.received
    key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}" and len(key) == 32
    assert headers["Content-Type"] == "application/json"


@pytest.mark.one_database
def test_a_message_names_nobody_unless_an_owner_asks_for_it(webhook, receiver):
    comment = a_comment(a_post(), "SECRET words", name="Wendela", email="w@mail.example")
    a_report(comment, note="SECRET note")
    run_round()
    quiet = json.dumps(receiver.bodies)
    for personal in ("SECRET", "Wendela", "mail.example", "Alice", str(comment.author.key)):
        assert personal not in quiet
    (published,) = [each for each in receiver.bodies if each["type"] == "comment.published"]
    assert published["data"]["comment"]["url"] == f"https://blog.example/comments/{comment.pk}/"
    receiver.received.clear()
    Webhook.objects.update(with_personal_data=True)
    a_comment(Post.objects.get(), "More words", name="Wendela", email="w@mail.example")
    run_round()
    (body,) = receiver.bodies
    data = body["data"]["comment"]
    assert (data["name"], data["email"], data["text"]) == (
        "Wendela",
        "w@mail.example",
        "More words",
    )


def test_a_webhook_gets_no_event_from_before_it_was_switched_on(webhook, receiver):
    Webhook.objects.get().delete()
    a_comment(a_post())
    late = a_webhook(receiver)
    run_round()
    late.is_active = False
    late.save()
    a_comment(Post.objects.get())
    run_round()
    late.is_active = True
    late.save()
    run_round()
    assert receiver.received == []
    last = a_comment(Post.objects.get())
    run_round()
    assert told_of(receiver) == [("comment.published", last.pk)]


def test_a_webhook_hears_of_the_events_that_are_chosen_alone(receiver):
    webhook = Webhook.objects.create(url=receiver.url, events=["comment.held"])
    held = a_comment(a_post(), status="held")
    run_round()
    assert told_of(receiver) == [("comment.held", held.pk)] and webhook.messages.count() == 1


def later(**moment):
    Message.objects.update(send_after=timezone.now() - timedelta(seconds=1), **moment)


def test_what_is_not_taken_is_sent_again_under_the_same_id_after_a_wait(webhook, receiver):
    a_post()
    receiver.status = 500
    run_round()
    message = Message.objects.get()
    assert (message.status, message.error, message.attempts) == ("waiting", "status 500", 1)
    assert message.send_after > timezone.now() + timedelta(minutes=6)
    run_round()
    assert len(receiver.received) == 1
    later()
    receiver.status = 200
    run_round()
    first, second = (headers["webhook-id"] for headers, _body in receiver.received)
    assert first == second and Message.objects.get().status == "sent"


@pytest.mark.one_database
def test_a_message_that_cannot_be_made_fails_and_the_others_are_sent(webhook, receiver):
    queue_due()
    Message.objects.create(kind="post.published", key="x", webhook=webhook.pk, about={"ghost": 1})
    later(attempts=9)
    a_post()
    assert run_round() == {"waiting": 1, "sent": 1}
    broken = Message.objects.get(key="x")
    assert (broken.attempts, broken.error) == (10, "its body could not be made")
    later()
    assert run_round() == {"returned": 1}
    webhook.refresh_from_db()
    assert len(receiver.received) == 1 and webhook.is_active


@pytest.mark.one_database
def test_an_error_while_sending_one_message_leaves_the_others(webhook, receiver, monkeypatch):
    monkeypatch.setattr(Webhook, "key", property(lambda webhook: webhook.url and {}[webhook.pk]))
    a_post()
    assert run_round() == {"waiting": 1}
    assert Message.objects.get().error == "KeyError"


def test_after_five_days_without_success_it_is_switched_off(webhook, receiver):
    a_post()
    receiver.status = 404
    queue_due()
    later(attempts=10)
    send_due()
    webhook.refresh_from_db()
    assert (Message.objects.get().status, webhook.is_active) == ("returned", False)


def test_a_message_whose_sender_was_killed_is_sent_by_the_next_one(webhook, receiver):
    a_post()
    queue_due()
    (claimed,) = Message.objects.due().claim()  # and its process ends here
    assert not run_round() and receiver.received == []
    later()
    run_round()
    claimed.refresh_from_db()
    assert claimed.status == "sent" and len(receiver.received) == 1


def test_mail_and_webhooks_do_not_send_each_others_messages(webhook, receiver):
    a_post()
    queue_due()
    assert not delivery.send_due()
    assert delivery.deliver_one(Message.objects.get().pk) is None
    assert Message.objects.get().status == "waiting"


@pytest.mark.one_database
def test_no_redirect_is_followed_and_a_dripping_receiver_is_left(webhook, receiver, monkeypatch):
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    a_post()
    run_round()
    assert len(receiver.received) == 1 and Message.objects.get().error == "status 307"
    monkeypatch.setattr(requests, "SECONDS", 0.2)
    receiver.drips = True
    later()
    send_due()
    assert Message.objects.get().error.startswith("no answer")


@pytest.mark.one_database
@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "64:ff9b::7f00:1", "::ffff:127.0.0.1"],
)
def test_nothing_is_sent_into_a_private_network(receiver, settings, monkeypatch, address):
    settings.WEBHOOK_PRIVATE_HOSTS = frozenset()
    places = [(None, None, None, "", (each, 443)) for each in ("93.184.215.14", address)]
    monkeypatch.setattr(connections.socket, "getaddrinfo", lambda *args, **kwargs: places)
    with pytest.raises(Undelivered, match="not on the public internet"):
        requests.post("https://hooks.example/x", "msg_1", b"{}", b"key")
    with pytest.raises(Undelivered, match="not one to send to"):
        requests.post(receiver.url, "msg_1", b"{}", b"key")


@pytest.mark.one_database
def test_a_url_that_is_no_receiver_is_refused():
    good = ("https://hooks.example", "https://hooks.example:8443/a?b=c")
    bad = ("http://hooks.example/", "https://hooks.example:22/", "ftp://a.example", "x", "https://")
    for url in (*good, *bad, "https://a:b@hooks.example/", "https://[/", "https://a.example/ö"):
        webhook = Webhook(url=url, events=list(Event), nonce="x")
        if url in good:
            webhook.full_clean()
        else:
            with pytest.raises(ValidationError):
                webhook.full_clean()


@pytest.mark.one_database
def test_without_webhooks_a_round_is_two_queries(django_assert_num_queries):
    a_comment(a_post())
    with django_assert_num_queries(4):  # with the two of the transaction of a claim
        run_round()


# The admin


def test_an_owner_sets_one_up_and_sees_the_secret_once(client, receiver):
    client.force_login(account("olga", "Owners"))
    form = {"url": receiver.url, "events": ["comment.held", "post.published"], "is_active": "on"}
    answer = client.post("/admin/blogsite/webhook/add/", form)
    webhook = Webhook.objects.get()
    assert webhook.secret in answer.text and "no-store" in answer["Cache-Control"]
    assert webhook.events == ["comment.held", "post.published"]
    for page in ("change", "log"):
        page = client.get(f"/admin/blogsite/webhook/{webhook.pk}/{page}/")
        assert page.status_code == 200 and webhook.secret not in page.text
    old = webhook.secret
    answer = client.post(f"/admin/blogsite/webhook/{webhook.pk}/secret/")
    webhook.refresh_from_db()
    assert webhook.secret in answer.text and webhook.secret != old


def test_an_owner_sees_what_was_sent_and_sends_it_again(client, webhook, receiver):
    a_post()
    run_round()
    client.force_login(an_owner())
    log = f"/admin/blogsite/webhook/{webhook.pk}/log/"
    message = Message.objects.get()
    assert "post.published" in client.get(log).text
    assert "Sent" in client.get("/admin/blogsite/webhook/").text
    again = f"/admin/blogsite/webhook/{webhook.pk}/again/{message.pk}/"
    assert client.get(again).status_code == 405
    assert client.post(again).status_code == 302
    run_round()
    first, second = (headers["webhook-id"] for headers, _body in receiver.received)
    assert first == second
    other = a_webhook(receiver)
    assert client.post(again.replace(f"/{webhook.pk}/", f"/{other.pk}/", 1)).status_code == 404


@pytest.mark.one_database
def test_an_owner_sends_a_test_message(client, webhook, receiver):
    client.force_login(an_owner())
    test = f"/admin/blogsite/webhook/{webhook.pk}/test/"
    assert client.get(test).status_code == 405
    log = client.post(test, follow=True).text
    assert f'action="{test}"' in log and "webhook.test" in log
    run_round()
    (body,) = receiver.bodies
    assert (body["type"], body["data"]) == ("webhook.test", {})
    assert "Sent" in client.get("/admin/blogsite/webhook/").text
    Webhook.objects.update(is_active=False)
    assert test not in client.get(f"/admin/blogsite/webhook/{webhook.pk}/log/").text


@pytest.mark.one_database
def test_owners_alone_see_and_change_webhooks(client, webhook):
    for person in (edda(), mona()):
        client.force_login(person)
        for page in ("", "add/", f"{webhook.pk}/change/", f"{webhook.pk}/log/"):
            assert client.get(f"/admin/blogsite/webhook/{page}").status_code == 403, page
        assert client.post(f"/admin/blogsite/webhook/{webhook.pk}/secret/").status_code == 403
    assert Decision.objects.count() == 0
