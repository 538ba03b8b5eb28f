"""The blog and its posts."""

from posts.models.blog import Blog
from posts.models.comment_settings import ConversationSettings
from posts.models.image import Image
from posts.models.old_url import OldAddress
from posts.models.post import WORDS_PER_MINUTE, Post
from posts.models.publication import InvalidTransition, SlugTaken
from posts.models.revision import Revision
from posts.models.search_entry import PostSearchEntry
from posts.models.tag import Tag
from posts.models.working_copy import WorkingCopy

__all__ = [
    "WORDS_PER_MINUTE",
    "SlugTaken",
    "Blog",
    "ConversationSettings",
    "Image",
    "InvalidTransition",
    "OldAddress",
    "Post",
    "PostSearchEntry",
    "Revision",
    "Tag",
    "WorkingCopy",
]
