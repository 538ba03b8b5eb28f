"""What a moderator wants to see of a queue: by words, reason, post, place and age."""

from datetime import timedelta
from ipaddress import ip_network

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from comments.models import Finding
from comments.networks import network_of
from moderation.models import HeldComment, Reason, Report, ReportedComment
from moderation.screening.rules import RULES
from moderation.words import FEW
from posts.models import Post

SEARCH = 200  # characters; a longer one finds nothing more
POSTS = 100  # the newest are offered; a card leads to those under any other
AGES = {
    "newer": "waiting for less than",
    "older": "waiting for more than",
}
DAYS = {1: "a day", 7: "a week", 30: "30 days"}
REPORTS = "reports"  # why a comment is held that no rule has held


def why_held():
    rules = [(name, rule.title) for name, rule in RULES.items() if rule.holds]
    return [*rules, (REPORTS, "Reports")]


WHY = {HeldComment: why_held, ReportedComment: lambda: Reason.choices}


class Narrowing(forms.Form):
    """Each field is optional, and they add up. What cannot be read narrows to nothing: whoever
    decides on all that is found must not decide on more than they asked for.
    """

    q = forms.CharField(
        label="Name, e-mail, words",
        max_length=SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "or R-…"}),
    )
    why = forms.ChoiceField(label="Why", required=False)
    post = forms.ModelChoiceField(Post.objects, label="Post", required=False, empty_label="any")
    place = forms.CharField(label="IP address, network", max_length=50, required=False)
    age = forms.ChoiceField(
        label="Age",
        required=False,
        choices=[
            ("", "any"),
            *(
                (f"{side}-{days}", f"{said} {span}")
                for side, said in AGES.items()
                for days, span in DAYS.items()
            ),
        ],
    )

    def __init__(self, model, asked):
        self.model = model
        given = {name: asked.get(name, "").replace("\x00", "").strip() for name in self.base_fields}
        given["q"] = given["q"][:SEARCH]
        self.asked = {name: value for name, value in given.items() if value}
        super().__init__(given, auto_id="narrow-%s", label_suffix="")
        if model in WHY:
            self.fields["why"].choices = [("", "any"), *WHY[model]()]
        else:
            del self.fields["why"]
            self.asked.pop("why", None)
        self.fields["post"].choices = self._posts

    def _posts(self):
        posts = Post.objects.published().order_by("-published_at")
        newest = list(posts.values_list("pk", "title")[:POSTS])
        asked = self.cleaned_data.get("post") if self.is_valid() else None
        elsewhere = asked and asked.pk not in dict(newest)
        return [("", "any"), *([(asked.pk, asked.title)] if elsewhere else []), *newest]

    def clean_place(self):
        """Give an address as it is, a network as comments carry it."""
        place = self.cleaned_data["place"]
        if not place:
            return None
        try:
            network = ip_network(place, strict=False)
        except ValueError:
            raise forms.ValidationError(f"“{place}” is no address and no network.") from None
        whole = network.num_addresses == 1
        carried = str(network.network_address) if whole else str(network)
        if not whole and network_of(network.network_address) != carried:
            raise forms.ValidationError("A network here is a /24, or a /56 of the long addresses.")
        return carried

    @property
    def search(self) -> str:
        return self.asked.get("q", "")

    @property
    def problem(self) -> str:
        """What could not be read, in one line."""
        return " ".join(message for messages in self.errors.values() for message in messages)

    def condition(self, at=None) -> Q:
        """Give what a comment in the queue must be, apart from the words, at a moment or now."""
        if not self.is_valid():
            return Q(pk__in=[])
        wanted, condition = self.cleaned_data, Q()
        at = at or timezone.now()
        if wanted.get("why"):
            condition &= self._why(wanted["why"], at)
        if wanted["post"]:
            condition &= Q(post=wanted["post"].pk)
        if wanted["place"]:
            condition &= _from(wanted["place"])
        if wanted["age"]:
            condition &= self._aged(wanted["age"], at)
        return condition

    def _why(self, why, at):
        if self.model is ReportedComment:
            return _named_in(Report.objects.open().filter(reason=why, created__lte=at))
        if why == REPORTS:
            return Q(case__isnull=False)
        return _named_in(Finding.objects.filter(rule=why))

    def _aged(self, age, at):
        side, days = age.split("-")
        moment = at - timedelta(days=int(days))
        return Q(**{f"{self.model.SINCE}__{'lt' if side == 'older' else 'gte'}": moment})

    def __str__(self):
        """Say it in words: “Buy”, Many links, waiting for more than a week."""
        if not self.is_valid():
            return "nothing"
        wanted = self.cleaned_data
        words = [f"“{self.search}”"] if self.search else []
        for name in ("why", "age"):
            if wanted.get(name):
                words.append(dict(self.fields[name].choices)[wanted[name]])
        words += [f"under “{wanted['post'].title}”"] if wanted["post"] else []
        words += [f"from {wanted['place']}"] if wanted["place"] else []
        return ", ".join(words) or "the whole queue"


def _named_in(rows):
    """Where few rows name a comment, by its key: the queue would be walked to its end for them."""
    found = list(rows.order_by().values_list("comment", flat=True)[: FEW + 1])
    if len(found) <= FEW:
        return Q(pk__in=found)
    return Q(Exists(rows.filter(comment=OuterRef("pk"))))


def _from(place):
    """The network stands in an index, so an address is looked for within its own."""
    if "/" in place:
        return Q(network=place)
    network = network_of(place)
    return Q(address=place, **({"network": network} if network else {}))
