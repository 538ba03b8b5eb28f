"""People, their comments, and what the rules found in them."""

from comments.models.addition import Addition
from comments.models.comment import Comment
from comments.models.earlier_version import EarlierVersion
from comments.models.finding import Finding
from comments.models.outline import Outline
from comments.models.person import Person
from comments.models.status import CannotReply, InvalidTransition, RewordedTooOften, TooLateToEdit

__all__ = [
    "Addition",
    "CannotReply",
    "Comment",
    "EarlierVersion",
    "Finding",
    "InvalidTransition",
    "Outline",
    "Person",
    "RewordedTooOften",
    "TooLateToEdit",
]
