"""The cookies and browser stores of this site, for its page about privacy.

All serve requests of the reader, so none needs consent. A test compares the names with those in the
code; a name that ends with "*" stands for all names with this beginning.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.guests import DECLINED_COOKIE, GUEST_COOKIE, HINT_COOKIE

A_YEAR = _("a year")
OF_TAB = _("until the tab is closed")
UNTIL_CLEARED = _("until you clear it in your browser")


@dataclass(frozen=True)
class BrowserStore:
    """A cookie, or an entry of local or session storage: its purpose, and how long it stays."""

    name: str
    purpose: str
    duration: str


COOKIES = [
    BrowserStore(
        GUEST_COOKIE,
        _("Recognizes you when you come back after you wrote, reported or recommended something."),
        A_YEAR,
    ),
    BrowserStore(
        HINT_COOKIE,
        _("Says that the page has something of your own to ask for; it holds the digit 1."),
        A_YEAR,
    ),
    BrowserStore(
        DECLINED_COOKIE,
        _("Remembers that you said not to be the guest who wrote in this browser before."),
        A_YEAR,
    ),
    BrowserStore(
        settings.CSRF_COOKIE_NAME,
        _("Proves that a form was sent from this site; set when you open a form."),
        A_YEAR,
    ),
    BrowserStore(
        settings.SESSION_COOKIE_NAME, _("Keeps you signed in to your account."), _("two weeks")
    ),
    BrowserStore(
        "soundoff_frame_*",
        _("The same in the pages of another site that show a conversation: for that site alone."),
        A_YEAR,
    ),
    BrowserStore(
        "messages",
        _("Carries a sentence such as “Saved” to the next page, when you are signed in."),
        _("until the next page"),
    ),
]

READERS = [
    BrowserStore(
        "soundoff:draft:*",
        _("What you have typed and not sent yet, so that it is not lost."),
        _("a month, or until it is sent"),
    ),
    BrowserStore("soundoff:tab", _("Tells the tabs apart in which you write."), OF_TAB),
    BrowserStore("soundoff:sent", _("What was just sent, until its answer has come."), OF_TAB),
    BrowserStore("soundoff:name", _("The name you sign with, to fill it in again."), UNTIL_CLEARED),
    BrowserStore(
        "soundoff:email",
        _("The e-mail you gave with a comment, to fill it in again."),
        UNTIL_CLEARED,
    ),
    BrowserStore("soundoff:visits", _("How far you have read each conversation."), UNTIL_CLEARED),
    BrowserStore("soundoff:folded", _("Which branches of replies you folded."), UNTIL_CLEARED),
    BrowserStore("soundoff-hidden", _("Which people you have hidden here."), UNTIL_CLEARED),
    BrowserStore(
        "soundoff:key-n-off", _("Whether the key N leads to new comments."), UNTIL_CLEARED
    ),
    BrowserStore("soundoff:nonce", _("Proves that you sign in where you asked to."), OF_TAB),
    BrowserStore("htmx-current-path-for-history", _("On which page a form was opened."), OF_TAB),
]

STAFF = [
    BrowserStore(
        "soundoff:post:*", _("Unsaved text of a post that did not reach the server."), UNTIL_CLEARED
    ),
    BrowserStore(
        "soundoff:page:*", _("Unsaved text of a page that did not reach the server."), UNTIL_CLEARED
    ),
    BrowserStore("desk.keys", _("Whether the keys of the desk are on."), UNTIL_CLEARED),
    BrowserStore("theme", _("Light or dark, as chosen at the desk."), UNTIL_CLEARED),
    BrowserStore(
        "django.admin.*", _("Which parts of the desk's navigation are open."), UNTIL_CLEARED
    ),
]
