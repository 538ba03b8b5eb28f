"""The data of the site that rules need, in one query for a draft."""

import json
import zoneinfo
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from moderation.models import Rule, Screener
from posts.models import Blog, OpeningHours


class ListVersion(NamedTuple):
    """A list of phrases or hosts by its primary key, in one revision."""

    pk: int
    revision: int
    token: str  # new after each change, also if a key is used again

    @classmethod
    def read(cls, text: str) -> "ListVersion":
        pk, revision, token = text.split()
        return cls(int(pk), int(revision), token)


@dataclass
class Site:
    """The settings of rules by code, the names of staff, and settings of the blog; only read."""

    rules: dict[str, Rule] = field(default_factory=dict)
    screeners: dict[str, Screener] = field(default_factory=dict)  # by house rule
    staff_names: set[str] = field(default_factory=set)
    blog_name: str = Blog.DEFAULT_NAME
    time_zone: str = "UTC"
    hours: tuple[str | None, str | None] = None, None  # when comments open and close
    lists: dict[str, frozenset["ListVersion"]] = field(default_factory=dict)  # by kind

    @classmethod
    def of(cls, draft) -> "Site":
        """Return the site for a draft, whose author counts as staff; read once for the draft."""
        if "site" not in draft.shared:
            draft.shared["site"] = cls._read(draft.post.author_id)
        return draft.shared["site"]

    @classmethod
    def without_draft(cls) -> "Site":
        """Return the site for somebody who has not written anything."""
        return cls._read(None)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def opening_hours(self) -> OpeningHours | None:
        opens, closes = self.hours
        return OpeningHours.of(opens, closes, self.time_zone)

    @classmethod
    def _read(cls, author_id):
        return cls._made_of(tuple(_rows(author_id)))

    @classmethod
    @lru_cache(maxsize=4)
    def _made_of(cls, rows):
        """Return the site for rows of the query, the same object for the same rows."""
        site = cls()
        for kind, first, second in rows:
            match kind:
                case "staff":
                    site.staff_names |= {first, second}
                case "blog":
                    site.blog_name, site.time_zone = first, second
                case "hours":
                    site.hours = first, second
                case "list":
                    version = ListVersion.read(second)
                    site.lists[first] = site.lists.get(first, frozenset()) | {version}
                case "screener":
                    training, state = second.split()
                    site.screeners[first] = Screener(
                        ground=first, training_id=int(training), state=state
                    )
                case _:
                    site.rules[first] = Rule(code=first, state=kind, options=json.loads(second))
        return site


# Rows of a kind and two values whose meaning depends on the kind; both databases understand it.
ROWS = """
    SELECT state, code, CAST(numbers AS text)
        FROM moderation_rule
    UNION ALL SELECT 'list', kind,
        CAST(id AS text) || ' ' || CAST(revision AS text) || ' ' || CAST(token AS text)
        FROM moderation_screeninglist
    UNION ALL SELECT 'staff', display_name, username
        FROM accounts_user WHERE is_staff OR id = %s
    UNION ALL SELECT 'screener', ground, training_id || ' ' || state
        FROM moderation_screener WHERE training_id IS NOT NULL
    UNION ALL SELECT 'blog', name, time_zone
        FROM posts_blog
    UNION ALL SELECT 'hours', CAST(opens_at AS text), CAST(closes_at AS text)
        FROM posts_blog
"""


def _rows(author_id):
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [author_id])
        return cursor.fetchall()
