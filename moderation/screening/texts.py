"""Rules about the text of a comment."""

import re
from datetime import timedelta
from html import unescape

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from comments.screening import Refusal, hold
from moderation.models.house_rule import SPAM
from moderation.screening.rule import ConfigurableRule, Option

LINK_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
MAX_EARLIER = 50  # comments of one person within minutes


def links_in(html: str) -> list[str]:
    """Return the URLs of the links in sanitized HTML."""
    return [unescape(url) for url in LINK_HREF.findall(html)]


class EmptyText(ConfigurableRule):
    """Refuses markup without words."""

    code = "empty_text"
    title = _("Empty text")
    description = _("Refuse a comment that would appear empty, such as markup without words.")
    replayable = True

    def check(self, draft, options, facts):
        if not draft.text.visible:
            return Refusal(gettext("This would appear empty. Please write something."))


class SameWordsAgain(ConfigurableRule):
    """Refuses a text that its author has just sent.

    A short text ("Thank you!") may be sent twice, but not in the same place.
    """

    code = "same_words_again"
    title = _("Same words again")
    description = _(
        "Refuse the same words by the same person within minutes: a mistake, or advertising."
    )
    options = {
        "minutes": Option(10, _("Minutes until the same words may be sent again")),
        "letters": Option(
            40,
            _("Texts shorter than this may be repeated elsewhere"),
            _("short texts are no exception"),
        ),
    }
    under_lock = replayable = True

    def lookups(self, draft, options):
        recent = self._recent(draft, options)
        return {} if recent is None else {"newest": recent.values("pk")[:1]}

    def check(self, draft, options, facts):
        if not facts.get("newest"):
            return None
        words = draft.text.visible.casefold()
        recent = facts["recent"] if "recent" in facts else self._recent(draft, options)
        for comment in recent[:MAX_EARLIER]:
            if comment.text.visible.casefold() == words:
                return Refusal(gettext("You have just said this."), duplicate_of=comment)

    def reach(self, options):
        return timedelta(minutes=options["minutes"])

    def past_facts(self, draft, options, past):
        own = past.since(past.by_author(draft), draft.now - self.reach(options))
        if not own or not draft.text.visible:
            return {}
        if len(draft.text.visible) < options["letters"]:
            place = draft.post.pk, draft.parent_id
            own = [earlier for earlier in own if earlier.place == place]
        recent = [earlier for earlier in own if earlier.stood_at(draft.now)]
        return {"newest": bool(recent), "recent": recent[::-1]}

    def _recent(self, draft, options):
        """Return the comments that may have the same text, newest first; None if none can."""
        if draft.editing or not draft.person.pk or not draft.text.visible:
            return None
        since = draft.now - timedelta(minutes=options["minutes"])
        recent = Comment.objects.by(draft.person).filter(created__gt=since, erased=None)
        if len(draft.text.visible) < options["letters"]:
            recent = recent.filter(post=draft.post, parent=draft.parent)
        return recent.exclude(status=Comment.Status.WITHDRAWN).order_by("-created")


class ManyLinks(ConfigurableRule):
    """Holds comments with many links, as advertising has."""

    code = "many_links"
    ground = SPAM
    title = _("Many links")
    description = _("Hold a comment with many links: they are common in advertising.")
    options = {"links": Option(1, _("Allowed links"), _("the first link holds"))}
    holds = replayable = True

    def check(self, draft, options, facts):
        links = links_in(draft.html)
        if len(links) > options["links"] and not draft.is_by_staff_or_author:
            return hold("\n".join(links), links=len(links))

    def reason(self, parameters):
        return ngettext(
            "It has a link; a moderator looks at it first.",
            "It has %(links)d links; a moderator looks at it first.",
            parameters["links"],
        ) % {"links": parameters["links"]}
