"""The tables of moderation: reports, decisions and what follows them, queues, house rules."""

from moderation.models.acts import Action
from moderation.models.author_warning import AuthorWarning
from moderation.models.ban import Ban
from moderation.models.batch import Batch, BatchItem, Preview, everything_by
from moderation.models.case import Case
from moderation.models.choice import Choice
from moderation.models.decision import Decision
from moderation.models.decision_errors import AlreadyDecided, NeedsGround, Outdated
from moderation.models.house_rule import HouseRule, HouseRuleVersion
from moderation.models.note import Note
from moderation.models.reason import Reason
from moderation.models.report import CannotReport, Report
from moderation.models.report_contents import LegalNotice, ReportContents
from moderation.models.rule import Rule
from moderation.models.scope import ModeratorScope
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
    "Choice",
    "Decision",
    "HeldComment",
    "HouseRule",
    "HouseRuleVersion",
    "LegalNotice",
    "NeedsGround",
    "ModeratorScope",
    "Note",
    "Outdated",
    "Preview",
    "Reason",
    "Report",
    "ReportContents",
    "ReportedComment",
    "Rule",
    "WokenThread",
    "everything_by",
]
