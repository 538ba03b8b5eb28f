"""What the rules need to know of the site, in one query for a draft."""

import json
import zoneinfo
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import Case, CharField, Q, TextField, Value, When
from django.db.models.functions import Cast

from moderation.models import Rule
from posts.models import Blog


@dataclass
class Site:
    """The settings of rules by code, the names of staff, and the blog's name and time zone."""

    rules: dict[str, Rule] = field(default_factory=dict)
    staff_names: set[str] = field(default_factory=set)
    blog_name: str = Blog.DEFAULT_NAME
    time_zone: str = "UTC"

    @classmethod
    def of(cls, draft) -> "Site":
        """Return the site of a draft, whose author counts as staff; read once for the draft."""
        if "site" not in draft.shared:
            draft.shared["site"] = cls._read(draft.post.author_id)
        return draft.shared["site"]

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @classmethod
    def _read(cls, author_id):
        site = cls()
        for kind, first, second in _rows(author_id):
            match kind:
                case "staff":
                    site.staff_names |= {first, second}
                case "blog":
                    site.blog_name, site.time_zone = first, second
                case _:
                    numbers = json.loads(second)
                    site.rules[first] = Rule(code=first, is_on=kind == "on", numbers=numbers)
        return site


def _rows(author_id):
    """Return rows of three texts: a kind, and two values whose meaning depends on it."""
    switch = Case(When(is_on=True, then=Value("on")), default=Value("off"))
    staff = get_user_model().objects.filter(Q(is_staff=True) | Q(pk=author_id))
    rows = _texts(Rule.objects, switch, "code", "numbers").union(
        _texts(staff, Value("staff"), "display_name", "username"),
        _texts(Blog.objects, Value("blog"), "name", "time_zone"),
        all=True,
    )
    return rows.order_by()


def _texts(rows, kind, *names):
    texts = [Cast(name, TextField()) for name in names]
    return rows.order_by().values_list(Cast(kind, CharField()), *texts)
