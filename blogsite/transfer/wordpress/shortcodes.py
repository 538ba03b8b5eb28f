"""Read the attributes of WordPress's shortcodes, as in [gallery ids="1,2"]."""

import re

ATTRIBUTE = re.compile(
    r"([\w-]{1,40})\s?=\s?(?:[\"”“″]([^\"”“″]*)[\"”“″]|['’‘′]([^'’‘′]*)['’‘′]|([^\s\"'”]+))"
    r"|[\"”“]([^\"”“]*)[\"”“]|'([^']*)'|([^\s=]+)"
)


class Attributes(dict):
    """The attributes of a shortcode by name in lower case; `loose` has the values without one.

    Editors have replaced the quotes in many old posts by typographic ones.
    """

    def __init__(self, text: str):
        super().__init__()
        self.loose = []
        for match in ATTRIBUTE.finditer((text or "").strip().removeprefix("=")):
            value = next((group for group in match.groups()[1:] if group is not None), "").strip()
            if match[1]:
                self.setdefault(match[1].lower(), value)
            else:
                self.loose.append(value)
