"""The look of the sample blog, and its texts about authors."""

import json

from django.conf import settings

from accounts.models import User
from posts.models import Biography, Blog, Image

FILE = settings.BASE_DIR / "fixtures" / "look.json"
IMAGES = settings.BASE_DIR / "fixtures" / "images"


def add_look():
    """Set the look of the blog, unless it has a logo or a colour already."""
    blog = Blog.objects.current()
    if blog.logo or blog.accent:
        return
    sample = json.loads(FILE.read_text())
    with Blog.objects.one_version():
        name, alt = sample["social_picture"]
        blog.social_picture = Image.objects.store((IMAGES / name).read_bytes(), alt=alt)
        blog.logo, blog.logo_dark = _picture(sample["logo"]), _picture(sample["logo_dark"])
        for field in ("tagline", "accent", "footer"):
            setattr(blog, field, sample[field])
        blog.save()
        for username, (name, text) in sample["biographies"].items():
            author = User.objects.get(username=username)
            picture = _picture(name) if name else None
            fields = {"text": text, "picture": picture}
            Biography.objects.get_or_create(author=author, defaults=fields)


def _picture(name):
    return Image.objects.store((IMAGES / name).read_bytes(), is_decorative=True)
