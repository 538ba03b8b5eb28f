"""Read the XML of an export as a stream, as untrusted input."""

from collections.abc import Iterator
from html.entities import html5 as ENTITIES
from xml.parsers import expat

from blogsite.transfer.files import ExportFile, ImportRefused

MAX_TEXT_LENGTH = 16 << 20  # characters in one element, bytes in one tag


class XmlStream:
    """A parser with its handlers; expat itself refuses anything that is not well-formed.

    A subclass puts records into `ready`, and calls `_complete` at the end of the root element.
    """

    system = ""  # that wrote the export, for error messages
    max_depth = 20  # of elements

    def __init__(self, export: ExportFile):
        self.export = export
        self.ready = []  # complete records that are not yet yielded
        self.path = []  # the names of the open elements
        self.text = None  # parts of the text of the current element, None if it is ignored
        self.is_complete = False
        self.bytes_fed = 0
        self.parser = self._parser()

    def _parser(self):
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        # Without this expat stops at an HTML entity such as &nbsp;, which old exports contain. It
        # then asks for a DTD, and the handler below says that it is empty: nothing is fetched.
        parser.UseForeignDTD(True)
        parser.ExternalEntityRefHandler = lambda *reference: 1
        parser.SkippedEntityHandler = self._entity
        return parser

    def records(self) -> Iterator:
        """Yield the records. Raise ImportRefused, with the line, for a broken file."""
        for chunk in self.export.chunks():
            yield from self._read(chunk)
        yield from self._finish()

    def _read(self, chunk: bytes) -> list:
        if self.is_complete:
            self.export.note_epilogue(chunk)
            return []
        self.bytes_fed += len(chunk)
        self._parse(chunk)
        if self.is_complete:
            self.export.note_epilogue(chunk[self.ended - self.bytes_fed :].partition(b">")[2])
        elif self.bytes_fed - self.parser.CurrentByteIndex > MAX_TEXT_LENGTH:
            self._refuse(f"one tag is longer than {MAX_TEXT_LENGTH:,} bytes")
        return self._take_ready()

    def _finish(self) -> list:
        if not self.is_complete:
            self._parse(b"", is_last=True)
        if not self.is_complete:
            self._refuse(f"the file is cut off inside <{self.path[-1]}>")
        return self._take_ready()

    def _take_ready(self):
        ready, self.ready = self.ready, []
        return ready

    def _parse(self, chunk, is_last=False):
        try:
            self.parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            if self.is_complete:
                return  # text after the end, usually a server's warning
            if is_last:
                inside = f" inside <{self.path[-1]}>" if self.path else ""
                self._refuse(f"the file is cut off{inside}")
            self._refuse(f"broken XML: {expat.ErrorString(error.code)}")

    def _complete(self):
        self.is_complete, self.ended = True, self.parser.CurrentByteIndex

    def _refuse(self, why):
        line = self._line()
        raise ImportRefused(f"line {line}, column {self.parser.CurrentColumnNumber + 1}: {why}")

    def _line(self):
        return self.parser.CurrentLineNumber + self.export.preamble.count("\n")

    # Handlers

    def _start(self, name, attributes):
        raise NotImplementedError

    def _end(self, name):
        raise NotImplementedError

    def _doctype(self, name, *identifiers):
        if name.lower() == "html":
            self._refuse(f"this is an HTML page, not a {self.system} export")
        self._refuse(f"it declares a document type, which no {self.system} export does")

    def _open_element(self, name):
        self.path.append(name)
        if len(self.path) > self.max_depth:
            self._refuse(f"elements are nested more than {self.max_depth} deep")

    def _begin_text(self):
        """Collect the text of the current element."""
        self.text, self.length = [], 0
        self.parser.CharacterDataHandler = self._characters

    def _end_text(self) -> str:
        """Return the collected text, and ignore text from now on."""
        text = "".join(self.text)
        self.text = self.parser.CharacterDataHandler = None
        return text

    def _characters(self, text):
        self.length += len(text)
        if self.length > MAX_TEXT_LENGTH:
            self._refuse(f"one text is longer than {MAX_TEXT_LENGTH:,} characters")
        self.text.append(text)

    def _entity(self, name, is_parameter):
        if self.text is not None:
            self._characters(ENTITIES.get(f"{name};", f"&{name};"))
