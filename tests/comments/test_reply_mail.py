"""Who asks for it gets mail about replies: once each, and only about what can be read."""

import email
import email.policy
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.mail import delivery
from accounts.models import Mailbox, Message, Person
from accounts.privacy import end_old_data
from blogsite.mailers import mailers
from comments.models import Comment, Subscription
from comments.status_links import status_path
from moderation.models import Decision
from posts.models import Blog
from tests.accounts.outbox import let_pass
from tests.cast import a_comment, a_post, alice, bob, mona
from tests.mail_servers import speaking
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db

SITE = "https://blog.example"
ROSA = "rosa@mail.example"


@pytest.fixture(autouse=True)
def site(settings):
    """Let mail wait for its time, as while the site serves."""
    settings.SITE_ADDRESS, settings.SERVING = SITE, True


def subscribed(*, by=None, address=ROSA, post=None, scope="replies", **fields):
    """Return a comment whose author asked for mail; by alice, or by a guest with an e-mail."""
    guest = {} if by else {"email": address, "name": "Rosa"}
    author = by or Person.objects.create()
    comment = a_comment(post or a_post(), by=author, **guest, **fields)
    Subscription.objects.start(comment, scope)
    return comment


def reply_to(comment, body="I saw it too.", **fields):
    return a_comment(comment.post, body, by=fields.pop("by", bob()), parent=comment, **fields)


def send(**duration):
    let_pass(**duration or {"minutes": 2})
    return mail.outbox


def to_alice():
    """Return the mail that alice got; staff's decisions write to bob, whose replies they are."""
    return [message for message in mail.outbox if message.to == [alice().email]]


def link_in(message, path=r"/mail/[\w-]+/"):
    return re.search(rf"^{SITE}({path})$", message.body, re.MULTILINE)[1]


def press(path, action, *, chosen=None, **more):
    """Press a button of the page of a mailbox; `chosen` are the ticks, all when None."""
    page = Client().get(path).text
    listed = re.findall(r'name="listed" value="(\d+)"', page)
    fields = {"action": action, "listed": listed, "chosen": listed if chosen is None else chosen}
    fields |= more
    return Client(enforce_csrf_checks=True).post(path, fields)


def confirm():
    """Open the link of the last question and confirm it."""
    assert press(link_in(mail.outbox[-1]), "confirm").status_code == 200
    mail.outbox.clear()


# What is sent, and when


def test_an_account_that_asked_gets_mail_about_a_reply_after_a_minute():
    comment = subscribed(by=alice())
    reply = reply_to(comment, "I saw *it* too.\nBy the river.")
    call_command("send_mail")
    assert mail.outbox == []
    (message,) = send()
    assert message.to == [alice().email]
    assert message.subject == "Reply to your comment under “The first frost”"
    assert "Bob replied to your comment" in message.body
    assert "> I saw *it* too.\n> By the river.\n" in message.body
    assert f"{SITE}/comments/{reply.pk}/" in message.body and "Well said." in message.body
    (html,) = message.alternatives
    assert "<em>it</em>" in html.content and f'href="{SITE}/comments/{reply.pk}/"' in html.content


@pytest.mark.one_database
def test_without_a_subscription_there_is_no_mail():
    reply_to(a_comment(a_post()))
    assert send() == [] and not Message.objects.exists()


def test_nobody_gets_mail_about_a_reply_of_their_own():
    comment = subscribed(by=alice())
    guest = Person.objects.create(joined_to=Person.objects.of(alice()))
    reply_to(comment, by=alice())
    reply_to(comment, "Written before I signed in.", by=guest)
    assert send() == []


def test_a_follower_of_a_conversation_gets_mail_about_a_root_comment():
    post = a_post()
    subscribed(by=alice(), post=post, scope="conversation")
    a_comment(a_post(), by=bob())
    root = a_comment(post, by=bob())
    (message,) = send()
    assert message.to == [alice().email] and f"/comments/{root.pk}/" in message.body


def test_a_reply_that_two_subscriptions_concern_is_sent_when_one_of_them_ends():
    post = a_post()
    follower = subscribed(by=alice(), post=post, scope="conversation")
    reply_to(subscribed(by=alice(), post=post))
    follower.withdraw()
    (message,) = send()
    assert "Bob replied to your comment" in message.body


def test_a_confirmed_subscription_works_despite_a_strangers_to_the_same_email():
    comment = subscribed()
    send()
    confirm()
    subscribed(post=comment.post, scope="conversation")
    reply_to(comment)
    assert "Bob replied to your comment" in send()[-1].body


