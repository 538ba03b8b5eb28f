"""The forms with which editors write posts and upload pictures.

post.py    a post's text and settings
image.py   a picture with its alternative text
"""

from posts.forms.image import ImageForm
from posts.forms.post import PostForm

__all__ = ["ImageForm", "PostForm"]
