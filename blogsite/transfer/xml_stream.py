"""Read the XML of an export as a stream, as untrusted input."""

from collections.abc import Iterator
from html.entities import html5 as ENTITIES
from xml.parsers import expat

from django.utils.translation import gettext_noop

from blogsite.transfer.files import CUT_OFF, HTML_PAGE, ExportFile, ImportRefused
from blogsite.transfer.remarks import Remark

MAX_TEXT_LENGTH = 16 << 20  # characters in one element, bytes in one tag
LINE_AND_COLUMN = gettext_noop("line %(line)s, column %(column)s")
LONG_TAG = gettext_noop("one tag is longer than %(length)s bytes")
LONG_TEXT = gettext_noop("one text is longer than %(length)s characters")
CUT_OFF_INSIDE = gettext_noop("the file is cut off inside <%(name)s>")
BROKEN_XML = gettext_noop("broken XML: %(error)s")
NOT_OF_SYSTEM = gettext_noop("%(what)s, not a %(system)s export")
OTHER_XML = gettext_noop("this is XML that begins with <%(name)s>")
DOCTYPE = gettext_noop("it declares a document type, which no %(system)s export does")
NESTED = gettext_noop("elements are nested more than %(depth)s deep")


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
            self._refuse(LONG_TAG, length=MAX_TEXT_LENGTH)
        return self._take_ready()

    def _finish(self) -> list:
        if not self.is_complete:
            self._parse(b"", is_last=True)
        if not self.is_complete:
            self._refuse(CUT_OFF_INSIDE, name=self.path[-1])
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
                if self.path:
                    self._refuse(CUT_OFF_INSIDE, name=self.path[-1])
                self._refuse(CUT_OFF)
            self._refuse(BROKEN_XML, error=expat.ErrorString(error.code))

    def _complete(self):
        self.is_complete, self.ended = True, self.parser.CurrentByteIndex

    def _refuse(self, message, **parameters):
        column = str(self.parser.CurrentColumnNumber + 1)
        where = Remark(LINE_AND_COLUMN, line=str(self._line()), column=column)
        raise ImportRefused(message, where=where, **parameters)

    def _line(self):
        return self.parser.CurrentLineNumber + self.export.preamble.count("\n")

    # Handlers

    def _start(self, name, attributes):
        raise NotImplementedError

    def _end(self, name):
        raise NotImplementedError

    def _doctype(self, name, *identifiers):
        if name.lower() == "html":
            self._refuse(NOT_OF_SYSTEM, what=Remark(HTML_PAGE), system=self.system)
        self._refuse(DOCTYPE, system=self.system)

    def _open_element(self, name):
        self.path.append(name)
        if len(self.path) > self.max_depth:
            self._refuse(NESTED, depth=self.max_depth)

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
            self._refuse(LONG_TEXT, length=MAX_TEXT_LENGTH)
        self.text.append(text)

    def _entity(self, name, is_parameter):
        if self.text is not None:
            self._characters(ENTITIES.get(f"{name};", f"&{name};"))