def hold(reply):
    Decision.objects.take("hold", reply, by=mona())


TAKEN_AWAY = {
    "held": hold,
    "withdrawn": Comment.withdraw,
    "erased": Comment.erase,
    "removed": lambda reply: Decision.objects.take("remove", reply, by=mona(), ground=a_rule()),
}


@pytest.mark.one_database
@pytest.mark.parametrize("take_away", TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_a_reply_that_is_taken_away_within_a_minute_is_not_sent(take_away):
    take_away(reply_to(subscribed(by=alice())))
    send()
    assert to_alice() == []


@pytest.mark.one_database
def test_an_edit_within_the_minute_is_what_the_mail_quotes():
    reply = reply_to(subscribed(by=alice()), "I was it too.")
    reply.edit("I saw it too.")
    (message,) = send()
    assert "> I saw it too." in message.body and "was" not in message.body.split("You had")[0]


def test_a_held_reply_is_sent_a_minute_after_it_was_approved():
    reply = reply_to(subscribed(by=alice()), status="held")
    assert send(days=2) == []
    reply.approve()
    call_command("send_mail")
    assert mail.outbox == []
    assert len(send()) == 1


def approve(reply):
    reply.refresh_from_db()
    reply.approve()


@pytest.mark.one_database
def test_a_reply_that_was_held_within_the_minute_is_sent_once_it_is_approved():
    reply = reply_to(subscribed(by=alice()))
    hold(reply)
    send()
    assert to_alice() == []
    approve(reply)
    send()
    assert len(to_alice()) == 1


@pytest.mark.one_database
def test_an_approval_just_before_the_minute_ends_gets_a_minute_of_its_own():
    reply = reply_to(subscribed(by=alice()))
    let_pass(seconds=50)
    hold(reply)
    approve(reply)
    let_pass(seconds=50)
    assert to_alice() == []
    let_pass(seconds=50)
    assert len(to_alice()) == 1


def test_a_reply_that_comes_back_is_not_written_about_twice():
    reply = reply_to(subscribed(by=alice()))
    send()
    Decision.objects.take("remove", reply, by=mona(), ground=a_rule()).undo(by=mona())
    hold(reply)
    approve(reply)
    send(days=31)
    dict(end_old_data())
    Comment.objects.filter(pk=reply.pk).update(published_at=timezone.now() - timedelta(days=31))
    hold(reply)
    approve(reply)
    send()
    assert len(to_alice()) == 1


@pytest.mark.parametrize("is_when_it_comes_back", ["cancelled", "waiting"])
def test_a_reply_that_comes_back_waits_whatever_its_reader_changes(is_when_it_comes_back):
    comment = subscribed(by=alice())
    Mailbox.objects.update(frequency="daily")
    reply_to(comment)
    send()
    reply = reply_to(comment, "And *another* one.")
    hold(reply) if is_when_it_comes_back == "cancelled" else send()
    if is_when_it_comes_back == "cancelled":
        send(days=1)
    else:
        hold(reply)
    Message.objects.update(created=timezone.now() - timedelta(hours=2))
    mail.outbox.clear()
    approve(reply)
    box = Mailbox.objects.get(messages__kind="reply", messages__about__reply=reply.pk)
    press(f"/mail/{box.nonce}/", "save", frequency="at_once")
    call_command("send_mail")
    assert to_alice() == []
    send()
    assert len(to_alice()) == 1


@pytest.mark.one_database
def test_after_deleting_a_comment_there_is_no_mail_about_its_replies():
    comment = subscribed(by=alice())
    reply_to(comment)
    comment.withdraw()
    assert send() == []


# E-mails that a guest typed


def test_a_typed_email_gets_one_mail_until_it_is_confirmed():
    comment = subscribed()
    reply_to(comment)
    for _ in range(3):
        send(days=1)
    (question,) = mail.outbox
    assert question.to == [ROSA] and "Rosa" not in question.body + question.subject
    confirm()
    (message,) = send()
    assert "Bob replied" in message.body


@pytest.mark.one_database
def test_a_question_that_the_mail_server_did_not_take_is_asked_again(settings):
    comment = subscribed()
    subscribed(post=comment.post)  # typed by another guest
    with speaking(data="451 later") as server:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())
        with pytest.raises(CommandError):
            send()
    assert Mailbox.objects.get().status == "unasked"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert len(send(hours=1)) == 1 and Mailbox.objects.get().status == "asked"
    assert len(send(hours=1)) == 1


