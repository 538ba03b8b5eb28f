"""The search for decisions: by words, moderator, ground, source, date, and whether undone."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from comments.staff_search import matching
from moderation.models import Action, Decision, HouseRule, Report
from moderation.models.acts import Source
from moderation.one_line_errors import OneLineErrors
from posts.url_converters import positive_int

MAX_SEARCH_LENGTH = 200  # characters; no text is found by a longer search
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)  # the range of time zone arithmetic
SITE, LAW = "site", "law"  # choices besides the accounts, and besides the house rules
STATES = [("", _("any")), ("in_force", _("in force")), ("undone", _("undone"))]


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own control; it reads no other format."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class DecisionFilter(OneLineErrors, forms.Form):
    """The filters of decisions: each field is optional, and all used ones must match.

    An invalid filter matches nothing.
    """

    q = forms.CharField(label=_("Words, author, R-…"), max_length=MAX_SEARCH_LENGTH, required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    by = forms.ChoiceField(label=_("By"), required=False)
    ground = forms.ChoiceField(label=_("Ground"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("To"), required=False, widget=DayInput)
    state = forms.ChoiceField(label=_("Now"), required=False, choices=STATES)
    person = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, query):
        """Read the filters from a query, a QueryDict or dict.

        `active` has the used filters by name.
        """
        data = {name: query.get(name, "").replace("\x00", "").strip() for name in self.base_fields}
        data["q"] = data["q"][:MAX_SEARCH_LENGTH]
        self.active = {name: value for name, value in data.items() if value}
        super().__init__(data, auto_id="narrow-%s", label_suffix="")
        choices = {
            "action": Action.choices,
            "by": self._deciders(data["by"]),
            "ground": self._grounds(),
            "source": Source.choices,
        }
        for name, values in choices.items():
            self.fields[name].choices = [("", gettext("any")), *values]

    def _deciders(self, chosen):
        """Return the site, all staff, and the chosen account, which may no longer be staff."""
        accounts = Q(is_staff=True) | Q(pk=positive_int(chosen) or 0)
        people = User.objects.filter(accounts).order_by("display_name", "pk")
        return [(SITE, gettext("the site itself")), *((str(user.pk), str(user)) for user in people)]

    def _grounds(self):
        rules = HouseRule.objects.prefetch_related("versions")
        return [*((rule.code, str(rule)) for rule in rules), (LAW, gettext("a law"))]

    def clean_since(self):
        return _refuse_absurd(self.cleaned_data["since"])

    def clean_until(self):
        return _refuse_absurd(self.cleaned_data["until"])

    def clean_person(self):
        """Return the ids of all rows of the person, None for no filter."""
        if not self.cleaned_data["person"]:
            return None
        pk = positive_int(self.cleaned_data["person"])
        person = Person.objects.filter(pk=pk).first()
        if person is None:
            raise forms.ValidationError(gettext("There is no such person."))
        return person.same_author_ids()

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            raise forms.ValidationError(gettext("The first day is after the last."))
        return cleaned

    def decisions(self):
        """Return the decisions that match, newest first, with the data for a row."""
        # With more than eight joins PostgreSQL keeps this order, before the few undone ones.
        related = ("comment", "person__user", "undoes", "undone_by__by")
        decisions = Decision.objects.filter(self.condition()).select_related(*related)
        if self.is_valid() and (state := self.cleaned_data["state"]):
            decisions = decisions.undone() if state == "undone" else decisions.effective()
        apart = ("by", "house_rule", "bans", "lifted_bans")
        return decisions.prefetch_related(*apart).order_by("-pk")

    def condition(self) -> Q:
        """Return the condition of all filters except the state."""
        if not self.is_valid():
            return Q(pk__in=[])
        filters = {n: value for n, value in self.cleaned_data.items() if value and n != "state"}
        condition = Q()
        for name, value in filters.items():
            condition &= getattr(self, f"_of_{name}")(value)
        return condition

    def _of_q(self, search):
        report = Report.objects.with_reference(search).first()
        return Q(comment=report.comment_id) if report else matching(search, path="comment__")

    def _of_action(self, action):
        return Q(action=action)

    def _of_by(self, decider):
        return Q(by=None) if decider == SITE else Q(by=int(decider))

    def _of_ground(self, ground):
        if ground == LAW:
            return ~Q(law="")
        versions = HouseRule.objects.get(code=ground).versions.values_list("pk", flat=True)
        return Q(house_rule__in=list(versions))

    def _of_source(self, source):
        return Q(source=source)

    def _of_since(self, day):
        return Q(created__gte=_midnight(day))

    def _of_until(self, day):
        return Q(created__lt=_midnight(day + timedelta(days=1)))

    def _of_person(self, ids):
        return Q(person__in=ids)


def _refuse_absurd(day):
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(
            gettext("Enter a day between %(first)s and %(last)s.")
            % {"first": FIRST_DAY.year, "last": LAST_DAY.year}
        )
    return day


def _midnight(day):
    return datetime.combine(day, time.min, timezone.get_current_timezone())
