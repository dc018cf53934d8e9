"""XML of any size read in small pieces: no entities, nothing fetched, nothing kept but one term."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol
from xml.sax import SAXException, SAXParseException  # only the errors of the defused parser
from xml.sax.handler import ContentHandler, feature_external_ges  # as above
from xml.sax.xmlreader import AttributesImpl  # as above

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext_lazy as _

from .shapes import MAX_BYTES, Entry, Head, NotTerms

PIECE = 64 * 1024
MAX_DEPTH = 40
MAX_TEXT = 4_000  # of one element; what is longer is cut
MOST_QUIET = 16  # pieces without a tag or a word: one tag that would have to be held whole

Attributes = dict[str, str]


class Reader(Protocol):
    """What one format makes of elements."""

    head: Head | None
    root: str

    def begins(self, path: tuple[str, ...], attributes: Attributes) -> None: ...
    def ends(self, path: tuple[str, ...], text: str) -> Iterator[Entry]: ...


class _Walker(ContentHandler):
    """Keeps the way from the root and the text of what is open, and nothing else."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        self.path: tuple[str, ...] = ()
        self.texts: list[str] = []
        self.ready: list[Entry] = []
        self.heard = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        if not self.path and name != self.reader.root:
            raise NotTerms(_("The file begins with “%(name)s”, not as this list does."), name=name[:60])  # fmt: skip
        if len(self.path) >= MAX_DEPTH:
            raise NotTerms(_("Its parts lie too deep inside each other."))
        self.heard += 1
        self.path = (*self.path, name)
        self.texts.append("")
        self.reader.begins(self.path, dict(attrs.items()))

    def endElement(self, name: str) -> None:
        text = self.texts.pop()
        self.ready += self.reader.ends(self.path, text)
        self.path = self.path[:-1]
        if self.texts:
            self._add(text)

    def characters(self, content: str) -> None:
        self.heard += 1
        if self.texts:
            self._add(content)

    def _add(self, text: str) -> None:
        """Words inside smaller elements belong to the larger one too."""
        room = MAX_TEXT - len(self.texts[-1])
        if room > 0 and text:
            self.texts[-1] += text[:room]


def walk(stream: BinaryIO, reader: Reader) -> Iterator[Head | Entry]:
    """The head as soon as it is known, then each term. Raises NotTerms."""
    parser = DefusedExpatParser(forbid_dtd=False, forbid_entities=True, forbid_external=False)
    parser.setFeature(feature_external_ges, False)  # a DTD may be named; nothing is fetched
    walker = _Walker(reader)
    parser.setContentHandler(walker)
    told, size, heard, quiet = False, 0, 0, 0
    try:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > MAX_BYTES:
                raise NotTerms(_("The file is larger than %(limit)s MB."), limit=MAX_BYTES // 10**6)
            parser.feed(piece)
            quiet = quiet + 1 if walker.heard == heard else 0
            heard = walker.heard
            if quiet > MOST_QUIET:
                raise NotTerms(_("A part of it is too long to be read."))
            if walker.ready and not told:
                if reader.head is None:
                    raise NotTerms(_("The file does not say which edition it is."))
                yield reader.head
                told = True
            yield from walker.ready
            walker.ready = []
        parser.close()
    except SAXParseException as error:
        words = _("It stops being XML in line %(line)s.")
        raise NotTerms(words, line=error.getLineNumber()) from error
    except DefusedXmlException as error:
        words = _("It defines entities of its own, which is not taken.")
        raise NotTerms(words) from error
    except (SAXException, LookupError, ValueError) as error:
        if isinstance(error, NotTerms):
            raise
        raise NotTerms(_("It is no XML that can be read.")) from error