class WithdrawingMail(EmailBackend):
    """A mail server that is slow: meanwhile the authors withdraw what was not sent yet."""

    def send_messages(self, messages):
        for reply in Comment.objects.visible().exclude(parent=None):
            if reply.get_absolute_url() not in messages[0].body:
                reply.withdraw()
        return super().send_messages(messages)


def test_what_is_withdrawn_while_a_slow_server_takes_others_is_not_sent(settings, monkeypatch):
    for _ in range(3):
        reply_to(subscribed(by=alice()))
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.WithdrawingMail"}}
    monkeypatch.setattr("accounts.mail.delivery.MAX_BATCH_SECONDS", 0)
    assert len(send()) == 1
    assert Message.objects.filter(status="cancelled").count() == 2


@pytest.mark.one_database
@pytest.mark.slow
def test_what_many_strangers_type_sends_their_victim_one_mail():
    post = a_post()
    for number in range(10):
        reply_to(subscribed(post=post, address=f"Rosa+{number}@mail.example"))
    for _ in range(40):
        send(days=1)
        dict(end_old_data())
    assert len(mail.outbox) == 1
    subscribed(post=post)
    assert len(send()) == 1


@pytest.mark.one_database
def test_a_held_comment_asks_for_a_confirmation_once_it_is_published():
    comment = subscribed(status="held")
    assert send() == []
    comment.approve()
    assert "Mail about replies" in send()[0].subject


@pytest.mark.one_database
def test_a_confirmed_author_is_not_asked_for_the_next_comment():
    comment = subscribed()
    send()
    confirm()
    own = a_comment(comment.post, "Again.", by=comment.author, email=ROSA, name="Rosa")
    Subscription.objects.start(own)
    reply_to(own)
    (message,) = send()
    assert "Bob replied" in message.body


def test_a_stranger_cannot_send_replies_to_an_email_that_another_confirmed():
    subscribed()
    send()
    confirm()
    for days in (1, 7, 1):
        reply_to(subscribed(), "Buy pills.")
        send(days=days)
    (question,) = mail.outbox
    assert "pills" not in question.body


@pytest.mark.one_database
def test_opening_the_links_of_a_mail_changes_nothing():
    reply_to(subscribed())
    (question,) = send()
    for path in re.findall(rf"{SITE}(/mail/\S+)", question.body):
        assert Client().get(path).status_code == Client().head(path).status_code == 200
    assert send(days=1) == [question]
    assert not Mailbox.objects.get().is_unsubscribed


# The page of a mailbox


def test_the_page_lists_what_one_gets_and_ends_what_is_not_ticked():
    post = a_post()
    one, other = (subscribed(by=alice(), body=body, post=post) for body in ("One.", "Other."))
    reply_to(one)
    path = link_in(send()[0])
    page = Client().get(path)
    assert f'href="/comments/{one.pk}/"' in page.text and "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert press(path, "save", chosen=[one.subscription.pk]).status_code == 200
    assert f'href="/comments/{other.pk}/"' not in Client().get(path).text
    reply_to(one, "Again.")
    reply_to(other, "Nothing.")
    assert [m.body.count("Again.") for m in send()[1:]] == [1]


@pytest.mark.one_database
def test_a_link_changes_no_subscription_of_another_mailbox():
    foreign = subscribed(by=bob()).subscription
    subscribed(by=alice())
    token = Mailbox.objects.for_email(alice().email).nonce
    fields = {"action": "save", "listed": [foreign.pk, "x", "٣", "9" * 30], "chosen": []}
    assert Client().post(f"/mail/{token}/", fields).status_code == 200
    foreign.refresh_from_db()
    assert foreign.ended is None


