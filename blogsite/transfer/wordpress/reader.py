"""Reading WordPress exports (WXR 1.0 to 1.2) as a stream, without trusting them.

A comment is given as soon as it is read, and an item after its comments, so nothing piles up here.
"""

from collections.abc import Iterator
from html.entities import html5 as ENTITIES
from tempfile import SpooledTemporaryFile
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from blogsite.transfer.files import ExportFile, ImportRefused
from blogsite.transfer.spool import CommentPile
from blogsite.transfer.wordpress.records import (
    FIELDS,
    KEPT_WHOLE,
    NAMESPACES,
    RECORDS_WITHIN,
    TERMS,
    Author,
    Channel,
    Comment,
    Item,
    Term,
)

MAX_TEXT = 16 << 20  # characters in one element, bytes in one tag: more is not a blog
MOST_NAMES = 1000  # remembered at once; WXR has some sixty
COMMENTS_IN_MEMORY = 1 << 20  # bytes; those of most posts need no disk at all
MAX_DEPTH = 100  # WXR is six deep; unescaped HTML in old exports goes somewhat deeper


OTHER_ROOTS = {
    "html": "an HTML page",
    "feed": "an Atom feed",
    "rdf:RDF": "an RSS 1.0 feed",
    "disqus": "a Disqus export",
}


def records(export: ExportFile) -> Iterator[Channel | Author | Comment | Item]:
    """Give what the file holds, in its order, a comment before the item that it belongs to.

    Raises ImportRefused, at the place, when the file is broken, cut off, or no WordPress export.
    """
    reader = _Reader(export)
    for piece in export.pieces():
        yield from reader.read(piece)
    yield from reader.finish()


def posts(export: ExportFile) -> Iterator[tuple[Item, CommentPile]]:
    """Give each item with its comments, which stay until the next; raises as `records` does."""
    with SpooledTemporaryFile(max_size=COMMENTS_IN_MEMORY) as file:
        comments = CommentPile(file)
        for record in records(export):
            if isinstance(record, Comment):
                comments.lay(record)
            elif isinstance(record, Item):
                yield record, comments
                comments.clear()


class _Open(NamedTuple):
    """A record being read: what it is, how deep it stands, what is known of it."""

    kind: str
    depth: int
    values: dict


