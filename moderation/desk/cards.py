"""One item of a queue with everything that is needed to decide on it."""

from dataclasses import dataclass
from functools import cached_property

from comments.models import Comment, Finding
from moderation.desk.claims import Claim
from moderation.desk.grounds import likely_ground
from moderation.desk.marking import marked
from moderation.desk.records import Record
from moderation.models import Case, Decision, HouseRuleVersion, Note, Report
from moderation.models.acts import Action
from moderation.models.ban import Subject
from moderation.models.case import voices
from moderation.models.decision import fitting
from moderation.screening.rules import title_of

SHOWN_REPORTS = 50  # of a brigade, the newest; the case says how many there are
REPORTS_AT_FIRST = 3  # the rest open on demand, so that the buttons stay near the words
SHOWN_DECISIONS = 10  # and earlier reports


@dataclass(frozen=True)
class Found:
    """What a rule said, and the evidence that is not to be seen marked in the words."""

    finding: Finding
    evidence: str

    @property
    def title(self) -> str:
        return title_of(self.finding.rule)


@dataclass(frozen=True)
class WeighedReport:
    """An open report, and the points it would have by itself."""

    report: Report
    points: int
    has_other_words: bool  # the comment was edited since

    @property
    def is_legal_notice(self) -> bool:
        return hasattr(self.report, "legal_notice")


class Card:
    """A comment on somebody's desk; everything is fetched when it is asked for."""

    def __init__(self, comment: Comment, user):
        self.comment, self.user = comment, user

    @cached_property
    def seen(self) -> str:
        """The state that is shown, for the form to carry."""
        return Decision.objects.seen(self.comment)

    @cached_property
    def words(self):
        """The words as typed, the rules' evidence marked; safe HTML."""
        return marked(self.comment.body, self._evidence)

    @cached_property
    def additions(self) -> list[tuple]:
        """What its author added later: when, and the words as typed, marked like the others."""
        added = self.comment.added_texts
        return [(each.created, marked(each.body, self._evidence)) for each in added]

    @property
    def _evidence(self):
        return [line for found in self.findings for line in found.evidence.splitlines()]

    @cached_property
    def findings(self) -> list[Finding]:
        return list(self.comment.findings.order_by("pk"))

    @property
    def found(self) -> list[Found]:
        body = "\n".join(text.body for text in self.comment.texts).casefold()
        told = []
        for finding in self.findings:
            lines = finding.evidence.splitlines()
            unmarked = [line for line in lines if line.strip().casefold() not in body]
            told.append(Found(finding, "\n".join(unmarked)))
        return told

    @cached_property
    def case(self) -> Case | None:
        return Case.objects.filter(comment=self.comment).first()

    @cached_property
    def reports(self) -> list[WeighedReport]:
        """The newest open reports with what they weigh."""
        standing = self.comment.reports.open().order_by("-created")
        related = standing.select_related("by__user", "contents", "legal_notice")
        reports = list(related[:SHOWN_REPORTS])
        if not reports:
            return []
        weighed = zip(reports, voices(reports, self.comment), strict=True)
        return [WeighedReport(r, v.points, self._has_other_words(r)) for r, v in weighed]

    @property
    def first_reports(self) -> list[WeighedReport]:
        """The reports to read before anything else: legal notices, then the newest."""
        return self._legal_notices_first[:REPORTS_AT_FIRST]

    @property
    def further_reports(self) -> list[WeighedReport]:
        return self._legal_notices_first[REPORTS_AT_FIRST:]

    @property
    def _legal_notices_first(self):
        return sorted(self.reports, key=lambda weighed: not weighed.is_legal_notice)

    def _has_other_words(self, report):
        contents = getattr(report, "contents", None)
        return bool(contents and contents.words and contents.words != self.comment.body)

    @cached_property
    def closed_reports(self) -> list[Report]:
        return list(self.comment.reports.exclude(status=Report.Status.OPEN)[:SHOWN_DECISIONS])

    @cached_property
    def record(self) -> Record:
        return Record(self.comment)

    @cached_property
    def decisions(self) -> list[Decision]:
        """What was decided on it before, newest first."""
        related = ("by", "house_rule", "undone_by")
        decided = Decision.objects.filter(comment=self.comment).select_related(*related)
        return list(decided.order_by("-pk")[:SHOWN_DECISIONS])

    @cached_property
    def versions(self) -> list:
        return list(self.comment.earlier_versions.all())

    @cached_property
    def notes(self) -> list[Note]:
        return list(Note.objects.about(self.comment))

    @cached_property
    def grounds(self) -> list[HouseRuleVersion]:
        return list(HouseRuleVersion.objects.in_force())

    @cached_property
    def ground(self) -> HouseRuleVersion | None:
        """The house rule that stands chosen when the card comes up."""
        reports = [weighed.report for weighed in self.reports]
        standing = [decision for decision in self.decisions if decision.is_effective]
        return likely_ground(self.grounds, decided=standing, reports=reports)

    @cached_property
    def claim(self) -> Claim | None:
        """The claim of somebody else who looks at it."""
        claim = Claim.on(self.comment.pk)
        return claim if claim and claim.user_id != self.user.pk else None

    # What can be done

    @property
    def letting_stand(self) -> str:
        """The name of the button that leaves or puts the words where readers see them; or ""."""
        action = fitting("let_stand", self.comment)
        nothing_to_keep = action == Action.KEEP and not self.comment.is_published
        return "" if nothing_to_keep else action.label.capitalize()

    @property
    def taking_down(self) -> str:
        """The name of the button that takes the words away; empty when they are gone."""
        action = fitting("take_down", self.comment)
        return action.label.capitalize() if self.comment.can(action) else ""

    @property
    def can_hold(self) -> bool:
        return self.comment.can("hold")

    @property
    def can_ban(self) -> bool:
        """Staff are not banned: their accounts' rights are taken away."""
        user = self.comment.author.user
        return user is None or not user.is_staff

    @property
    def address_ban(self) -> str:
        """What a ban of the comment's IP address covers: the address, or the /64 of an IPv6 one."""
        address = self.comment.address
        return Subject.of(address=address)["network"].removesuffix("/32") if address else ""
