"""The pages of the admin where editors write.

post.py            the list of posts, the form, and what saving does
working_copies.py  stores, discards and previews unsaved text
revisions.py       lists, compares and restores revisions
image.py           pictures, and the upload from the editor
blog.py            the settings of the blog
tag.py             tags
"""

from posts.admin.blog import BlogAdmin
from posts.admin.image import ImageAdmin
from posts.admin.post import PostAdmin
from posts.admin.tag import TagAdmin

__all__ = ["BlogAdmin", "ImageAdmin", "PostAdmin", "TagAdmin"]
