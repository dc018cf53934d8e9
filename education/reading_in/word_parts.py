"""The parts of a Word document, unpacked and counted before anybody reads them, and its pictures."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from education.pictures import NotAPicture, picture_from

from .incoming import Unreadable
from .unpacking import unpacked

MAIN = "word/document.xml"
MOST_XML = 12_000_000  # bytes of all parts together
MOST_ELEMENTS = 60_000
DEEPEST = 90
MOST_PICTURES = 30
MOST_PICTURE_BYTES = 8_000_000
MOST_OF_ALL_PICTURES = 40_000_000
NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/core\.xml|"
    r"word/(?:document|styles|numbering|footnotes|endnotes)\d*\.xml|"
    r"word/_rels/(?:document|footnotes|endnotes)\d*\.xml\.rels"
)
# Word writes such a description by itself; nobody read it.
BY_ITSELF = re.compile(
    r"automatically generated|automatisch generiert|KI-generierte|AI-generated", re.IGNORECASE
)


@dataclass
class Part:
    """What was counted in one part of the document."""

    names: Counter[str] = field(default_factory=Counter)
    language: str = ""
    texts: dict[str, str] = field(default_factory=dict)


def damaged() -> Unreadable:
    """What is said of a file that is no sound Word document."""
    return Unreadable(_("This Word document is damaged. Open it in Word and save it again."))


def too_much() -> Unreadable:
    """What is said of one that holds too much."""
    return Unreadable(
        _("This document is too large to be one page: it holds too many parts. Divide it.")
    )


def refuse_programs(archive: zipfile.ZipFile) -> None:
    if any(PurePosixPath(one).name.lower() == "vbaproject.bin" for one in archive.namelist()):
        raise Unreadable(
            _("This Word document holds a program (macro). Save it as .docx without macros.")
        )


def counted_parts(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], dict[str, Part]]:
    """The parts that are read, and what is in them; refused before they grow too large."""
    parts: dict[str, bytes] = {}
    told: dict[str, Part] = {}
    left, elements = MOST_XML, MOST_ELEMENTS
    for name in dict.fromkeys(archive.namelist()):
        if not NEEDED.fullmatch(name):
            continue
        parts[name] = unpacked(archive, name, left)
        left -= len(parts[name])
        told[name] = _counted(parts[name], elements)
        elements -= told[name].names.total()
    return parts, told


def _counted(raw: bytes, most: int) -> Part:
    """Counts the elements of a part by name; no entities, no depth. Raises Unreadable."""
    part, path = Part(), list[str]()
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        path.append(local)
        part.names[local] += 1
        if len(path) > DEEPEST or part.names.total() > most:
            raise too_much()
        if local == "lang" and not part.language:
            part.language = next((v for k, v in attributes.items() if k.endswith("val")), "")

    def end(_name: str) -> None:
        path.pop()

    def data(text: str) -> None:
        if len(path) == 2:  # the properties of the document: title, created
            part.texts[path[1]] = (part.texts.get(path[1], "") + text)[:300]

    def no_shortcuts(*_arguments: Any) -> None:
        raise Unreadable(
            _("The file defines shortcuts of its own (entities). Save it without them.")
        )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = no_shortcuts
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise damaged() from error
    except (ValueError, LookupError) as error:
        if isinstance(error, Unreadable):
            raise
        raise damaged() from error
    return part


class Pictures:
    """Pictures of a document, made anew one after the other, up to a limit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.taken: dict[str, bytes] = {}
        self.left_out = self.by_itself = 0
        self.bytes = 0

    def names(self) -> Iterator[str]:
        """Of the files that may be pictures."""
        return (one for one in self.archive.namelist() if one.startswith("word/media/"))

    def take(self, image: Any) -> dict[str, str]:
        """What stands in the HTML for a picture: its number, or nothing."""
        alt = image.alt_text or ""
        if BY_ITSELF.search(alt):
            alt, self.by_itself = "", self.by_itself + 1
        try:
            with image.open() as handle:
                raw = handle.read(MOST_PICTURE_BYTES + 1)
            self.bytes += len(raw)
            fits = len(raw) <= MOST_PICTURE_BYTES and self.bytes <= MOST_OF_ALL_PICTURES
            if not fits or len(self.taken) >= MOST_PICTURES:
                raise NotAPicture
            key = str(len(self.taken) + 1)
            self.taken[key] = bytes(picture_from(io.BytesIO(raw)).png)
        except (NotAPicture, KeyError, ValueError, OSError, Unreadable):
            self.left_out += 1
            return {"src": ""}
        return {"src": f"picture:{key}", "alt": alt}
