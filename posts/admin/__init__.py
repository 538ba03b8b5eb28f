from posts.admin.blog import BlogAdmin
from posts.admin.image import ImageAdmin
from posts.admin.post import PostAdmin
from posts.admin.tag import TagAdmin

__all__ = ["BlogAdmin", "ImageAdmin", "PostAdmin", "TagAdmin"]