class _Reader:
    """Expat's handlers; expat itself stops at anything that is not well-formed."""

    def __init__(self, export):
        self.export = export
        self.ready = []  # records read and not yet given
        self.path = []  # the names of the elements that are open
        self.open = [_Open("", 0, {})]
        self.text = None  # the pieces of the element that is being kept
        self.prefixes = {}
        self.names = {}  # each name in the file → the name used here
        self.is_wordpress = False
        self.channel_given = False
        self.complete = False
        self.fed = 0
        self.parser = self._parser()

    def _parser(self):
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        # Without this expat stops at an HTML entity such as &nbsp;, which old exports hold raw.
        # It asks for a DTD and is told, below, that it is empty: nothing is ever fetched.
        parser.UseForeignDTD(True)
        parser.ExternalEntityRefHandler = lambda *reference: 1
        parser.SkippedEntityHandler = self._entity
        return parser

    def read(self, piece: bytes) -> list:
        if self.complete:
            self.export.pass_over(piece)
            return []
        self.fed += len(piece)
        self._parse(piece)
        if self.complete:
            self.export.pass_over(piece[self.ended - self.fed :].partition(b">")[2])
        if self.fed - self.parser.CurrentByteIndex > MAX_TEXT and not self.complete:
            self._refuse(f"one tag is longer than {MAX_TEXT:,} bytes")
        return self._take()

    def finish(self) -> list:
        if not self.complete:
            self._parse(b"", is_last=True)
        if not self.complete:
            self._refuse(f"the file is cut off inside <{self.path[-1]}>")
        if not self.is_wordpress:
            self._refuse("this is an RSS feed, not a WordPress export")
        return self._take()

    def _take(self):
        ready, self.ready = self.ready, []
        return ready

    def _parse(self, piece, is_last=False):
        try:
            self.parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            if self.complete:
                return  # whatever follows the end, a server's warning as a rule
            if is_last:
                inside = f" inside <{self.path[-1]}>" if self.path else ""
                self._refuse(f"the file is cut off{inside}")
            self._refuse(f"broken XML: {expat.ErrorString(error.code)}")

    def _refuse(self, why):
        line = self._line()
        raise ImportRefused(f"line {line}, column {self.parser.CurrentColumnNumber + 1}: {why}")

    def _line(self):
        return self.parser.CurrentLineNumber + self.export.preamble.count("\n")

    # What expat finds

    def _doctype(self, name, *identifiers):
        if name.lower() == "html":
            self._refuse("this is an HTML page, not a WordPress export")
        self._refuse("it declares a document type, which no WordPress export does")

    def _entity(self, name, is_parameter):
        if self.text is not None:
            self._characters(ENTITIES.get(f"{name};", f"&{name};"))

    def _start(self, name, attributes):
        self.path.append(name)
        depth = len(self.path)
        if depth > MAX_DEPTH:
            self._refuse(f"elements are nested more than {MAX_DEPTH} deep")
        if self.text is not None:
            return
        if attributes:
            self._declare(attributes)
        record = self.open[-1]
        if depth == record.depth + 1:
            self._child(record, self._known(name), attributes)

    def _child(self, record, name, attributes):
        if name in RECORDS_WITHIN.get(record.kind, ()):
            self._open_record(name)
        elif not record.kind:
            instead = OTHER_ROOTS.get(name, f"XML that begins with <{name[:50]}>")
            self._refuse(f"this is {instead}, not a WordPress export")
        elif name in FIELDS.get(record.kind, ()):
            self.text, self.length = [], 0
            self.parser.CharacterDataHandler = self._characters
        elif name == "category" and record.kind == "item":
            self._term(record, attributes.get("domain"), attributes.get("nicename", ""))

    def _term(self, record, domain, nicename):
        """Begin a tag or a category, whose name is the element's text; count the other terms."""
        self.terms, self.term_slug = TERMS.get(domain), unquote(nicename)
        if self.terms:
            self.text, self.length = [], 0
            self.parser.CharacterDataHandler = self._characters
        else:
            record.values["other_terms"] = record.values.get("other_terms", 0) + 1

    def _open_record(self, kind):
        if kind == "item":
            self._give_channel(self.open[-1].values)
        values = {"line": self._line()} if kind in ("item", "wp:comment") else {}
        self.open.append(_Open(kind, len(self.path), values))

    def _characters(self, text):
        self.length += len(text)
        if self.length > MAX_TEXT:
            self._refuse(f"one text is longer than {MAX_TEXT:,} characters")
        self.text.append(text)

    def _end(self, name):
        depth = len(self.path)
        self.path.pop()
        record = self.open[-1]
        if self.text is not None:
            if depth == record.depth + 1:
                self._keep(record, self._known(name))
        elif depth == record.depth:
            self.open.pop()
            self._close_record(record)

    def _keep(self, record, name):
        text = "".join(self.text)
        if name == "category":
            record.values.setdefault(self.terms, []).append(Term(text.strip(), self.term_slug))
        else:
            field = FIELDS[record.kind][name]
            record.values.setdefault(field, text if field in KEPT_WHOLE else text.strip())
        self.text = self.parser.CharacterDataHandler = None

    def _close_record(self, record):
        if record.kind == "wp:comment":
            self.ready.append(Comment(**record.values))
        elif record.kind == "item":
            if not self.is_wordpress:
                self._refuse("this is an RSS feed, not a WordPress export")
            self.ready.append(Item(**record.values))
        elif record.kind == "wp:postmeta":
            self._keep_meta(self.open[-1].values, **record.values)
        elif record.kind == "wp:author":
            self.ready.append(Author(**record.values))
        elif record.kind == "channel":
            self._give_channel(record.values)
        elif record.kind == "rss":
            self.complete, self.ended = True, self.parser.CurrentByteIndex

    def _keep_meta(self, values, key="", value=""):
        """Of what plugins and the editor keep beside a post only its footnotes are words of it."""
        if key == "footnotes":
            values["footnotes"] = value

    def _give_channel(self, values):
        if not self.channel_given:
            self.ready.append(Channel(**values))
            self.channel_given = True

    # Names: by namespace where one is declared, else by the usual prefix

    def _declare(self, attributes):
        declared = {
            key.partition(":")[2]: uri
            for key, uri in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        if declared:
            self.prefixes.update(declared)
            self.names.clear()

    def _known(self, name):
        if name not in self.names:
            if len(self.names) > MOST_NAMES:
                self.names.clear()
            self.names[name] = self._resolve(name)
        return self.names[name]

    def _resolve(self, name):
        prefix, _, local = name.rpartition(":")
        uri = self.prefixes.get(prefix)
        usual = prefix if uri is None else usual_prefix(uri)
        self.is_wordpress |= usual == "wp"
        if usual or not prefix:
            return f"{usual}:{local}" if usual else local
        return f"{{{uri}}}{local}"


def usual_prefix(uri: str) -> str:
    """Give the prefix under which a namespace is known here; empty for others."""
    return next((usual for shape, usual in NAMESPACES if shape.fullmatch(uri)), "")
