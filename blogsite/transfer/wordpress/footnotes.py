"""Number the notes in footnote plugins' shortcodes, and list them below the text."""

import re

# Where the block editor lists the notes that an export stores beside the body.
LIST_PLACE = "\ufdd1"  # in no text: Unicode reserves it for use within a program
NAMES = "ref|fn|footnote|mfn|efn_note|note_ref|sidenote"
NOTE = re.compile(rf"[ \t]?\[(?P<close>/?)(?P<name>{NAMES})(?P<rest>\s[^\[\]]{{0,200}})?\]", re.I)


def with_notes(body: str) -> str:
    """Return a body with a link for each note of a shortcode, and the notes at its end."""
    parts, notes, done, opening = [], [], 0, None
    for edge in NOTE.finditer(body):
        if not edge["close"]:
            opening = edge
        elif opening and opening["name"].lower() == edge["name"].lower():
            notes.append(body[opening.end() : edge.start()].strip())
            parts += body[done : opening.start()], reference(len(notes))
            done, opening = edge.end(), None
    items = (
        f'<li id="fn-{number}">{note} <a href="#fnref-{number}">↩</a></li>'
        for number, note in enumerate(notes, 1)
    )
    listed = f'\n\n<ol class="footnotes">{"".join(items)}</ol>' if notes else ""
    return "".join([*parts, body[done:], listed])


def with_list(body: str, notes: str) -> str:
    """Return a body with the list of its notes, in its place or at the end."""
    before, _, after = body.partition(LIST_PLACE)
    return f"{before}{notes}{after.replace(LIST_PLACE, '')}"


def reference(number: int) -> str:
    """Return the link to a note."""
    return f'<sup id="fnref-{number}"><a href="#fn-{number}">{number}</a></sup>'
