"""The card of a comment: everything that is needed to decide on it."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext

from comments.models import Comment, Finding
from moderation.claims import Claim
from moderation.desk.card_reports import MAX_REPORTS, CardReport, ReportBurst
from moderation.desk.care import blurred_among
from moderation.desk.forms import ReplyForm
from moderation.desk.grounds import likely_ground
from moderation.desk.highlight import highlight
from moderation.desk.records import Record
from moderation.desk.shadow import findings_for_moderators, last_decided
from moderation.desk.similar import SimilarToComment
from moderation.editorial import may_take
from moderation.models import (
    Appeal,
    Assignment,
    CardButton,
    Case,
    Decision,
    HouseRuleVersion,
    ModeratorScope,
    Note,
    Report,
    Restriction,
    SpotCheck,
    moderators_of,
)
from moderation.models.acts import Action
from moderation.models.ban import Subject
from moderation.models.case import weighted_reports
from moderation.models.restored import granted_appeals
from moderation.report_weight import burst_among

REPORTS_AT_FIRST = 3  # the rest open on demand, so that the buttons stay near the text
MAX_DECISIONS = 10  # the newest; also the number of closed reports


@dataclass(frozen=True)
class CardFinding:
    """A rule's finding: the evidence that is not highlighted in the text, and a note."""

    finding: Finding
    evidence: str
    note: str

    @property
    def weights(self) -> list[tuple]:
        """Return the words that weighed most for a rule that has learned, with their weights."""
        weights = self.finding.parameters.get("weights", [])
        return list(zip(self.finding.evidence.splitlines(), weights, strict=False))


