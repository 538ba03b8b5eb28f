"""An account is closed by its owner alone, a day after a link in a mail, and nothing names them."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.mail.outbox import Draft, queue
from accounts.models import AccountClosed, Closing, Invitation, Person, User
from accounts.models.person import PersonManager
from accounts.privacy import RetentionFailed, end_old_data
from comments.models import Comment, HiddenAuthor, Recommendation, Subscription
from moderation.models import Ban, Note, Report
from posts.models import Follow
from tests.cast import a_comment, a_post, account, alice, an_owner, bob, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule

pytestmark = pytest.mark.django_db

PATH, CANCEL = "/accounts/close/", "/accounts/close/cancel/"
MARK = "Quetzal"  # in everything that could name her
OURS = ("accounts", "account", "mfa", "usersessions", "comments", "moderation", "posts", "blogsite")


@pytest.fixture(autouse=True)
def nobody_was_too_quick():
    cache.clear()


@pytest.fixture
def quetzal():
    return account("quetzal", display_name=MARK)


def signed_in(user):
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": "a long password"})
    return browser


def ask(browser, comments="keep", **fields):
    return browser.post(PATH, {"comments": comments, "sure": "yes"} | fields)


def link_in_mail():
    call_command("send_mail", verbosity=0)
    bodies = "\n".join(message.body for message in mail.outbox)
    return re.findall(r"/accounts/close/confirm/\S+", bodies)[-1]


def close(user, comments="keep"):
    browser = signed_in(user)
    browser.get("/accounts/", headers={"User-Agent": f"{user.display_name}'s telephone"})
    ask(browser, comments)
    Client().post(link_in_mail())
    pass_a_day()


def pass_a_day():
    Closing.objects.update(confirmed=timezone.now() - timedelta(days=1, minutes=1))
    list(end_old_data())


def columns_with(text):
    """Return the columns of all our rows in which a text stands."""
    columns = set()
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.proxy:
            continue
        conditions = {
            f"{model._meta.label}.{field.name}": models.Q(**{f"{field.name}__icontains": text})
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        }
        one_of_them = models.Q(*conditions.values(), _connector=models.Q.OR)
        if conditions and model.objects.filter(one_of_them).exists():
            columns |= {
                name
                for name, condition in conditions.items()
                if model.objects.filter(condition).exists()
            }
    return columns


def test_an_account_is_closed_a_day_after_its_owner_confirmed_it(quetzal):
    browser = signed_in(quetzal)
    assert ask(browser).status_code == 302
    list(end_old_data())
    link = link_in_mail()
    assert MARK in Client().get(link).text and not Closing.objects.get().confirmed
    assert "will be closed" in Client().post(link).text
    list(end_old_data())
    assert signed_in(quetzal).get("/accounts/").status_code == 200
    pass_a_day()
    assert browser.get("/accounts/").status_code == 302
    assert "sessionid" not in signed_in(quetzal).cookies
    assert not Closing.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("fields", [{"sure": ""}, {"comments": ""}, {"comments": "burn"}])
def test_a_form_that_is_not_whole_closes_nothing(quetzal, fields):
    assert ask(signed_in(quetzal), **fields).status_code == 400
    assert not Closing.objects.exists() and not mail.outbox


def test_closing_an_account_requires_a_recent_sign_in(quetzal):
    browser = Client()
    browser.force_login(quetzal)
    assert ask(browser)["Location"].startswith("/accounts/reauthenticate/")
    assert not Closing.objects.exists()


def test_a_person_who_changes_their_mind_keeps_the_account(quetzal):
    browser = signed_in(quetzal)
    ask(browser)
    Client().post(link_in_mail())
    assert "will be closed" in browser.get("/accounts/").text
    assert Client().get(CANCEL).status_code != 200 and browser.get(CANCEL).status_code == 405
    browser.post(CANCEL)
    pass_a_day()
    assert browser.get("/accounts/").status_code == 200
    assert Client().post(link_in_mail()).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("token", ["x", "1:2:3", f"1:{'a' * 43}"])
def test_a_forged_or_old_link_closes_nothing(quetzal, token):
    ask(signed_in(quetzal))
    assert Client().post(f"/accounts/close/confirm/{token}/").status_code == 404
    link = link_in_mail()
    Closing.objects.update(created=timezone.now() - timedelta(days=1, minutes=1))
    list(end_old_data())
    assert Client().post(link).status_code == 404


@pytest.mark.one_database
def test_staff_and_the_last_owner_cannot_close_their_accounts(quetzal):
    owner = an_owner()
    assert "only owner" in ask(signed_in(owner)).text
    assert ask(signed_in(mona())).status_code == 403
    ask(signed_in(quetzal))
    Client().post(link_in_mail())
    User.objects.filter(pk=quetzal.pk).update(is_staff=True)
    pass_a_day()
    quetzal.refresh_from_db()
    assert quetzal.is_active and quetzal.display_name == MARK and not Closing.objects.exists()


def test_the_last_owner_stays_an_owner(client):
    owner = an_owner()
    owner.is_superuser = False
    with pytest.raises(Exception, match="only owner"):
        owner.clean()
    an_owner("otto")
    owner.clean()


@pytest.mark.slow
@pytest.mark.parametrize(
    "comments", [pytest.param("keep", marks=pytest.mark.one_database), "erase"]
)
def test_nothing_names_the_owner_of_a_closed_account(quetzal, comments):
    person, post = Person.objects.of(quetzal), a_post()
    guest = Client()
    fields = {"name": f"{MARK} too", "body": "As a guest.", "email": f"{MARK}@mail.example"}
    fields |= {"wants_mail": "on", "key": uuid4()}
    guest.post(f"{post.get_absolute_url()}respond/", fields)
    person.join(Person.objects.get(comments__name=f"{MARK} too"))
    mine = a_comment(post, "Frost, frost.", by=person, email=f"{MARK}@soundoff.example")
    mine.edit("More frost.")
    held = a_comment_that_is(Comment.Status.HELD, post, by=person, body=f"{MARK} spoke.")
    other = a_comment(post, "Mild.", by=bob())
    Recommendation.objects.give(other, person)
    report = a_report(other, person, note=f"{MARK} says so.", email=f"{MARK}@mail.example")
    Note.objects.write(f"{MARK} again.", by=mona(), person=person)
    Note.objects.write(f"{MARK} once more.", by=mona(), comment=mine)
    assert columns_with(MARK)
    close(quetzal, comments)
    assert columns_with(MARK) == set()
    for model in (Subscription, Recommendation):
        assert not model.objects.exists()
    assert Report.objects.get().reference == report.reference
    held.refresh_from_db()
    assert held.erased


@pytest.mark.one_database
def test_comments_stay_in_their_place_under_a_former_reader(quetzal):
    mine = a_comment(a_post(), "Frost, frost.", by=quetzal)
    reply = a_comment(mine.post, "So true.", by=bob(), parent=mine)
    close(quetzal)
    text = Client().get(mine.post.get_absolute_url()).text
    assert "A former reader" in text and "Frost, frost." in text and MARK not in text
    reply.refresh_from_db()
    assert reply.parent_id == mine.pk and not Comment.objects.get(pk=mine.pk).erased


def test_withdrawn_comments_with_replies_leave_a_tombstone(quetzal):
    mine = a_comment(a_post(), "Frost, frost.", by=quetzal)
    a_comment(mine.post, "So true.", by=bob(), parent=mine)
    close(quetzal, "erase")
    text = Client().get(mine.post.get_absolute_url()).text
    assert "Frost, frost." not in text and "So true." in text


def test_a_closing_that_was_interrupted_goes_on_the_next_time(quetzal, monkeypatch):
    for body in ("Frost.", "More frost.", "Most frost."):
        a_comment(a_post(), body, by=quetzal)
    ask(signed_in(quetzal))
    Client().post(link_in_mail())
    Closing.objects.update(confirmed=timezone.now() - timedelta(days=2))
    anonymize, calls = Comment.anonymize, []

    def fail_at_the_second(comment):
        calls.append(comment)
        if len(calls) == 2:
            raise OSError("The machine stops.")
        anonymize(comment)

    monkeypatch.setattr(Comment, "anonymize", fail_at_the_second)
    with pytest.raises(RetentionFailed, match="OSError"):
        list(end_old_data())
    monkeypatch.setattr(Comment, "anonymize", anonymize)
    list(end_old_data())
    assert columns_with(MARK) == set() and not Closing.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_closing_that_fails_holds_up_no_other(quetzal, monkeypatch, caplog):
    a_comment(a_post(), "Frost.", by=quetzal)
    other = account("quirin")
    first, _ = (Closing.objects.create(user=user) for user in (quetzal, other))
    Closing.objects.update(confirmed=timezone.now() - timedelta(days=2))

    def fail(comment):
        raise OSError(f"{MARK} cannot be forgotten.")

    monkeypatch.setattr(Comment, "anonymize", fail)
    with pytest.raises(CommandError, match=f"accounts.Closing {first.pk}: OSError") as failed:
        call_command("forget", stdout=io.StringIO())
    other.refresh_from_db()
    assert other.erased and Closing.objects.get() == first
    assert "OSError" in caplog.text and MARK not in caplog.text + str(failed.value)


def close_in_flight(user, monkeypatch):
    """Let an account be closed when the next request has found out who writes."""
    of = PersonManager.of

    def close_then(manager, writer):
        person = of(manager, writer)
        if User.objects.get(pk=user.pk).is_active:
            User.objects.get(pk=user.pk).erase()
        return person

    monkeypatch.setattr(PersonManager, "of", close_then)


def test_no_earlier_e_mail_session_or_log_names_a_closed_account(quetzal):
    old = "old.quetzal@mail.example"
    queue([Draft("email_changed", old, {"user": quetzal.pk, "old_email": old, "moment": 1})])
    owner, desk = an_owner(), Client()
    desk.force_login(owner)
    role = Group.objects.get(name="Editors")
    desk.post("/admin/accounts/invitation/add/", {"email": old, "role": role.pk})
    LogEntry.objects.log_actions(owner.pk, [quetzal], CHANGE)
    assert Invitation.objects.get().email == old
    close(quetzal)
    assert columns_with(MARK) == set()
    assert not Invitation.objects.exists()
    log = " ".join(LogEntry.objects.values_list("object_repr", flat=True))
    assert LogEntry.objects.count() == 2 and MARK.lower() not in log.lower()
    users = [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()]
    assert users == [str(owner.pk)]


@pytest.mark.parametrize(
    "act",
    ["respond", "report", pytest.param("recommend", marks=pytest.mark.one_database), "hide"],
)
def test_what_an_account_sends_while_it_is_closed_is_not_stored(quetzal, act, monkeypatch):
    post = a_post()
    paths = {"respond": f"{post.get_absolute_url()}respond/"}
    browser, other = signed_in(quetzal), a_comment(post, "Mild.", by=bob())
    fields = {"body": "Frost in flight.", "key": uuid4(), "reason": "spam", "hide": "yes"}
    UserSession.objects.all().delete()
    close_in_flight(quetzal, monkeypatch)
    answer = browser.post(paths.get(act, f"/comments/{other.pk}/{act}/"), fields)
    assert answer.status_code == 403
    assert act == "hide" or "This account is closed" in answer.text
    assert act in ("recommend", "hide") or "Frost in flight." in answer.text
    assert Comment.objects.get() == other and columns_with(MARK) == set()
    for model in (Report, Recommendation, HiddenAuthor, UserSession):
        assert not model.objects.exists()


def test_nobody_follows_with_an_account_that_is_closed(quetzal):
    quetzal.erase()
    with pytest.raises(AccountClosed):
        Follow.objects.start(None, user=quetzal)
    assert not Follow.objects.exists()


def test_a_ban_and_the_desk_outlive_a_closed_account(quetzal):
    comment = a_comment(a_post(), "Frost, frost.", by=quetzal)
    Ban.objects.impose(by=mona(), ground=a_rule(), person=comment.author, about=comment)
    close(quetzal)
    assert Ban.objects.in_force(person=comment.author)
    desk = Client()
    desk.force_login(an_owner())
    for path in ("moderation/decision/", "moderation/ban/", "comments/comment/", "accounts/user/"):
        response = desk.get(f"/admin/{path}")
        assert response.status_code == 200 and MARK not in response.text


@pytest.mark.one_database
def test_an_account_that_was_closed_stays_so_when_an_older_backup_comes_back(quetzal):
    a_comment(a_post(), "Frost, frost.", by=quetzal)
    close(quetzal)
    assert alice().pk != quetzal.pk
    closed = User.objects.get(pk=quetzal.pk)
    assert closed.erased
    closed.display_name, closed.email, closed.erased = MARK, "q@mail.example", None
    closed.save()
    closed.erase()  # what restoring a backup calls for each row that was erased
    assert columns_with(MARK) == set()
