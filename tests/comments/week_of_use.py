"""Days of a blog in use, and a plain model of the mail that each of its people must get."""

import random
import re
from contextlib import suppress

from django.core import mail
from django.test import Client

from accounts.models import Mailbox, Person
from comments.models import Comment, Subscription
from comments.models.status import CannotReply, InvalidTransition
from moderation.models import AlreadyDecided, Decision, Outdated
from posts.announcing import announce_due
from posts.models import Follow
from tests.accounts.outbox import let_pass
from tests.cast import a_comment, a_post, account, alice, bob, mona

ROSA = "rosa@mail.example"
DAY = 24 * 60  # minutes
PAUSES = [2, 2, 30, DAY // 2]


class WeekOfUse:
    """`run` lets days pass; `surprises` then lists each round whose mail was not as predicted."""

    def __init__(self, seed):
        self.chance, self.clock, self.surprises = random.Random(seed), 0, []
        users = (alice(), bob(), account("carla"))
        self.people = {user.email: Person.objects.of(user) for user in users}
        self.people[ROSA] = Person.objects.create()
        self.daily, self.last = {bob().email}, {}  # when who had the last mail
        self.box(bob().email, frequency="daily")
        Follow.objects.start(None, user=alice())
        self.posts = [a_post(f"Post {number}") for number in range(2)]
        announce_due()
        self.fresh = {email: set() for email in self.people}  # what nobody was asked to send yet
        self.waiting = {email: set() for email in self.people}  # what waits for its day
        self.got = {email: set() for email in self.people}
        self.fresh[alice().email] = {post.title for post in self.posts}
        self.subscriptions, self.stopped, self.is_confirmed, self.is_asked = [], set(), False, False

    def box(self, email, **values):
        Mailbox.objects.filter(pk=Mailbox.objects.for_email(email).pk).update(**values)

    def run(self, days):
        acts = [self.write] * 10 + [self.hold, self.approve, self.remove, self.undo, self.withdraw]
        acts += [self.end, self.publish, self.pause, self.pause, self.pause]
        while self.clock < days * DAY:
            with suppress(InvalidTransition, AlreadyDecided, Outdated, CannotReply):
                self.chance.choice(acts)()
            if self.clock > 4 * DAY and ROSA not in self.stopped and self.is_confirmed:
                self.stop(ROSA)
        self.pause(DAY + 1)

    # Acts

    def write(self):
        email, person = self.chance.choice(list(self.people.items()))
        parent = self.chance.choice([None, *self.some("published")])
        post = parent.post if parent else self.chance.choice(self.posts)
        comment = a_comment(
            post,
            f"Frost {self.chance.random()}.",
            by=person,
            name="X",
            parent=parent,
            status=self.chance.choice(["published"] * 4 + ["held"]),
            email="" if person.user else email,
        )
        if email not in self.stopped and self.chance.random() < 0.6:
            scope = self.chance.choice(["replies", "conversation"])
            Subscription.objects.start(comment, scope)
            self.subscriptions.append((email, comment.pk, post.pk, scope))
        self.come_into_view(comment)

    def some(self, *statuses):
        return list(Comment.objects.filter(status__in=statuses).order_by("-pk")[:12])

    def one(self, *statuses):
        if not (comments := self.some(*statuses)):
            raise InvalidTransition
        return self.chance.choice(comments)

    def hold(self):
        Decision.objects.take("hold", self.one("published"), by=mona())

    def approve(self):
        comment = self.one("held")
        Decision.objects.take("approve", comment, by=mona())
        self.come_into_view(comment)

    def remove(self):
        Decision.objects.take("remove", self.one("published"), by=mona(), ground="A law.")

    def undo(self):
        decision = Decision.objects.exclude(action="undo").order_by("-pk").first()
        if decision:
            before = set(Comment.objects.visible())
            decision.undo(by=mona())
            for comment in set(Comment.objects.visible()) - before:
                self.come_into_view(comment)

    def withdraw(self):
        comment = self.one("published", "held")
        comment.withdraw()
        self.forget(comment.pk)

    def publish(self):
        post = a_post(f"Post {len(self.posts)}")
        self.posts.append(post)
        announce_due()
        self.fresh[alice().email].add(post.title)

    def end(self):
        """End a subscription, as the page of its mailbox does."""
        if self.subscriptions:
            pk = self.chance.choice(self.subscriptions)[1]
            box = Mailbox.objects.get(subscriptions__comment=pk)
            row = Subscription.objects.get(comment=pk).pk
            fields = {"action": "save", "listed": [row], "chosen": []}
            assert Client().post(f"/mail/{box.nonce}/", fields).status_code == 200
            self.forget(pk)

    def stop(self, email):
        assert Client().post(f"/mail/{Mailbox.objects.for_email(email).nonce}/stop/").status_code
        self.stopped.add(email)

    def confirm(self, box):
        """Follow the link in the question, as a reader does who has the mail."""
        rows = Subscription.objects.of(box).values_list("pk", flat=True)
        fields = {"action": "confirm", "listed": list(rows), "chosen": list(rows)}
        assert Client().post(f"/mail/{box.nonce}/", fields).status_code == 200
        self.is_confirmed = True

    # The model

    def come_into_view(self, comment):
        comment.refresh_from_db()
        for email in self.people:
            if comment.is_published and self.wants(email, comment):
                self.fresh[email].add(comment.body)

    def forget(self, pk):
        self.subscriptions = [one for one in self.subscriptions if one[1] != pk]

    def wants(self, email, comment) -> bool:
        if comment.is_by(self.people[email]) or email in self.stopped:
            return False
        return any(
            comment.parent_id == pk or (scope == "conversation" and comment.post_id == post)
            for owner, pk, post, scope in self.subscriptions
            if owner == email
        )

    def is_right(self, email, text) -> bool:
        """Return whether a text that somebody is to get may be sent now."""
        comment = Comment.objects.filter(body=text).first()
        return not comment or (comment.is_published and self.wants(email, comment))

    def predicted(self, email) -> set:
        """Return the texts that somebody gets now, and note that they have them."""
        fresh, self.fresh[email] = self.fresh[email] - self.got[email], set()
        self.waiting[email] |= {text for text in fresh if self.is_right(email, text)}
        is_early = self.clock - self.last.get(email, -DAY) < DAY
        if (email in self.daily and is_early) or (email == ROSA and not self.is_confirmed):
            return set()
        texts, self.waiting[email] = self.waiting[email], set()
        texts = {text for text in texts if self.is_right(email, text)}
        if texts:
            self.last[email], self.got[email] = self.clock, self.got[email] | texts
        return texts

    def pause(self, minutes=None):
        minutes = minutes or self.chance.choice(PAUSES)
        self.clock += minutes
        mail.outbox.clear()
        let_pass(minutes=minutes)
        for email in self.people:
            mails = [one for one in mail.outbox if one.to == [email] and is_about_texts(one)]
            sent = sorted(text for one in mails for text in texts_of(one))
            if sent != sorted(self.predicted(email)):
                self.surprises.append((self.clock, email, sent))
        questions = [one for one in mail.outbox if "Mail about replies" in one.subject]
        if questions:
            self.confirm(Mailbox.objects.for_email(ROSA))
            self.surprises += [] if [one.to[0] for one in questions] == [ROSA] else ["questions"]


def is_about_texts(message) -> bool:
    return bool(re.search(r"[Rr]eply to|[Nn]ew comment|^New: ", message.subject))


def texts_of(message) -> list:
    """Return the comments that a mail quotes, or the title of its post."""
    return re.findall(r"^> (Frost .*)$", message.body, re.M) or [message.subject[len("New: ") :]]
