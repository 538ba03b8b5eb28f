"""Filters of a queue: by words, reason, post, IP address or network, and age."""

from datetime import timedelta
from functools import cached_property
from ipaddress import ip_network

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.networks import network_of
from accounts.punctuation import listed
from comments.models import Finding
from comments.rules import screening_rules
from comments.staff_search import MAX_KEYS
from moderation.models import HeldComment, Reason, Report, ReportedComment
from moderation.one_line_errors import OneLineErrors
from posts.models import Post

MAX_SEARCH_LENGTH = 200  # characters; no text is found by a longer search
MAX_POSTS = 100  # the newest are offered; a card links to the filter for any other post
AGE_CHOICES = [  # "older" or "newer", and days
    ("newer-1", _("waiting for less than a day")),
    ("newer-7", _("waiting for less than a week")),
    ("newer-30", _("waiting for less than 30 days")),
    ("older-1", _("waiting for more than a day")),
    ("older-7", _("waiting for more than a week")),
    ("older-30", _("waiting for more than 30 days")),
]
BY_REPORTS = "reports"  # comments hidden by reports, not by a rule


def hold_reasons():
    """Return the choices of why a comment is held: the rules that hold, and reports."""
    rules = [(rule.code, rule.title) for rule in screening_rules() if rule.holds]
    return [*rules, (BY_REPORTS, gettext("Reports"))]


REASON_CHOICES = {HeldComment: hold_reasons, ReportedComment: lambda: Reason.choices}


class FilterForm(OneLineErrors, forms.Form):
    """The filters of a queue: each field is optional, and all used ones must match.

    An invalid filter matches nothing: a decision on all matches must never reach more comments than
    the moderator meant.
    """

    q = forms.CharField(
        label=_("Name, e-mail, words"),
        max_length=MAX_SEARCH_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("or R-…")}),
    )
    why = forms.ChoiceField(label=_("Why"), required=False)
    post = forms.ModelChoiceField(
        Post.objects, label=_("Post"), required=False, empty_label=_("any")
    )
    place = forms.CharField(label=_("IP address, network"), max_length=50, required=False)
    age = forms.ChoiceField(label=_("Age"), required=False, choices=[("", _("any")), *AGE_CHOICES])

    def __init__(self, model, query):
        """Read the filters of the queue `model` from `query`, a QueryDict or dict.

        `active` has the used filters by name.
        """
        self.model = model
        data = {name: query.get(name, "").replace("\x00", "").strip() for name in self.base_fields}
        data["q"] = data["q"][:MAX_SEARCH_LENGTH]
        self.active = {name: value for name, value in data.items() if value}
        super().__init__(data, auto_id="narrow-%s", label_suffix="")
        if model in REASON_CHOICES:
            self.fields["why"].choices = [("", gettext("any")), *REASON_CHOICES[model]()]
        else:
            del self.fields["why"]
            self.active.pop("why", None)
        self.fields["post"].choices = lambda: self._posts

    @cached_property
    def _posts(self):
        posts = Post.objects.published_anywhere().order_by("-published_at")
        newest = list(posts.values_list("pk", "title")[:MAX_POSTS])
        chosen = self.cleaned_data.get("post") if self.is_valid() else None
        is_older = chosen and chosen.pk not in dict(newest)
        return [("", gettext("any")), *([(chosen.pk, chosen.title)] if is_older else []), *newest]

    def clean_place(self):
        """Return an IP address unchanged, a network in the form in which comments store it."""
        place = self.cleaned_data["place"]
        if not place:
            return None
        try:
            network = ip_network(place, strict=False)
        except ValueError:
            raise forms.ValidationError(
                gettext("“%(place)s” is neither an IP address nor a network."),
                params={"place": place},
            ) from None
        is_single = network.num_addresses == 1
        stored = str(network.network_address) if is_single else str(network)
        if not is_single and network_of(network.network_address) != stored:
            raise forms.ValidationError(gettext("A network here is a /24, or a /56 for IPv6."))
        return stored

    @property
    def search(self) -> str:
        return self.active.get("q", "")

    def condition(self, at=None) -> Q:
        """Return the condition of all filters except the words, as of a moment (None: now)."""
        if not self.is_valid():
            return Q(pk__in=[])
        filters, condition = self.cleaned_data, Q()
        at = at or timezone.now()
        if filters.get("why"):
            condition &= self._reason_condition(filters["why"], at)
        if filters["post"]:
            condition &= Q(post=filters["post"].pk)
        if filters["place"]:
            condition &= _place_condition(filters["place"])
        if filters["age"]:
            condition &= self._age_condition(filters["age"], at)
        return condition

    def _reason_condition(self, reason, at):
        if self.model is ReportedComment:
            return _comment_of(Report.objects.open().filter(reason=reason, created__lte=at))
        if reason == BY_REPORTS:
            return Q(case__isnull=False)
        return _comment_of(Finding.objects.filter(rule=reason, verdict=Finding.Verdict.HOLD))

    def _age_condition(self, age, at):
        side, days = age.split("-")
        moment = at - timedelta(days=int(days))
        return Q(**{f"{self.model.WAITING_SINCE}__{'lt' if side == 'older' else 'gte'}": moment})

    def __str__(self):
        """Return the filters in words: “Buy”, Many links, waiting for more than a week."""
        if not self.is_valid():
            return gettext("nothing")
        filters = self.cleaned_data
        quoted = pgettext("quotation", "“%(words)s”") % {"words": self.search}
        parts = [quoted] if self.search else []
        for name in ("why", "age"):
            if filters.get(name):
                parts.append(str(dict(self.fields[name].choices)[filters[name]]))
        if filters["post"]:
            parts.append(gettext("under “%(title)s”") % {"title": filters["post"].title})
        if filters["place"]:
            parts.append(gettext("from %(place)s") % {"place": filters["place"]})
        return listed(parts) or gettext("the whole queue")


def _comment_of(rows):
    """Return the condition that one of `rows` belongs to the comment.

    A few comments are listed by key: with EXISTS the database would read the whole queue.
    """
    keys = list(rows.order_by().values_list("comment", flat=True)[: MAX_KEYS + 1])
    if len(keys) <= MAX_KEYS:
        return Q(pk__in=keys)
    return Q(Exists(rows.filter(comment=OuterRef("pk"))))


def _place_condition(place):
    """Return the condition of an IP address or a network; only the network has an index."""
    if "/" in place:
        return Q(network=place)
    network = network_of(place)
    return Q(ip=place, **({"network": network} if network else {}))
