"""The forms with which editors write posts, upload pictures and choose how the blog looks.

post.py       a post's text and settings
page.py       a page, which has a path
page_elsewhere.py  where a page of another site is, and the settings of its conversation
author.py     a field for an author
image.py      a picture with its alternative text
picture.py    a field for an optional picture
look.py       name, pictures and colours of the blog
biography.py  what the blog says about an author
blog.py       the settings of the blog
wording.py    a sentence of the site in an owner's words
"""

from posts.forms.image import ImageForm
from posts.forms.page import PageForm
from posts.forms.page_elsewhere import PageElsewhereForm
from posts.forms.post import PostForm

__all__ = ["ImageForm", "PageElsewhereForm", "PageForm", "PostForm"]
