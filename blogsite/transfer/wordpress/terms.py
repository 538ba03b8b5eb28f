"""Store what an export says of its categories and tags: descriptions, and categories in others."""

from html import unescape
from urllib.parse import unquote

from blogsite.transfer.wordpress.categories import is_chosen
from moderation.text.sanitizing import visible_text
from posts.models import Blog, Tag
from posts.models.tag import key_of


def store_terms(terms):
    """Give tags the description and the wider category that the export's terms of their name have.

    A category that no post has is made where another is part of it. What is set here stays.
    """
    by_slug = {term.slug: term for term in terms if term.kind == "category"}
    with Blog.objects.one_version():
        for term in terms:
            if (term.description or term.parent) and is_chosen(name_of(term)):
                tag = Tag.objects.filter(key=key_of(name_of(term))).first()
                if tag:
                    _store(tag, term, by_slug)


def name_of(term) -> str:
    """Return the name of a term as its posts have it."""
    return unescape(term.name)


def _store(tag, term, by_slug):
    before = tag.description, tag.parent
    tag.description = tag.description or visible_text(term.description)
    parent = by_slug.get(term.parent)
    if parent and tag.parent is None:
        wider = _wider(parent, by_slug, inside={tag.pk})
        tag.parent = None if tag in Tag.parents_of(wider) else wider
    if (tag.description, tag.parent) != before:
        tag.save()


def _wider(term, by_slug, inside):
    """Return the tag of a category, made with all that it is part of; None in a circle."""
    name = name_of(term)
    tag = next(iter(Tag.objects.named([name], {name: unquote(term.slug)})), None)
    if tag is None or tag.pk in inside:
        return None
    parent = by_slug.get(term.parent)
    if parent and tag.parent is None:
        tag.parent = _wider(parent, by_slug, inside | {tag.pk})
        if tag.parent:
            tag.save()
    return tag
