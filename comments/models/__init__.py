"""Comments, and the findings of the screening rules.

comment.py holds the verbs of one comment, managers.py stores new ones, tree.py alone knows
django-mptt; the other modules are a model or a rule each.
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
    "Visit",
]