def test_one_click_stops_the_mail_without_cookies():
    comment = subscribed(by=alice())
    reply_to(comment)
    (message,) = send()
    path = re.search(
        rf"<{SITE}(/mail/[\w-]{{22}}/stop/)>", message.extra_headers["List-Unsubscribe"]
    )
    program = Client(enforce_csrf_checks=True)
    response = program.post(path[1], {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200 and not response.cookies
    reply_to(comment, "Still there?")
    assert send() == [message]


# Who has a new e-mail, and who is erased


def test_mail_goes_to_the_email_that_the_account_has_now():
    comment = subscribed(by=alice())
    reply_to(comment)
    user = alice()
    user.email = "alice@new.example"
    user.save()
    user.confirm_email()
    assert send()[0].to == ["alice@new.example"]
    assert Subscription.objects.get().mailbox == Mailbox.objects.for_email("alice@new.example")


def test_erasing_a_comment_deletes_its_subscription():
    comment = subscribed()
    send()
    confirm()
    reply_to(comment)
    comment.erase()
    assert send() == [] and not Subscription.objects.exists()
    assert set(Message.objects.values_list("status", flat=True)) == {"sent", "cancelled"}


def test_ended_and_unconfirmed_subscriptions_go_after_a_month():
    comments = [subscribed(address=f"r{number}@mail.example") for number in range(3)]
    past = timezone.now() - timedelta(days=31)
    Subscription.objects.update(created=past)
    Subscription.objects.filter(comment=comments[0]).update(confirmed=past)
    Subscription.objects.filter(comment=comments[1]).update(confirmed=past, ended=past)
    Message.objects.update(status="sent", created=past)
    dict(end_old_data())
    assert Subscription.objects.get().comment == comments[0]
    assert Mailbox.objects.get() == comments[0].subscription.mailbox


# How often


def choose_frequency(frequency):
    """Choose how often alice gets mail, on the page of her mailbox."""
    path = f"/mail/{Mailbox.objects.for_email(alice().email).nonce}/"
    listed = re.findall(r'name="listed" value="(\d+)"', Client().get(path).text)
    fields = {"action": "save", "listed": listed, "chosen": listed, "frequency": frequency}
    assert Client().post(path, fields).status_code == 200
    assert re.search(rf'value="{frequency}"\s+checked', Client().get(path).text)


@pytest.mark.parametrize(("frequency", "days"), [("daily", 1), ("weekly", 7)])
def test_replies_of_a_day_or_a_week_come_in_one_mail(frequency, days):
    comment, other = subscribed(by=alice()), subscribed(by=alice())
    choose_frequency(frequency)
    reply_to(comment, "First.")
    assert len(send()) == 1
    withdrawn = reply_to(comment, "Taken back.")
    reply_to(comment, "Second *frost*.")
    reply_to(other, "Third.")
    send(hours=23)
    withdrawn.withdraw()
    assert len(mail.outbox) == 1
    (_, digest) = send(days=days)
    assert digest.subject == "2 new comments at Soundoff"
    for words in ("> Second *frost*.", "> Third.", link_in(digest)):
        assert words in digest.body
    assert "Taken back" not in digest.body and "First" not in digest.body
    assert "<em>frost</em>" in digest.alternatives[0].content
    head = digest.extra_headers
    assert head["References"].split() == [
        f"<p{post}@blog.example>" for post in sorted((comment.post_id, other.post_id))
    ]
    assert "/stop/" in head["List-Unsubscribe"]
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(send(days=days)) == 2
    statuses = Message.objects.filter(kind="reply").order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["sent", "cancelled", "sent", "sent"]


def test_replies_of_a_day_are_in_the_next_batch_when_theirs_took_too_long(monkeypatch):
    monkeypatch.setattr(delivery, "MAX_BATCH_SECONDS", -1)  # each batch ends after its first mail
    of_bob, comment = subscribed(by=bob()), subscribed(by=alice())
    Mailbox.objects.filter(pk=Mailbox.objects.for_email(alice().email).pk).update(frequency="daily")
    reply_to(of_bob, by=alice())
    for words in ("First.", "Second."):
        reply_to(comment, words)
    assert [message.to for message in send()] == [[bob().email], [alice().email]]
    assert "> First." in mail.outbox[1].body and "> Second." in mail.outbox[1].body


def test_mail_that_waits_for_its_day_is_sent_when_at_once_is_chosen():
    comment = subscribed(by=alice())
    choose_frequency("weekly")
    for words in ("First.", "Second."):
        reply_to(comment, words)
        send()
    assert len(mail.outbox) == 1
    choose_frequency("at_once")
    assert "> Second." in send()[1].body


@pytest.mark.one_database
def test_a_mail_about_many_replies_that_fails_is_sent_again_with_all_of_them(settings):
    comment = subscribed(by=alice())
    choose_frequency("daily")
    for words in ("First.", "Second."):
        reply_to(comment, words)
    with speaking(data="451 later") as server:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())
        with pytest.raises(CommandError):
            let_pass(minutes=2)
    assert set(Message.objects.values_list("status", "attempts")) == {("waiting", 1)}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    (digest,) = send(hours=1)
    assert "> First." in digest.body and "> Second." in digest.body


# How it reads


@pytest.mark.one_database
@pytest.mark.parametrize("host", ["blog.example", f"{'a' * 48}.blog.example"])
def test_mail_programs_can_thread_it_and_stop_it_with_one_click(settings, host):
    settings.SITE_ADDRESS = f"https://{host}"
    comment = subscribed(by=alice(), body="Well said.\n" * 200)
    reply = reply_to(comment, "Ja, genau – “so” ist es. " * 30)
    with speaking() as server:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())
        let_pass(minutes=2)
    (source,) = server.messages
    assert source.isascii()
    head = source.partition("\r\n\r\n")[0]
    message = email.message_from_string(source, policy=email.policy.default)
    nonce = Mailbox.objects.get().nonce
    assert f"List-Unsubscribe: <https://{host}/mail/{nonce}/stop/>" in head.splitlines()
    pk = Message.objects.get().pk
    assert message["Message-ID"] == f"<c{reply.pk}.{pk}@{host}>"
    assert message["In-Reply-To"] == f"<c{comment.pk}@{host}>"
    assert message["References"].split() == [
        f"<p{reply.post_id}@{host}>",
        f"<c{comment.pk}@{host}>",
    ]
    plain = [line for line in head.splitlines() if not line.startswith("List-Unsubscribe: ")]
    assert max(map(len, plain)) <= (77 if len(host) < 20 else 90)
    assert message["Auto-Submitted"] == "auto-generated"
    parts = [part.get_content_type() for part in message.iter_parts()]
    assert parts == ["text/plain", "text/html"]


