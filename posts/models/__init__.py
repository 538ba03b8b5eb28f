"""The blog and its posts.

blog.py              Blog: the publication, in one row
post.py              Post: its text, tags and pictures
publication.py       its status, dates and URL, and the verbs that change them
conversation.py      the counts of its conversation, and who may comment now
comment_settings.py  the settings of a conversation, which a blog has as defaults
opening_hours.py     OpeningHours: the hours in which comments are shown at once
managers.py          query sets of posts; the lock of a conversation
versions.py          version numbers, by which cached pages expire
write_queue.py       the queue of writers to SQLite
revision.py          Revision: a text as somebody saved it
working_copy.py      WorkingCopy: unsaved text
image.py             Image: a picture with its alternative text
tag.py               Tag, and which names are the same tag
old_url.py           OldAddress: an earlier URL of a post
follow.py            Follow: who gets new posts by mail; Announcement
search_entry.py      the full-text index; PostSearchEntry, the words of a post
"""

from posts.models.blog import Blog
from posts.models.comment_settings import ConversationSettings
from posts.models.follow import Announcement, Follow
from posts.models.image import Image
from posts.models.old_url import OldAddress
from posts.models.opening_hours import OpeningHours
from posts.models.post import WORDS_PER_MINUTE, Post
from posts.models.publication import InvalidTransition, SlugTaken
from posts.models.revision import Revision
from posts.models.search_entry import PostSearchEntry
from posts.models.tag import Tag
from posts.models.working_copy import WorkingCopy

__all__ = [
    "WORDS_PER_MINUTE",
    "SlugTaken",
    "Announcement",
    "Blog",
    "ConversationSettings",
    "Follow",
    "Image",
    "InvalidTransition",
    "OldAddress",
    "OpeningHours",
    "Post",
    "PostSearchEntry",
    "Revision",
    "Tag",
    "WorkingCopy",
]
