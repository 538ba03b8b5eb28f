"""The tables of moderation: reports, decisions and what follows them, house rules.

decision.py          Decision, and its undo
decision_manager.py  takes decisions, under the lock of the comment
decision_errors.py   why one is not taken
acts.py              Action: the kinds of decision, and what they do to a comment
card_button.py       CardButton: the buttons of the desk, which become actions
consequences.py      what follows a decision
statement.py         what the author of a comment reads about it
appeal.py            Appeal: filing, upholding, overturning
appeal_queries.py    which appeals wait, and who may decide them
appealable.py        which decisions can be appealed against, and why others cannot
restored.py          who may take down again what an appeal put back
outbox.py            queues the mail about decisions and reports
report.py            Report: filing, withdrawing, closing
report_queries.py    which reports, and the records of reporters
report_contents.py   ReportContents and LegalNotice: what a reporter wrote
restriction.py       Restriction: comments held first, reports that weigh nothing
reason.py            Reason: why somebody reports
reference.py         the reference of a report
outcome.py           what its reporter reads
archive_search.py    ArchiveSearch: comments like one among those without a fingerprint
likeness.py          Likeness: the fingerprint of a comment's words
case.py              Case: the open reports on a comment, summed up
waiting.py           the queues, one proxy of Comment for each
ban.py, author_warning.py  Ban and AuthorWarning
batch.py             Batch: decisions on many comments
house_rule.py        HouseRule and its versions: rules for people
house_rule_proposal.py  HouseRuleProposal: other words for a house rule
rule.py              Rule: the settings of a screening rule
cited_text.py        CitedText: a house rule and the sentence that an author reads
rule_text.py         RuleText: that of a screening rule
rule_change.py       RuleChange: who changed a screening rule, when, from what to what
screening_list.py    ScreeningList: phrases or hosts that owners list, and their entries
list_revision.py     ListRevision: who changed such a list, when
scope.py             ModeratorScope: which comments a moderator looks after
note.py              Note: a moderator's note for others
assignment.py        Assignment: which comment is left to which moderator
desk_choice.py       DeskChoice: how a moderator wants the desk to be
saved_filter.py      SavedFilter: filters of a queue under a name
staff_mail_state.py  StaffMailState: which mail about the work an account wants
trial.py             Trial: a screening rule tried on stored comments, and the result
screener.py          Screener: what has learned to recognize breaches of a house rule
wrong_holds.py       whether the learned screening holds too many good comments
spot_check.py        SpotCheck: which published comments moderators are asked to look at
training.py          Training: what a screener learned, and what it predicts
"""

from moderation.models.acts import Action
from moderation.models.appeal import Appeal, CannotAppeal, NotForYou
from moderation.models.archive_search import ArchiveSearch
from moderation.models.assignment import Assignment, moderators_of
from moderation.models.author_warning import AuthorWarning
from moderation.models.ban import Ban
from moderation.models.batch import Batch, BatchItem, Preview, everything_by
from moderation.models.card_button import CardButton
from moderation.models.case import Case
from moderation.models.decision import Decision
from moderation.models.decision_errors import AlreadyDecided, NeedsGround, Outdated
from moderation.models.desk_choice import DeskChoice
from moderation.models.house_rule import HouseRule, HouseRuleVersion
from moderation.models.house_rule_proposal import HouseRuleProposal, ProposalClosed
from moderation.models.likeness import Likeness
from moderation.models.list_revision import ListRevision
from moderation.models.note import Note
from moderation.models.reason import Reason
from moderation.models.report import CannotReport, Report
from moderation.models.report_contents import LegalNotice, ReportContents
from moderation.models.restriction import Restriction
from moderation.models.rule import Rule
from moderation.models.rule_change import ChangedSince, RuleChange
from moderation.models.rule_text import RuleText
from moderation.models.saved_filter import SavedFilter
from moderation.models.scope import ModeratorScope
from moderation.models.screener import Screener
from moderation.models.screening_list import (
    Effect,
    Kind,
    ListEntry,
    ListProblem,
    ScreeningList,
)
from moderation.models.spot_check import SpotCheck
from moderation.models.staff_mail_state import StaffMailState
from moderation.models.training import Training
from moderation.models.trial import Trial
from moderation.models.waiting import (
    AssignedComment,
    HeldComment,
    ReportedComment,
    SpotCheckedComment,
    WokenThread,
)

__all__ = [
    "Action",
    "AlreadyDecided",
    "Appeal",
    "AssignedComment",
    "ArchiveSearch",
    "Assignment",
    "AuthorWarning",
    "Ban",
    "Batch",
    "BatchItem",
    "CannotAppeal",
    "CannotReport",
    "Case",
    "ChangedSince",
    "CardButton",
    "Decision",
    "DeskChoice",
    "Effect",
    "HeldComment",
    "HouseRule",
    "HouseRuleProposal",
    "HouseRuleVersion",
    "Kind",
    "LegalNotice",
    "Likeness",
    "ListEntry",
    "ListProblem",
    "ListRevision",
    "NeedsGround",
    "ModeratorScope",
    "NotForYou",
    "Note",
    "Outdated",
    "Preview",
    "ProposalClosed",
    "Reason",
    "Report",
    "ReportContents",
    "ReportedComment",
    "Restriction",
    "Rule",
    "RuleChange",
    "RuleText",
    "SavedFilter",
    "SpotCheck",
    "SpotCheckedComment",
    "StaffMailState",
    "ScreeningList",
    "Trial",
    "Screener",
    "Training",
    "WokenThread",
    "everything_by",
    "moderators_of",
]
