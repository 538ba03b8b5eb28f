"""The rule that holds comments similar to removed ones, as those of a campaign are."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from comments.rules import State
from comments.screening import hold
from moderation.screening.rule import ConfigurableRule, Option
from moderation.similarity.search import find_similar, removed_candidates


class LikeRemoved(ConfigurableRule):
    """Holds a comment similar to several that moderators removed or rejected.

    The learned rule needs a training to know a campaign; this one knows it from the second removed
    comment.
    """

    code = "like_removed"
    title = _("Like removed comments")
    description = _(
        "Hold a comment that has many words in common with comments which moderators removed or"
        " rejected, as those of a campaign have."
    )
    options = {
        "comments": Option(2, _("Removed comments that it is like")),
        "percent": Option(40, _("Words that it has in common with each, in percent"), most=100),
    }
    replay_note = _(
        "It compares with what moderators have removed until now, the comment itself among it. Let"
        " it run in shadow instead."
    )
    default_state = State.OFF
    holds = under_lock = True

    def lookups(self, draft, options):
        if draft.is_by_staff_or_author:
            return {}
        candidates = removed_candidates(draft.text.visible)
        return {} if candidates is None else {"candidates": candidates}

    def check(self, draft, options, facts):
        if facts.get("candidates", 0) < options["comments"]:
            return None
        alike = find_similar(
            draft.text.visible, _removed(draft), decided_only=True, least=options["percent"] / 100
        )
        if len(alike) < options["comments"]:
            return None
        return hold(
            alike=len(alike),
            percent=round(100 * alike[0].similarity),
        )

    def reason(self, parameters):
        return gettext("It is like comments that were removed; a moderator looks at it first.")

    def note(self, parameters):
        text = ngettext(
            "It is like %(alike)s comment that was removed; they have %(percent)s %% of their words"
            " in common.",
            "It is like %(alike)s comments that were removed; with the nearest it has"
            " %(percent)s %% of the words in common.",
            parameters["alike"],
        )
        return text % parameters


def _removed(draft):
    """Return the comments to compare a draft with, without the edited comment itself."""
    removed = Comment.objects.filter(
        status__in=[Comment.Status.REMOVED, Comment.Status.REJECTED], erased=None
    )
    return removed.exclude(pk=draft.editing.pk) if draft.editing else removed
