"""A generated year of a blog, and a plain record of all that happened in it."""

import itertools
import random
from datetime import UTC, datetime, timedelta

from accounts.models import Person
from comments.models import Comment, Finding
from moderation.models import Appeal, Decision, LegalNotice, Report
from moderation.models.reference import new_reference
from tests.cast import a_post, mona
from tests.moderation.deciding import a_rule

S, R = Comment.Status, Report.Status
GROUNDS = {"spam": "spam", "harassment": "harassment", "law": "Section 185."}
NOTICES = {"law": R.UPHELD, "house_rule": R.UPHELD, "dismissed": R.DISMISSED, "open": R.OPEN}
HELD_BY = {"many_links": (S.REJECTED, S.PUBLISHED), "late_comment": (S.REJECTED, S.HELD)}
RESULTS = {S.PUBLISHED: "wrong", S.REJECTED: "right", S.HELD: "undecided"}
COLUMNS = {"source": "own", "status_after": "held"}


class YearOfUse:
    """Rows of every kind in each month of a `year`: of a kind `sizes` in a month, by chance.

    `events` has (figure, kind, moment, subject) for everything that counts, once a subject;
    `times` (kind, end, seconds) for everything that took time.
    """

    def __init__(self, year, zone, *, seed, sizes=(0, 5, 6, 7, 9)):
        self.chance, self.sizes = random.Random(seed), sizes
        months = [(year, month) for month in range(1, 13)] + [(year + 1, 1)]
        self.limits = [datetime(*month, 1, tzinfo=zone).astimezone(UTC) for month in months]
        self.events, self.times, self.reports = [], [], set()
        self.people = [Person.objects.create() for _ in range(40)]
        self.moderator = mona()
        account = Person.objects.of(self.moderator)
        Person.objects.filter(pk=self.people[0].pk).update(joined_to=account)
        self.main_ids = {person.pk: person.pk for person in [*self.people, account]}
        self.main_ids[self.people[0].pk] = account.pk
        self.people.append(account)
        self.comments = {month: [] for month in range(12)}
        self.rules = {code: a_rule(code) for code in ("spam", "harassment")}

    def store(self):
        self.write()
        everything = sum(self.comments.values(), [])
        self.reported = itertools.cycle(everything)
        earlier = self.earlier = self.limits[0] - timedelta(days=9)
        self.by_law, self.by_rule = Decision.objects.bulk_create(
            self.a_decision("keep", earlier, **columns)
            for columns in ({"law": GROUNDS["law"]}, {"house_rule": self.rules["spam"]})
        )
        for month in range(12):
            self.find(month)
            self.decide(month)
            self.report(month)
            self.appeal(month)
        return self

    def note(self, figure, kind, moment, subject=None):
        self.events.append((figure, kind, moment, subject or f"number {len(self.events)}"))

    def moments(self, month, size=None):
        """Return moments of a month, the first and the last second among them."""
        begin, end = self.limits[month : month + 2]
        seconds = int((end - begin).total_seconds())
        size = self.chance.choice(self.sizes) if size is None else size
        offsets = [0, seconds - 1, *(self.chance.randrange(seconds) for _ in range(size))][:size]
        return [begin + timedelta(seconds=offset) for offset in offsets]

    def write(self):
        drafts = []
        for month in range(12):
            for status in S:
                for moment in self.moments(month):
                    draft = Comment(author=self.chance.choice(self.people), name="Voice")
                    draft.created, draft.status, draft.body_html = moment, status, "<p>Words.</p>"
                    draft.published_at = None if status in (S.HELD, S.REJECTED) else moment
                    drafts.append(draft)
                    self.comments[month].append(draft)
                    self.note("comments", str(status), moment)
        Comment.objects.build(a_post(), drafts)

    def find(self, month):
        findings = []
        for rule, statuses in HELD_BY.items():
            comments = [each for each in self.comments[month] if each.status in statuses]
            moments = self.moments(month, len(comments))
            for moment, comment in zip(moments, comments, strict=True):
                findings.append(Finding(comment=comment, rule=rule, verdict="hold"))
                self.note("holds", rule, moment, comment.pk)
                self.note("decisions", "check", moment, comment.pk)
                self.note("hold_results", RESULTS[comment.status], moment, comment.pk)
        moments = [moment for figure, _, moment, _ in self.events if figure == "holds"]
        Finding.objects.bulk_create(findings)
        for finding, moment in zip(findings, moments[len(moments) - len(findings) :], strict=True):
            finding.created = moment
        Finding.objects.bulk_update(findings, ["created"])

    def some(self, month, size):
        comments = self.comments[month]
        if len(comments) < size or not comments:
            comments = sum(self.comments.values(), [])
        return self.chance.sample(comments, size)

    def decide(self, month):
        decisions = []
        for source, kind in (("threshold", "weight_of_reports"), ("own", "moderator")):
            for moment in self.moments(month):
                by = None if source == "threshold" else self.moderator
                decisions.append(self.a_decision("hold", moment, by=by, source=source))
                self.note("holds", kind, moment)
                self.note("decisions", kind, moment)
        for code, ground in GROUNDS.items():
            for moment in self.moments(month):
                columns = {"law": ground} if code == "law" else {"house_rule": self.rules[ground]}
                decisions.append(self.an_answer("reject", moment, **columns))
                self.note("removals", code, moment)
        decisions += [self.an_answer("approve", moment) for moment in self.moments(month)]
        Decision.objects.bulk_create(decisions)
        self.undo_some(month)

    def an_answer(self, action, moment, **columns):
        seconds = self.chance.randrange(10, 200_000)
        self.times.append(("hours_held", moment, seconds))
        self.note("decisions", "moderator", moment)
        held = {"status_before": S.HELD, "since_before": moment - timedelta(seconds=seconds)}
        return self.a_decision(action, moment, by=self.moderator, **held, **columns)

    def a_decision(self, action, moment, **columns):
        (comment,) = self.some(0, 1)
        columns = COLUMNS | {"comment": comment, "person": comment.author} | columns
        return Decision(action=action, created=moment, **columns)

    def undo_some(self, month):
        """Take decisions that are undone, which count nowhere."""
        removals = []
        for moment in self.moments(month):
            spam = {"house_rule": self.rules["spam"], "by": self.moderator}
            removals.append(self.a_decision("remove", moment, **spam))
        Decision.objects.bulk_create(removals)
        undo = {"action": "undo", "by": self.moderator}
        Decision.objects.bulk_create(
            self.a_decision(moment=removal.created, undoes=removal, **undo) for removal in removals
        )

    def appeal(self, month):
        """Make appeals against earlier decisions; the same person lets their own stand."""
        for status in Appeal.Status:
            for moment in self.moments(month):
                by = self.moderator if status == "upheld" else None
                appeal = Appeal(status=status, created=moment)
                rows = [self.a_decision("keep", self.earlier, by=by)]
                if status != "open":
                    seconds = self.chance.randrange(10, 900_000)
                    end = moment + timedelta(seconds=seconds)
                    rows.append(self.a_decision("uphold", end, by=self.moderator))
                    self.times.append(("hours_of_appeals", end, seconds))
                appeal.decision, *answer = Decision.objects.bulk_create(rows)
                appeal.answer = answer[0] if answer else None
                appeal.save()
                self.note("appeals", str(status), moment)
                if status == "upheld":
                    self.note("own_answers", None, moment)

    def report(self, month):
        reports = [
            self.a_report(moment, kind.strip(), status)
            for kind, status in {"": R.UPHELD, **NOTICES, " ": R.WITHDRAWN}.items()
            for moment in self.moments(month)
        ]
        Report.objects.bulk_create(reports)
        notices = [
            LegalNotice(report=report, in_good_faith=True, is_about_children=report.is_by_law)
            for report in reports
            if report.is_legal_notice
        ]
        LegalNotice.objects.bulk_create(notices)

    def a_report(self, moment, kind, status):
        person, report = self.chance.choice(self.people), Report(created=moment, status=status)
        report.comment = next(c for c in self.reported if (c, person) not in self.reports)
        self.reports.add((report.comment, person))  # a person has one open report of a comment
        report.reference = new_reference()
        report.by, report.reason = person, "illegal" if kind else "spam"
        report.is_by_law = kind == "law"
        if status in (R.UPHELD, R.DISMISSED):
            self.end(report, kind)
        if status == R.UPHELD:
            report.decision = self.by_law if kind == "law" else self.by_rule
        self.note("reports", str(status), moment)
        self.note("reporters", None, moment, self.main_ids[person.pk])
        if kind:
            self.note("legal_notices", kind, moment)
            subject = "children" if kind == "law" else "other_content"
            self.note("legal_notices_by_subject", subject, moment)
        return report

    def end(self, report, kind):
        seconds = self.chance.randrange(10, 4_000_000)
        report.ended = report.created + timedelta(seconds=seconds)
        self.times.append(("hours_reported", report.ended, seconds))
        if kind:
            self.times.append(("hours_of_legal_notices", report.ended, seconds))
