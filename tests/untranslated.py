"""The texts of a page that were not translated."""

import re
from html.parser import HTMLParser

from moderation.models import HouseRuleVersion
from tests.pseudo_language import BEGIN, END

# Elements whose text no reader sees, or people write, or which name keys or languages of code.
UNSEEN = {"script", "style", "textarea", "kbd", "template", "code", "optgroup"}
ATTRIBUTES = {"aria-label", "title", "placeholder", "alt"}
VOID = {"meta", "link", "input", "img", "br", "hr", "source", "wbr", "col", "option"}
ATTRIBUTE_NAME = re.compile(r"[a-z][a-z0-9:_-]*")
PLAIN = re.compile(r"[A-Za-z]{2,}")
BLANKS = re.compile(r"\s+")
# A sign without the blank that the pseudo-language has before it: no sentence contains it.
BARE_SIGN = re.compile(r"(?<!\s)[:;?!](?=\s|\Z)")
# Addresses, digests of passwords, places in sentences of scripts, names of languages in themselves,
# and what else has Latin letters in every language.
EVERYWHERE = re.compile(
    r"https?://\S*|tag:\S*|R-\w+-\w+|/\S*/\S*|\S*@\S+|\w+\*{3,}|{\w+}"
    r"|\b(?:HTML|URL|IP|CSV|JSON|Soundoff|md5|English)\b"
    r"|\b[0-9a-f]{12}\b"  # a release
)
# What people wrote, in settings or in the address of the page; names of accounts and groups.
USER_TEXTS = (
    *("bob@soundoff.example", "alice", "bob", "edda", "mona", "olga", "root", "rosa"),
    *("Editors", "Moderators", "Owners"),
)
# Sentences of Django and of packages that no catalogue can translate: names of permissions are
# stored in English; the others are translated nowhere, or once, at import.
OF_PACKAGES = re.compile(
    r"(?:[^|]+ \| ){2}Can \w.*"
    r"|[\w-]+ relationships?: (?:\d+|\w+ object \(\d+\))"
    r"|True|False|Search|Authenticators|Task Results"
    r"|(?:Whether the user will be able to authenticate|If disabled, the current password)\b.*"
)


class Texts(HTMLParser):
    """The texts of a page that people see, those of attributes and of scripts among them."""

    def __init__(self):
        super().__init__()
        self.inside, self.texts = [], []

    @classmethod
    def of(cls, page) -> list:
        parser = cls()
        parser.feed(page)
        return parser.texts

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.texts += [attrs[name] for name in ATTRIBUTES & set(attrs) if attrs[name]]
        if "data-texts" in attrs:
            self.texts += [attrs[name] or "" for name in attrs if name.startswith("data-")]
        if tag == "input" and attrs.get("type") == "submit":
            self.texts.append(attrs.get("value", ""))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        if not UNSEEN & set(self.inside):
            self.texts.append(data)


class Attributes(HTMLParser):
    """The attributes of a page that a sentence ended or broke."""

    def __init__(self):
        super().__init__()
        self.broken = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            is_whole = (value or "").count(BEGIN) == (value or "").count(END)
            if not ATTRIBUTE_NAME.fullmatch(name) or not is_whole:
                self.broken.append((tag, name, value))


def broken_attributes(page):
    """Return the attributes of a page, with their elements, that hold only a part of a sentence."""
    parser = Attributes()
    parser.feed(page)
    return parser.broken


def untranslated(page, *, signs=True):
    """Return the texts of a page that have usual Latin letters, or a bare sign; see `plain`."""
    return plain(Texts.of(page), signs=signs)


def plain(texts, *, signs=True):
    """Return those of some texts that have usual Latin letters, besides what people wrote.

    With `signs`, also those with a sign that stands in no sentence.
    """
    texts = {BLANKS.sub(" ", text) for text in texts}
    texts = {text for text in texts if not OF_PACKAGES.fullmatch(text.strip())}
    rules = HouseRuleVersion.objects.values_list("title", "text", "sentence", "rule__code")
    for written in (*(text for rule in rules for text in rule), *USER_TEXTS):
        texts = {text.replace(" ".join(written.split()), "") for text in texts}
    left = {text for text in texts if PLAIN.search(EVERYWHERE.sub("", text))}
    left |= {text for text in texts if signs and BARE_SIGN.search(text)}
    return sorted(text.strip() for text in left)
