"""The tables of moderation. How they are written and read:

    decision = Decision.objects.take(action, on=comment, by=user, ground=version, state_token=…)
    decision.undo(by=user)                     Decision.objects.state_token(comment)
    Report.objects.file(comment, by=person, reason=…, note=…, email=…, ip=…)
    report.withdraw()                          Report.objects.by_token(token)
    Ban.objects.impose(by=, ground=, until=, person= account= email= network=)
    ban.lift(by=user)                          Ban.objects.in_force(person=, email=, address=)
    AuthorWarning.objects.unacknowledged(person)          warning.acknowledge()
    batch = Batch.objects.begin(action, on=queryset, by=user, ground=version)
    batch.step() or batch.run(), or a worker; batch.undo(by=user) and again; batch.progress
    Preview.of(queryset); everything_by(person, days=7)
    rule.amend(title=, text=, sentence=, by=user)         HouseRule.objects.version(code)
    HouseRuleVersion.objects.in_force()        Note.objects.write(text, by=user, comment=)

`action` is approve, reject, remove, restore, hold, keep, warn, ban, lift, close_branch,
open_branch, pick, unpick, or "spam", "take_down", "let_stand", which depend on the comment.
`by` is an account, or None where the site itself decides. Errors: AlreadyDecided (`.decision` is
the other decision) and Outdated when the state token is no longer valid; NeedsGround;
InvalidTransition.

Queues are proxies of Comment: HeldComment, ReportedComment, WokenThread, read through
`moderation.queues` (by key, never by offset; counts stop at a cap). A `Case` sums up the open
reports on a comment (points, sources, burst, urgency), and is updated whenever they change.
"""

from moderation.models.acts import Action
from moderation.models.author_warning import AuthorWarning
from moderation.models.ban import Ban
from moderation.models.batch import Batch, BatchItem, Preview, everything_by
from moderation.models.case import Case
from moderation.models.decision import AlreadyDecided, Decision, NeedsGround, Outdated
from moderation.models.house_rule import HouseRule, HouseRuleVersion
from moderation.models.mailbox import Mailbox, ReportMail
from moderation.models.note import Note
from moderation.models.notice import Notice
from moderation.models.reason import Reason
from moderation.models.report import CannotReport, LegalNotice, Report, ReportContents
from moderation.models.rule import Rule
from moderation.models.waiting import HeldComment, ReportedComment, WokenThread

__all__ = [
    "Action",
    "AlreadyDecided",
    "AuthorWarning",
    "Ban",
    "Batch",
    "BatchItem",
    "CannotReport",
    "Case",
    "Decision",
    "HeldComment",
    "HouseRule",
    "HouseRuleVersion",
    "LegalNotice",
    "Mailbox",
    "NeedsGround",
    "Note",
    "Notice",
    "Outdated",
    "Preview",
    "Reason",
    "Report",
    "ReportContents",
    "ReportMail",
    "ReportedComment",
    "Rule",
    "WokenThread",
    "everything_by",
]
