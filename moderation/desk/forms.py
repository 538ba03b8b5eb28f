"""The forms that moderators send from the desk."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from comments.draft import Draft
from comments.forms import CommentForm
from moderation.models import (
    AuthorWarning,
    Ban,
    CardButton,
    Decision,
    HouseRuleVersion,
    Restriction,
)
from moderation.models.acts import OPPOSITES, Action
from moderation.models.decision_manager import STATE_TOKEN_LENGTH
from moderation.models.note import NOTE_LENGTH
from moderation.one_line_errors import OneLineErrors
from moderation.text.characters import clean_line

PICKS = (Action.PICK, Action.UNPICK)
ACTIONS = [
    *CardButton,
    *(Action.HOLD, Action.WARN, Action.CLOSE_BRANCH, Action.OPEN_BRANCH),
    *PICKS,
]
# Actions that leave the comment waiting for a decision.
ACTIONS_LEAVING_OPEN = {Action.WARN, Action.BAN, *OPPOSITES}
# Actions without a ground.
ACTIONS_WITHOUT_GROUND = {Action.HOLD, Action.OPEN_BRANCH, *PICKS}

TERM_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
NOT_FOREVER = [(term, term) for term in (*TERM_DAYS, "date")]


class GroundForm(OneLineErrors, forms.Form):
    """The ground of a decision: a house rule in force or a law; a law takes precedence."""

    ground = forms.ModelChoiceField(HouseRuleVersion.objects.none(), required=False)
    law = forms.CharField(max_length=100, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ground"].queryset = HouseRuleVersion.objects.in_force()

    def clean_law(self):
        law = clean_line(self.cleaned_data["law"])
        if bool(law) != bool(self.cleaned_data["law"]) or "\ufffd" in law:
            raise forms.ValidationError(gettext("A character of the law could not be read."))
        return law

    def clean(self):
        cleaned = super().clean()
        cleaned["ground"] = cleaned.get("law") or cleaned.get("ground")
        return cleaned


class DecisionForm(GroundForm):
    """A decision on the comment of the card; `state_token` is that of the rendered state."""

    action = forms.ChoiceField(choices=[(action, action) for action in ACTIONS])
    state_token = forms.CharField(max_length=STATE_TOKEN_LENGTH)

    def decide(self, comment, *, by) -> Decision:
        """Take and return the decision; raise the errors of `Decision.objects.take`."""
        action, ground = self.cleaned_data["action"], self.cleaned_data["ground"]
        terms = {"by": by, "state_token": self.cleaned_data["state_token"]}
        if action == Action.WARN:
            return AuthorWarning.objects.issue(comment, ground=ground, **terms).decision
        if action in CardButton:
            choice = CardButton(action)
            action, ground = choice.action_on(comment), choice.ground(ground)
        if action in ACTIONS_WITHOUT_GROUND:
            ground = None
        return Decision.objects.take(action, comment, ground=ground, **terms)


class TermForm(GroundForm):
    """When something ends: after a term, or at a date, which overrides the term."""

    term = forms.ChoiceField(choices=NOT_FOREVER)
    until = forms.DateField(required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("term") == "date" and not cleaned.get("until"):
            self.add_error("until", gettext("Say on which day it ends."))
        return cleaned

    @property
    def end(self):
        """Return the moment when it ends, None for never."""
        term, day = self.cleaned_data["term"], self.cleaned_data["until"]
        if day:
            return datetime.combine(day, time.min, timezone.get_current_timezone())
        if term == "forever":
            return None
        return timezone.now() + timedelta(days=TERM_DAYS[term])


class HoldFirstForm(TermForm):
    """How long the comments of an author are held first, and on what ground."""

    def impose(self, comment, *, by) -> Restriction:
        """Hold the future comments of a comment's author. Raises ValidationError or NeedsGround."""
        return Restriction.objects.impose(
            Action.HOLD_FIRST,
            comment.author,
            until=self.end,
            by=by,
            ground=self.cleaned_data["ground"],
            about=comment,
        )


class AuthorBanForm(TermForm):
    """A ban of the author of a comment: of whom, and until when."""

    whom = forms.MultipleChoiceField(
        choices=[(kind, kind) for kind in ("person", "email", "ip", "network")],
        error_messages={"required": _("Say whom to ban: tick at least one.")},
    )
    term = forms.ChoiceField(choices=[*NOT_FOREVER, ("forever", "forever")])

    def impose(self, comment, *, by) -> Ban:
        """Ban the author of a comment. Raises ValidationError or NeedsGround."""
        subjects = {"person": comment.author} | {
            kind: getattr(comment, kind) for kind in ("email", "ip", "network")
        }
        whom = {kind: subjects[kind] for kind in self.cleaned_data["whom"]}
        ground = self.cleaned_data["ground"]
        return Ban.objects.impose(by=by, ground=ground, until=self.end, about=comment, **whom)


class NoteForm(forms.Form):
    """A note for other moderators, about the comment or about its author."""

    text = forms.CharField(max_length=NOTE_LENGTH)
    of_author = forms.BooleanField(required=False)


class ReplyForm(OneLineErrors, CommentForm):
    """A moderator's reply to the comment of the card; with an action, also a decision on it."""

    action = forms.ChoiceField(
        choices=[(CardButton.LET_STAND, CardButton.LET_STAND)],
        required=False,
        widget=forms.HiddenInput,
    )
    state_token = forms.CharField(
        max_length=STATE_TOKEN_LENGTH, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="reply-%s", **kwargs)
        self.fields.pop("wants_mail", None)
        self.fields["body"].label = gettext("Your reply")
        attrs = {"rows": 4, "data-first": True, "autofocus": self.is_bound}
        self.fields["body"].widget.attrs.update(attrs)

    def draft(self, comment, *, ip) -> Draft:
        """Return the reply as a draft by the moderator's account, sent from an IP address."""
        return Draft(
            post=comment.post,
            parent=comment,
            person=Person.objects.of(self.user),
            name=self.signature,
            email=self.user.email or "",
            body=self.cleaned_data["body"],
            ip=ip,
        )

    def decide(self, comment) -> Decision | None:
        """Take and return the decision that was sent with it, or None; raises as `take` does."""
        if not self.cleaned_data["action"]:
            return None
        action = CardButton(self.cleaned_data["action"]).action_on(comment)
        token = self.cleaned_data["state_token"]
        return Decision.objects.take(action, comment, by=self.user, state_token=token)
