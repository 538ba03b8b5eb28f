"""People who act at random under two posts, and a check of every mail when it is sent."""

import random
import re
from collections import Counter
from contextlib import suppress

from django.core import mail
from django.test import Client

from accounts.models import Person
from accounts.models.mailbox import normalized
from comments.models import Comment, Subscription
from comments.models.status import CannotReply, InvalidTransition
from moderation.models import AlreadyDecided, Decision, Outdated
from tests.accounts.outbox import let_pass
from tests.cast import a_comment, a_post, alice, bob, mona
from tests.moderation.deciding import a_rule

STRANGER = "stranger@mail.example"  # is typed by others, and never answers
# The second reaches the mailbox of the first.
GUESTS = ["rosa@mail.example", "rosa+frost@mail.example", "ines@mail.example", STRANGER]
LINK = re.compile(r"/mail/[\w-]+/")


class MixedActs:
    """`run` does acts; `wrong` then lists each mail that should not have been sent, and why."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.posts = [a_post(), a_post()]
        self.authors = {Person.objects.create(): email for email in GUESTS}
        self.authors |= {Person.objects.of(user): user.email for user in (alice(), bob())}
        self.links, self.stopped = {}, set()
        self.questions, self.replies, self.acts, self.wrong = Counter(), Counter(), Counter(), []

    def run(self, count):
        acts = [self.reply] * 8 + [self.wait] * 4 + [self.hold, self.approve, self.remove]
        acts += [self.undo, self.withdraw, self.edit, self.erase]
        acts += [self.confirm, self.stop, self.end]
        for _ in range(count):
            act = self.chance.choice(acts)
            with suppress(InvalidTransition, AlreadyDecided, Outdated, CannotReply):
                act()
                self.acts[act.__name__] += 1
        let_pass(minutes=2)
        self.read_mail()

    # Acts on comments

    def reply(self):
        """Write a comment, often as a reply; some are held, some ask for mail."""
        person = self.chance.choice(list(self.authors))
        parent = self.a_comment("published") if self.chance.random() < 0.8 else None
        post = parent.post if parent else self.chance.choice(self.posts)
        status = self.chance.choice(["published"] * 4 + ["held"])
        email = "" if person.user else self.authors[person]
        words = f"Frost {self.chance.random()}."
        comment = a_comment(
            post, words, by=person, name="X", parent=parent, status=status, email=email
        )
        if self.chance.random() < 0.7:
            scope = self.chance.choice(["replies", "replies", "conversation"])
            Subscription.objects.start(comment, scope)

    def a_comment(self, *statuses):
        """Return one of the latest comments, of those in some statuses."""
        comments = Comment.objects.filter(status__in=statuses).order_by("-pk")[:12]
        if not comments:
            raise InvalidTransition
        return self.chance.choice(comments)

    def hold(self):
        Decision.objects.take("hold", self.a_comment("published"), by=mona())

    def approve(self):
        Decision.objects.take("approve", self.a_comment("held"), by=mona())

    def remove(self):
        comment = self.a_comment("published", "held")
        action = "remove" if comment.was_shown else "reject"
        Decision.objects.take(action, comment, by=mona(), ground=a_rule())

    def undo(self):
        decisions = Decision.objects.exclude(action="undo").order_by("-pk")[:8]
        if decisions:
            self.chance.choice(decisions).undo(by=mona())

    def withdraw(self):
        self.a_comment("published", "held").withdraw()

    def edit(self):
        self.a_comment("published").edit(f"Thaw {self.chance.random()}.")

    def erase(self):
        self.a_comment("published", "held", "removed").erase()

    # Acts of those who get mail

    def confirm(self):
        self.press("confirm")

    def stop(self):
        self.press("stop")

    def end(self):
        """End what is listed, without stopping all mail."""
        self.press("save", chosen=False)

    def press(self, action, chosen=True):
        """Press a button of the page to which an earlier mail led; alice wants all she gets."""
        emails = sorted(self.links.keys() - {STRANGER, alice().email})
        if not emails:
            return
        email = self.chance.choice(emails)
        listed = re.findall(r'name="listed" value="(\d+)"', Client().get(self.links[email]).text)
        fields = {"action": action, "listed": listed, "chosen": listed if chosen else []}
        assert Client().post(self.links[email], fields).status_code == 200
        if action == "stop":
            self.stopped.add(email)
        elif action == "confirm":
            self.stopped.discard(email)

    def wait(self):
        let_pass(seconds=self.chance.choice([20, 50, 90]))
        self.read_mail()

    # What was sent

    def read_mail(self):
        for message in mail.outbox:
            email = normalized(*message.to)
            link = LINK.search(message.body)[0] if LINK.search(message.body) else ""
            self.links |= {email: link} if link else {}
            reply = re.fullmatch(r"<c(\d+)\.\d+@.*>", message.extra_headers["Message-ID"])
            if reply:
                self.check_reply(message, email, int(reply[1]))
            elif "Mail about replies" in message.subject:
                self.questions[email] += 1
                self.expect(self.questions[email] == 1, "asked twice", message)
                self.expect(email not in self.stopped, "asked after a stop", message)
        mail.outbox.clear()

    def check_reply(self, message, email, pk):
        comment = Comment.objects.get(pk=pk)
        person = next(who for who, own in self.authors.items() if own == message.to[0])
        self.replies[pk, email] += 1
        self.expect(self.replies[pk, email] == 1, "sent twice", message)
        self.expect(comment.status == "published", f"is {comment.status}", message)
        self.expect(comment.body in message.body, "not today's words", message)
        self.expect(not comment.is_by(person), "of one's own", message)
        self.expect(email not in self.stopped, "sent after a stop", message)
        active = Subscription.objects.active().filter(comment__author=person)
        wanted = active.exclude(comment__status="withdrawn").exclude(confirmed=None)
        concerning = [
            subscription
            for subscription in wanted
            if subscription.comment_id == comment.parent_id
            or (subscription.scope == "conversation" and subscription.post_id == comment.post_id)
        ]
        self.expect(concerning, "not asked for", message)

    def expect(self, is_right, why, message):
        if not is_right:
            self.wrong.append((why, message.to, message.subject, message.body))

    def missing(self):
        """Return the replies in view to a comment of alice, who stops nothing, without a mail."""
        mine = Comment.objects.filter(author__user=alice(), status="published", post__in=self.posts)
        wanted = Subscription.objects.active().filter(comment__in=mine).values("comment")
        replies = Comment.objects.visible().filter(parent__in=wanted)
        others = replies.exclude(author__user=alice())
        return [reply.pk for reply in others if not self.replies[reply.pk, alice().email]]
