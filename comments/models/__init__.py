"""Comments, and the findings of the screening rules.

comment.py          Comment: its columns, who may answer it, its counts
lifecycle.py        its status, and the methods that change it
editable_text.py    its text, with edits and additions
typed_text.py       a typed text and its HTML, for comments and additions
status.py           the statuses, the steps between them, and errors
managers.py         querysets; stores new comments and imports
literal.py          values written into queries, for indexes with conditions
reply_place.py      the comment that is answered, read under the lock
tree.py             the tree columns; django-mptt is imported here only
tree_numbers.py     the numbers of a tree
outline.py          an imported comment without its text
unsaved_comment.py  an imported comment before it is stored
addition.py         Addition: what an author added later
earlier_version.py  EarlierVersion: the text before an edit
pace.py             the rate limit of edits and additions
finding.py          Finding: what a rule found in a comment
circumstance.py     Circumstance: the settings and facts that rules knew besides the text
refusal_count.py    RefusalCount: refused drafts, by day and rule
recommendation.py   Recommendation, and when pages show the new numbers
recommendation_sql.py  the SQL that stores a recommendation
subscription.py     Subscription: a wish for mail about replies
hidden_author.py    HiddenAuthor: an author whom a reader has hidden
pin.py              pins a comment at the head of its conversation
visit.py            Visit: how far an account has read
search_entry.py     CommentSearchEntry: the words for search
"""

from comments.models.addition import Addition
from comments.models.circumstance import Circumstance
from comments.models.comment import Comment
from comments.models.earlier_version import EarlierVersion
from comments.models.finding import Finding
from comments.models.hidden_author import HiddenAuthor
from comments.models.outline import Outline
from comments.models.recommendation import CannotRecommend, CountRefresh, Recommendation
from comments.models.refusal_count import RefusalCount
from comments.models.search_entry import CommentSearchEntry
from comments.models.status import CannotReply, EditedTooOften, InvalidTransition, TooLateToEdit
from comments.models.subscription import Subscription
from comments.models.unsaved_comment import UnsavedComment
from comments.models.visit import Visit

__all__ = [
    "Addition",
    "CannotRecommend",
    "CannotReply",
    "Circumstance",
    "Comment",
    "CommentSearchEntry",
    "CountRefresh",
    "EarlierVersion",
    "Finding",
    "HiddenAuthor",
    "InvalidTransition",
    "Outline",
    "Recommendation",
    "RefusalCount",
    "Subscription",
    "EditedTooOften",
    "TooLateToEdit",
    "UnsavedComment",
    "Visit",
]
