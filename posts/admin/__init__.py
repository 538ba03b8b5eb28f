"""The pages of the admin where editors write.

post.py            the list of posts, the form, and what saving does
working_copies.py  stores, discards and previews unsaved text
menu.py            the menu
page.py            the list of pages and their form
revisions.py       lists, compares and restores revisions
image.py           pictures, and the upload from the editor
picture_form.py    what forms that take a picture have in common
blog.py            the settings of the blog
look.py            its name, pictures and colours, with a preview
biography.py       what the blog says about its authors
tag.py             tags
wording.py         an owner's wordings of sentences of the site
site.py            other sites that embed conversations of this one
page_elsewhere.py  pages of other sites
"""

from posts.admin.biography import BiographyAdmin
from posts.admin.blog import BlogAdmin
from posts.admin.image import ImageAdmin
from posts.admin.look import LookAdmin
from posts.admin.menu import MenuEntryAdmin
from posts.admin.page import PageAdmin
from posts.admin.page_elsewhere import PageElsewhereAdmin
from posts.admin.post import PostAdmin
from posts.admin.site import SiteAdmin
from posts.admin.tag import TagAdmin
from posts.admin.wording import WordingAdmin

__all__ = [
    "BiographyAdmin",
    "BlogAdmin",
    "ImageAdmin",
    "LookAdmin",
    "MenuEntryAdmin",
    "PageAdmin",
    "PageElsewhereAdmin",
    "PostAdmin",
    "SiteAdmin",
    "TagAdmin",
    "WordingAdmin",
]
