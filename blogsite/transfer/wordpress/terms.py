"""Store an export's data about categories and tags: descriptions, and parents of categories."""

from html import unescape
from urllib.parse import unquote

from blogsite.transfer.wordpress.categories import is_chosen
from moderation.text.sanitizing import visible_text
from posts.models import Blog, Tag
from posts.models.tag import key_of


def store_terms(terms):
    """Give tags the description and the parent category of the export's terms with their name.

    A category without posts is created if another is part of it. Values set here stay.
    """
    by_slug = {term.slug: term for term in terms if term.kind == "category"}
    with Blog.objects.one_version():
        for term in terms:
            if (term.description or term.parent) and is_chosen(name_of(term)):
                tag = Tag.objects.filter(key=key_of(name_of(term))).first()
                if tag:
                    _store(tag, term, by_slug)


def name_of(term) -> str:
    """Return the name of a term as in its posts."""
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
    """Return the tag of a category, created with all its parents; None in a cycle."""
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
