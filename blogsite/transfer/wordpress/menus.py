"""Import the menu of a site, as far as it leads to imported content or another site.

This blog's menu is one row of links. Entries below others are named in the report.
"""

import re
from html import unescape
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark
from blogsite.transfer.seen_ids import as_number
from blogsite.transfer.wordpress.block_comments import block_comments
from blogsite.transfer.wordpress.categories import is_chosen
from moderation.text.sanitizing import visible_text
from posts.models import MenuEntry, Post, Tag
from posts.models.menu import MAX_LABEL_LENGTH, is_link
from posts.models.tag import key_of

NOUN = "menu_entry"
MENU = gettext_noop("menu “%(name)s”")
ENTRY_LEFT_OUT = gettext_noop("entry of a menu left out")
MAX_ITEMS = 2_000  # that are remembered
MAX_ENTRIES = 20  # of a menu on this blog
FOOT = re.compile(r"foot|bottom|legal|impressum", re.IGNORECASE)
HEAD = re.compile(r"main|primary|head|top|nav|haupt|principal", re.IGNORECASE)
# Blocks of a menu that is made of blocks.
LINK_BLOCKS = {"navigation-link", "navigation-submenu", "home-link"}


class Item(NamedTuple):
    """An entry of an old menu; `kind` and `object_id` say what it leads to if it has no URL."""

    id: str
    parent: str
    order: int
    label: str
    kind: str
    object_id: str
    url: str


class Menus:
    """The menus of an export, which does not say which one its pages show."""

    def __init__(self):
        self.by_name = {}
        self.of_blocks = None
        self.count = 0

    def add(self, item):
        """Note an item of the export that is an entry of a menu, or a menu of blocks."""
        if item.status != "publish" or self.count >= MAX_ITEMS:
            return
        self.count += 1
        if item.type == "wp_navigation":
            self.of_blocks = self.of_blocks or list(_items_of_blocks(item.body))
            return
        for menu in item.menus[:1]:
            self.by_name.setdefault(unescape(menu.name) or menu.slug, []).append(_item_of(item))

    def chosen(self) -> dict:
        """Return the chosen menus by area, each with its name."""
        foots = [name for name in self.by_name if FOOT.search(name)]
        others = [name for name in self.by_name if name not in foots]
        named = [name for name in others if HEAD.search(name)]
        head = next(iter(named or others), None)
        menus = {MenuEntry.Area.HEADER: head, MenuEntry.Area.FOOTER: next(iter(foots), None)}
        chosen = {area: (name, self.by_name[name]) for area, name in menus.items() if name}
        if self.of_blocks and MenuEntry.Area.HEADER not in chosen:
            chosen[MenuEntry.Area.HEADER] = ("Navigation", self.of_blocks)
        return chosen


def _item_of(item):
    meta = item.menu_item
    is_url = meta.get("type", "custom") == "custom"
    return Item(
        item.id,
        meta.get("menu_item_parent", "0"),
        as_number(item.order),
        visible_text(item.title),
        "" if is_url else meta.get("object", ""),
        meta.get("object_id", ""),
        meta.get("url", "").strip() if is_url else "",
    )


def _items_of_blocks(body):
    """Yield the entries of a menu of blocks, each with its number as its id."""
    parents = ["0"]
    for number, block in enumerate(block_comments(body), 1):
        if block.name not in LINK_BLOCKS:
            continue
        if block.is_end:
            parents = parents[:-1] or ["0"]
            continue
        values = block.values
        url = "/" if block.name == "home-link" else values.get("url")
        kind = {"tag": "post_tag"}.get(values.get("type"), values.get("type"))
        is_url = values.get("kind") == "custom" or not values.get("id")
        yield Item(
            str(number),
            parents[-1],
            number,
            visible_text(str(values.get("label") or "")),
            "" if is_url else str(kind or ""),
            str(values.get("id") or ""),
            str(url or ""),
        )
        if not block.is_empty:
            parents = [*parents, str(number)]


class ImportedMenus:
    """Stores the menus of an export; `origin` and `links` find the current objects."""

    def __init__(self, menus: Menus, terms, origin, links, report):
        self.chosen = menus.chosen()
        self.left_out = [name for name in menus.by_name if name not in self._names()]
        self.terms = {(term.kind, term.id): unescape(term.name) for term in terms}
        self.origin, self.links, self.report = origin, links, report

    def _names(self):
        return {name for name, _ in self.chosen.values()}

    def store(self, *, dry_run: bool):
        """Store the top-level entries of the menus, if this blog has no menu of its own."""
        if not (self.chosen or self.left_out):
            return
        if MenuEntry.objects.exists():
            if not self._is_here():
                self.report.hidden["menu"] += len(self.chosen) + len(self.left_out)
            return
        for name in self.left_out:
            self.report.miss(Remark(MENU, name=name), gettext_noop("menu left out"))
        with transaction.atomic():
            for area, (name, items) in self.chosen.items():
                self._store_menu(name, items, area, dry_run)

    def _is_here(self):
        """Return whether an earlier import has stored an entry of these menus."""
        here = {str(entry) for entry in MenuEntry.objects.select_related("page")}
        return any(item.label in here for _, items in self.chosen.values() for item in items)

    def _store_menu(self, name, items, area, dry_run):
        top = _top(items)
        self.report.miss(Remark(MENU, name=name), ENTRY_LEFT_OUT, len(items) - len(top))
        if dry_run:
            self.report.added[NOUN] += len(top)
            return
        for item in top:
            self._store(item, area, name)

    def _store(self, item, area, name):
        target = self._target(item)
        label = item.label[:MAX_LABEL_LENGTH]
        if isinstance(target, Post) and target.is_page:
            MenuEntry.objects.create(
                page=target, label="" if label == target.title else label, area=area
            )
        elif target and is_link(
            url := target if isinstance(target, str) else target.get_absolute_url()
        ):
            MenuEntry.objects.create(
                url=url, label=label or str(target)[:MAX_LABEL_LENGTH], area=area
            )
        else:
            self.report.miss(Remark(MENU, name=name), ENTRY_LEFT_OUT)
            return
        self.report.added[NOUN] += 1

    def _target(self, item):
        """Return the post or tag that an entry leads to, or a URL; None for neither."""
        if item.kind in ("page", "post"):
            return Post.objects.published().filter(origin=self.origin(item.object_id)).first()
        if item.kind in ("category", "post_tag"):
            kind = "tag" if item.kind == "post_tag" else "category"
            term = self.terms.get((kind, item.object_id), "")
            return Tag.objects.filter(key=key_of(term)).first() if is_chosen(term) else "/archive/"
        if item.kind or not item.url:
            return None
        return self.links.target(item.url) or item.url


def _top(items):
    """Return the top-level entries of a menu, in order.

    One that leads nowhere, and only contains others, is replaced by them.
    """
    ids = {item.id for item in items}
    holders = {item.id for item in items if not item.kind and item.url in ("", "#")}
    top = [
        item
        for item in sorted(items, key=lambda item: item.order)
        if item.id not in holders and (item.parent not in ids or item.parent in holders)
    ]
    return top[:MAX_ENTRIES]