@pytest.mark.one_database
def test_mail_is_written_in_the_language_of_the_blog():
    Blog.objects.update(language="ar")
    reply_to(subscribed(by=alice()))
    (html,) = send()[0].alternatives
    assert '<html lang="ar" dir="rtl">' in html.content


@pytest.mark.one_database
def test_a_mail_shows_what_was_typed_as_text():
    reply_to(subscribed(by=alice()), "<script>alert(1)</script> <b>yes</b>", name="<b>Bob</b>")
    (html,) = send()[0].alternatives
    assert "<script" not in html.content and "&lt;b&gt;Bob&lt;/b&gt;" in html.content


# The tick at the form


def send_form(client, post, **fields):
    """Send the form under a post, as a guest unless the client has signed in."""
    key = re.search(
        r'name="key" value="([^"]+)"', client.get(f"{post.get_absolute_url()}respond/").text
    )
    typed = {"name": "Rosa", "body": "Well said.", "key": key[1]} | fields
    return client.post(f"{post.get_absolute_url()}respond/", typed)


@pytest.mark.one_database
def test_a_guest_asks_by_a_tick_and_confirms_by_mail(client):
    assert send_form(client, a_post(), email=ROSA, wants_mail="on").status_code == 303
    comment = Comment.objects.get()
    reply_to(comment)
    (question,) = send()
    assert question.to == [ROSA]
    assert "once you have confirmed" in client.get(status_path(comment)).text
    confirm()
    assert "You get mail when somebody replies" in client.get(status_path(comment)).text
    assert "Bob replied" in send()[0].body


@pytest.mark.one_database
def test_somebody_signed_in_asks_by_a_tick_alone(client):
    client.force_login(alice())
    assert send_form(client, a_post(), wants_mail="on").status_code == 303
    reply_to(Comment.objects.get())
    assert send()[0].to == [alice().email]


@pytest.mark.one_database
def test_without_the_tick_nobody_is_written_to(client):
    assert send_form(client, a_post(), email=ROSA).status_code == 303
    reply_to(Comment.objects.get())
    assert send() == [] and not Subscription.objects.exists()


@pytest.mark.one_database
def test_a_tick_without_an_email_gives_the_text_back(client):
    response = send_form(client, a_post(), wants_mail="on")
    assert response.status_code == 400 and not Comment.objects.exists()
    assert "Please say where to write to" in response.text and "Well said." in response.text
    assert re.search(r'name="wants_mail"[^>]* checked', response.text)


def test_a_form_that_is_sent_twice_asks_once(client):
    post = a_post()
    fields = {"email": ROSA, "wants_mail": "on", "key": "3f0c0c9e-8f6f-4a55-9d2e-5b1d3e0c7a11"}
    for _ in range(2):
        assert send_form(client, post, **fields).status_code == 303
    assert len(send()) == 1 and Subscription.objects.count() == 1