class Card:
    """The card of a comment for one account; each part is fetched on demand.

    `row` is its QueueRow in the list beside the card, if any: its values are not queried again.
    """

    def __init__(self, comment: Comment, user, row=None):
        self.comment, self.user, self.row = comment, user, row

    @cached_property
    def state_token(self) -> str:
        """Return the token of the current state, for the form."""
        return Decision.objects.state_token(self.comment)

    @cached_property
    def text(self):
        """Return the text as typed, the rules' evidence highlighted, as safe HTML."""
        return highlight(self.comment.body, self._evidence)

    @cached_property
    def is_blurred(self) -> bool:
        """Return whether the text is blurred until the moderator reveals it."""
        if self.row:
            return self.row.is_blurred
        return bool(blurred_among([self.comment.pk], self.user))

    @cached_property
    def additions(self) -> list[tuple]:
        """Return the author's additions: their times and texts, also highlighted."""
        additions = self.comment.added_texts
        return [(each.created, highlight(each.body, self._evidence)) for each in additions]

    @property
    def _evidence(self):
        return [line for finding in self.findings for line in finding.evidence.splitlines()]

    @cached_property
    def findings(self) -> list[Finding]:
        return findings_for_moderators(self.comment)

    @property
    def card_findings(self) -> list[CardFinding]:
        """Return the findings, each without the evidence that is highlighted in the text."""
        body = "\n".join(text.body for text in self.comment.texts).casefold()
        card_findings = []
        for finding in self.findings:
            lines = finding.evidence.splitlines()
            elsewhere = [line for line in lines if line.strip().casefold() not in body]
            card_findings.append(CardFinding(finding, "\n".join(elsewhere), finding.note))
        return card_findings

    @property
    def has_reasons(self) -> bool:
        """Return whether the card has any reason why the comment is here."""
        of_reports = self.case or self.findings or self.reports or self.comment.is_held
        return bool(of_reports or self.is_to_be_checked or self.answered_check)

    @property
    def is_to_be_checked(self) -> bool:
        check = getattr(self.comment, "spot_check", None)
        return bool(check and check.is_open and self.comment.is_published)

    @cached_property
    def answered_check(self) -> SpotCheck | None:
        """Return why a moderator was asked to look at it, once it is decided; None before, when it
        would influence the decision.
        """
        check = getattr(self.comment, "spot_check", None)
        return check if check and not check.is_open and last_decided(self.comment) else None

    @cached_property
    def case(self) -> Case | None:
        return getattr(self.comment, "case", None)

    @cached_property
    def reports(self) -> list[CardReport]:
        """Return the newest open reports with their points."""
        newest_first = self.comment.reports.open().order_by("-created")
        related = newest_first.select_related("by__user", "contents", "legal_notice")
        reports = list(related[:MAX_REPORTS])
        if not reports:
            return []
        weighted = weighted_reports(reports, self.comment)
        limited = {weight.person for weight in weighted if weight.is_limited}
        limits = Restriction.objects.among(limited, Action.LIMIT_REPORTS) if limited else {}
        return [
            CardReport(r, w.points, self._is_of_other_text(r), limits.get(r.by.main_id))
            for r, w in zip(reports, weighted, strict=True)
        ]

    @cached_property
    def burst(self) -> ReportBurst | None:
        """Return the reports of a burst as one entry, or None; it contains no legal notice."""
        others = [report for report in self.reports[::-1] if not report.is_legal_notice]
        burst = burst_among([card_report.report.created for card_report in others])
        return ReportBurst([others[index] for index in burst]) if burst else None

    @property
    def first_reports(self) -> list[CardReport]:
        """Return the reports that are shown first: legal notices, then the newest."""
        return self._single_reports[:REPORTS_AT_FIRST]

    @property
    def further_reports(self) -> list[CardReport]:
        return self._single_reports[REPORTS_AT_FIRST:]

    @cached_property
    def _single_reports(self):
        together = self.burst.reports if self.burst else []
        single = [report for report in self.reports if report not in together]
        return sorted(single, key=lambda report: not report.is_legal_notice)

    def _is_of_other_text(self, report):
        contents = getattr(report, "contents", None)
        return bool(contents and contents.words and contents.words != self.comment.body)

    @cached_property
    def closed_reports(self) -> list[Report]:
        return list(self.comment.reports.exclude(status=Report.Status.OPEN)[:MAX_DECISIONS])

    @cached_property
    def similar(self) -> SimilarToComment:
        return SimilarToComment(self.comment, self.user)

    @cached_property
    def record(self) -> Record:
        return Record(self.comment, ModeratorScope.objects.condition_for(self.user))

    @cached_property
    def decisions(self) -> list[Decision]:
        """Return the earlier decisions on the comment, newest first."""
        related = ("by", "house_rule", "undone_by")
        decisions = Decision.objects.filter(comment=self.comment).select_related(*related)
        return list(decisions.order_by("-pk")[:MAX_DECISIONS])

    @cached_property
    def granted_appeal(self) -> Appeal | None:
        """Return the newest appeal that restored the current text, or None."""
        is_possible = any(each.is_on_appeal and each.clears for each in self.decisions)
        return next(iter(granted_appeals(self.comment)), None) if is_possible else None

    @cached_property
    def versions(self) -> list:
        return list(self.comment.earlier_versions.all()) if self.comment.edited else []

    @cached_property
    def notes(self) -> list[Note]:
        return list(Note.objects.about(self.comment))

    @cached_property
    def grounds(self) -> list[HouseRuleVersion]:
        return list(HouseRuleVersion.objects.in_force().under(self.comment.post))

    @cached_property
    def ground(self) -> HouseRuleVersion | None:
        """Return the house rule that is preselected, or None."""
        reports = [card_report.report for card_report in self.reports]
        effective = [decision for decision in self.decisions if decision.is_effective]
        return likely_ground(self.grounds, decisions=effective, reports=reports)

    @cached_property
    def claim(self) -> Claim | None:
        """Return another moderator's claim on the comment, or None."""
        claim = self.row.claim if self.row else Claim.on(self.comment.pk)
        return claim if claim and claim.user_id != self.user.pk else None

    @property
    def assignment(self) -> Assignment | None:
        return getattr(self.comment, "assignment", None)

    @cached_property
    def moderators(self) -> list:
        """Return the accounts that the comment can be assigned to."""
        return moderators_of(self.comment)

    @cached_property
    def hold_first(self) -> Restriction | None:
        """Return the restriction that holds the author's comments first, or None."""
        own = Restriction.objects.of(self.comment.author, Action.HOLD_FIRST)
        return own.select_related("decision__house_rule", "decision__by").first()

    # Possible actions

    @property
    def keep_label(self) -> str:
        """Return the label of the button that publishes the comment or keeps it, or ""."""
        action = CardButton.LET_STAND.action_on(self.comment)
        nothing_to_keep = action == Action.KEEP and not self.comment.is_published
        return "" if nothing_to_keep else capfirst(action.label)

    @property
    def removal_label(self) -> str:
        """Return the label of the button that takes the comment down; "" if it is down."""
        action = CardButton.TAKE_DOWN.action_on(self.comment)
        return capfirst(action.label) if self.comment.can(action) else ""

    @property
    def can_hold(self) -> bool:
        return self.comment.can("hold")

    @property
    def can_warn(self) -> bool:
        """Return whether the author can be warned: not about an erased comment."""
        return not self.comment.erased

    @cached_property
    def can_reply(self) -> bool:
        """Return whether a reply can be posted without deciding on the comment."""
        return not self.comment.refusal()

    @property
    def keep_and_reply_label(self) -> str:
        """Return the label of the button that lets the comment stand and replies, or ""."""
        is_closed = self.comment.is_published and not self.can_reply
        if not self.keep_label or is_closed or self.comment.post.refusal():
            return ""
        return gettext("%(action)s and reply") % {"action": self.keep_label}

    @cached_property
    def reply_form(self) -> ReplyForm:
        return ReplyForm(user=self.user)

    @property
    def pick_button(self) -> tuple[str, str] | None:
        """Return the action that makes the comment an editor's pick or ends that, and its label;
        None if the user may not do it, or readers do not see the comment.
        """
        if not self.comment.is_published or not may_take(self.user, Action.PICK):
            return None
        if self.comment.picked:
            return Action.UNPICK, gettext("Take the pick away")
        return Action.PICK, gettext("Editor’s pick")

    @property
    def branch_button(self) -> tuple[str, str]:
        """Return the action that opens or closes the branch, and its label."""
        if self.comment.branch_closed:
            return Action.OPEN_BRANCH, gettext("Open the branch")
        return Action.CLOSE_BRANCH, gettext("Close the branch to replies")

    @property
    def can_ban(self) -> bool:
        """Return whether the author can be banned; staff lose their account's rights instead."""
        user = self.comment.author.account
        return user is None or not user.is_staff

    @property
    def ip_ban(self) -> str:
        """Return the extent of a ban of the comment's IP: the IP itself, or its /64 for IPv6."""
        ip = self.comment.ip
        return Subject.of(ip=ip)["network"].removesuffix("/32") if ip else ""
