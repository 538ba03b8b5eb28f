"""The tables of moderation: reports, decisions and their consequences, house rules.

decision.py          Decision, and its undo
decision_manager.py  takes decisions, under the lock of the comment
decision_errors.py   why a decision is refused
acts.py              Action: the kinds of decision, and what they do to a comment
card_button.py       CardButton: the buttons of the desk, which become actions
consequences.py      the consequences of a decision
statement.py         the statement of reasons for the author of a comment
appeal.py            Appeal: filing, upholding, overturning
appeal_queries.py    the appeals that wait, and who may decide them
appealable.py        which decisions can be appealed, and why others cannot
restored.py          who may take a comment down again that an appeal restored
outbox.py            queues the mail about decisions and reports
report.py            Report: filing, withdrawing, closing
report_queries.py    querysets of reports, and the records of reporters
report_contents.py   ReportContents and LegalNotice: the texts of a reporter
restriction.py       Restriction: comments held first, reports that weigh nothing
reason.py            Reason: the reasons for reports
reference.py         the reference of a report
outcome.py           the result of a report, for its reporter
archive_search.py    ArchiveSearch: a search for similar comments without a fingerprint
likeness.py          Likeness: the fingerprint of a comment's words
case.py              Case: the open reports on a comment, summed up
waiting.py           the queues, one proxy of Comment for each
ban.py, author_warning.py  Ban and AuthorWarning
batch.py             Batch: decisions on many comments
house_rule.py        HouseRule and its versions: rules for people
house_rule_proposal.py  HouseRuleProposal: a proposed text of a house rule
rule.py              Rule: the settings of a screening rule
cited_text.py        CitedText: a house rule and the sentence that an author reads
rule_text.py         RuleText: the cited text of a screening rule
rule_change.py       RuleChange: a change of a screening rule: by whom, when, old and new settings
screening_list.py    ScreeningList: phrases or hosts that owners list, and their entries
list_revision.py     ListRevision: a change of such a list: by whom, when
scope.py             ModeratorScope: which comments a moderator looks after
note.py              Note: a moderator's note for others
assignment.py        Assignment: which comment is left to which moderator
desk_choice.py       DeskChoice: a moderator's preferences for the desk
saved_filter.py      SavedFilter: filters of a queue under a name
staff_mail_state.py  StaffMailState: which mail about the work an account wants
trial.py             Trial: a screening rule tried on stored comments, and the result
screener.py          Screener: the learned recognition of breaches of a house rule
wrong_holds.py       whether the learned screening holds too many good comments
spot_check.py        SpotCheck: a published comment that moderators should check
training.py          Training: the weights that a screener learned, and their predicted results
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
