"""The blog and its posts.

blog.py              Blog: the publication, in one row
look_settings.py     how a blog looks: its name, pictures and colours
look.py              Look: the appearance of the blog, for the admin
biography.py         Biography: what the blog says about an author
menu.py              MenuEntry: a link in the head or the foot of every page
page.py              Page: a post that is a page of this blog, for the admin
page_elsewhere.py    PageElsewhere: a post that stands for a page of another site, for the admin
post.py              Post: its text, tags and pictures
publication.py       a post's status, dates and URL, and the methods that change them
page_path.py         the path of a page of this blog
conversation.py      the counts of its conversation, and who may comment now
comment_settings.py  the settings of a conversation; a blog has the defaults
opening_hours.py     OpeningHours: the hours in which comments are shown at once
managers.py          query sets of posts; the lock of a conversation
versions.py          version numbers, by which cached pages expire
bulk_insert.py       inserts many rows without objects
compiled_insert.py   inserts of one row, compiled once
write_queue.py       the queue of writers to SQLite
revision.py          Revision: a text as somebody saved it
working_copy.py      WorkingCopy: unsaved text
image.py             Image: a picture with its alternative text
file_to_delete.py    FileToDelete: a stored file of a deleted picture
file_upload.py       FileUpload: a stored file whose image is not stored yet
tag.py               Tag, and which names mean the same tag
old_url.py           OldAddress: an earlier URL of a post, a tag, an author or a file
site.py              Site: another site of the owner, which embeds conversations
foreign_page.py      ForeignPage: a page of such a site, and the post for it here; ForeignURL
follow.py            Follow: a subscription to mail about new posts; Announcement
common_terms.py      search for words that many texts contain, on PostgreSQL
search_entry.py      the full-text index; PostSearchEntry, the words of a post
wording.py           Wording: a sentence of the site as an owner words it
"""

from posts.models.biography import Biography
from posts.models.blog import Blog
from posts.models.comment_settings import ConversationSettings
from posts.models.file_to_delete import FileToDelete
from posts.models.file_upload import FileUpload
from posts.models.follow import Announcement, Follow
from posts.models.foreign_page import ForeignPage, ForeignURL
from posts.models.image import Image
from posts.models.look import Look
from posts.models.menu import MenuEntry
from posts.models.old_url import OldAddress
from posts.models.opening_hours import OpeningHours
from posts.models.page import Page
from posts.models.page_elsewhere import PageElsewhere
from posts.models.page_path import PathRefused
from posts.models.post import WORDS_PER_MINUTE, Post
from posts.models.publication import InvalidTransition, SlugTaken
from posts.models.revision import Revision
from posts.models.search_entry import PostSearchEntry
from posts.models.site import Site
from posts.models.tag import Tag
from posts.models.wording import Wording
from posts.models.working_copy import WorkingCopy

__all__ = [
    "WORDS_PER_MINUTE",
    "SlugTaken",
    "Announcement",
    "Biography",
    "Blog",
    "ConversationSettings",
    "FileToDelete",
    "FileUpload",
    "Follow",
    "ForeignPage",
    "ForeignURL",
    "Image",
    "InvalidTransition",
    "Look",
    "MenuEntry",
    "OldAddress",
    "OpeningHours",
    "Page",
    "PageElsewhere",
    "PathRefused",
    "Post",
    "PostSearchEntry",
    "Revision",
    "Site",
    "Tag",
    "Wording",
    "WorkingCopy",
]
