"""Make documents of waiting items and of the desk's cards."""

from django.db.models import prefetch_related_objects

from blogsite.api.moderating import documents
from blogsite.api.serializers import Writer
from moderation.desk.cards import Card
from moderation.desk.summaries import summary
from moderation.models import Ban, Decision
from posts.dates import iso
from posts.plain_text import plain_text


class DeskWriter(Writer):
    """Makes documents for one account; times are in the active time zone."""

    def __init__(self, request):
        super().__init__(request)
        self.user = request.token.user

    def item(self, comment, claim) -> documents.QueueItem:
        """Return a comment with the data of a list; `claim` is the one on it, or None."""
        case, assignment = (getattr(comment, name, None) for name in ("case", "assignment"))
        is_of_other = claim and claim.user_id != self.user.pk
        return {
            "id": comment.pk,
            "url": self.url(comment.get_absolute_url()),
            "post": {
                "id": comment.post_id,
                "title": comment.post.title,
                "url": self.url(comment.post.get_absolute_url()),
            },
            "author": comment.signature,
            "status": comment.status,
            "status_since": iso(comment.status_since),
            "created": iso(comment.created),
            "text": comment.body,
            "reasons": list(map(str, comment.hold_reasons)),
            "report_count": case.report_count if case else 0,
            "looked_at_by": claim.name if is_of_other else None,
            "assigned_to": str(assignment.to) if assignment else None,
        }

    def whole_item(self, comment) -> documents.QueueComment:
        card, parent = Card(comment, self.user), comment.parent
        prefetch_related_objects(card.decisions, "undoes")
        for decision in card.decisions:
            decision.comment = comment  # which its summary names
        return self.item(comment, card.claim) | {
            "state_token": card.state_token,
            "parent": comment.parent_id,
            "parent_text": plain_text(parent.body_html) if parent else "",
            "html": str(comment.html),
            "additions": [text.body for text in comment.added_texts],
            "findings": [self.finding(each) for each in card.card_findings],
            "reports": [self.report(each) for each in card.reports],
            "decisions": [self.decision(each) for each in card.decisions],
            "record": self.record(comment, card.record),
            "notes": [
                {"by": str(note.by), "text": note.text, "created": iso(note.created)}
                for note in card.notes
            ],
            "grounds": [{"code": each.rule.code, "title": each.title} for each in card.grounds],
        }

    @staticmethod
    def finding(card_finding) -> documents.QueueFinding:
        finding = card_finding.finding
        return {
            "rule": finding.rule,
            "title": str(finding.title),
            "verdict": finding.verdict,
            "sentence": str(finding.sentence),
            "evidence": finding.evidence,
            "note": str(card_finding.note or ""),
        }

    @staticmethod
    def report(card_report) -> documents.QueueReport:
        report = card_report.report
        return {
            "reference": report.reference,
            "reason": report.reason,
            "note": report.contents.note,
            "points": card_report.points,
            "is_legal_notice": card_report.is_legal_notice,
            "is_of_other_words": card_report.is_of_other_text,
            "created": iso(report.created),
        }

    def record(self, comment, record) -> documents.AuthorRecord:
        return {
            "name": comment.signature,
            "is_guest": comment.author.is_guest,
            "email": comment.email,
            "ip": comment.ip or "",
            "network": comment.network,
            "published": record.published,
            "held": record.held,
            "rejected": record.rejected,
            "removed": record.removed,
            "warnings": record.warnings,
            "other_names": [name for name, _number in record.other_names],
            "bans": [self.ban(ban) for ban in record.bans],
        }

    @staticmethod
    def decision(decision: Decision) -> documents.DecisionTaken:
        return {
            "id": decision.pk,
            "action": decision.action,
            "comment": decision.comment_id,
            "by": str(decision.decider),
            "ground": str(decision.ground),
            "status_after": decision.status_after or None,
            "created": iso(decision.created),
            "summary": summary(decision),
        }

    @staticmethod
    def ban(ban: Ban) -> documents.BanInForce:
        return {
            "id": ban.pk,
            "whom": str(ban.whom),
            "until": iso(ban.until) if ban.until else None,
            "is_running": ban.is_running,
            "ground": str(ban.decision.ground),
            "created": iso(ban.created),
        }

    def appeal(self, appeal) -> documents.QueueAppeal:
        return {
            "id": appeal.pk,
            "text": appeal.text,
            "sender": str(appeal.sender),
            "is_by_reporter": appeal.is_by_reporter,
            "decision": self.decision(appeal.decision),
            "created": iso(appeal.created),
        }
