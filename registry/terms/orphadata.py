"""Orphadata's product 1: the Orphanet nomenclature of rare diseases, one file a language.

Flag 8192 marks an inactive entry; associations 21471 (moved to) and 27341 (referred to) name what
stands for it now. Numbers are the publisher's own, the same in every language of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from .shapes import MAX_LINKS, MAX_NAMES, Entry, Head, tidy
from .xml_walk import Attributes

PREFIX = "ORPHA:"
INACTIVE = 8192
MOVED, REFERRED = "21471", "27341"


class Nomenclature:
    """Elements of product 1 as terms."""

    root = "JDBOR"

    def __init__(self) -> None:
        self.head: Head | None = None
        self.day = ""
        self._begin("")

    def _begin(self, own: str) -> None:
        self.own, self.code, self.language = own, "", ""
        self.names: list[str] = []
        self.inactive = False
        self.instead: list[str] = []
        self._new_link()

    def _new_link(self) -> None:
        self.link, self.from_here, self.target = "", False, ""

    def begins(self, path: tuple[str, ...], attributes: Attributes) -> None:
        match path[2:]:
            case () if path == ("JDBOR",):
                self.day = attributes.get("date", "")[:10]
            case ("Disorder",):
                self._begin(attributes.get("id", ""))
            case ("Disorder", "Name"):
                self.language = attributes.get("lang", "")[:10]
            case (*_, "DisorderDisorderAssociation"):
                self._new_link()
            case (*_, "RootDisorder"):
                self.from_here = attributes.get("id", "") == self.own
            case (*_, "DisorderDisorderAssociationType"):
                self.link = attributes.get("id", "")

    def ends(self, path: tuple[str, ...], text: str) -> Iterator[Entry]:
        text = tidy(text)
        match path[2:]:
            case ("Disorder", "OrphaCode"):
                self.code = text
            case ("Disorder", "Name"):
                self.names.insert(0, text)
            case ("Disorder", "SynonymList", "Synonym") if len(self.names) < MAX_NAMES:
                self.names.append(text)
            case ("Disorder", "DisorderFlagList", "DisorderFlag", "Value"):
                self.inactive |= text.isdecimal() and bool(int(text[:9]) & INACTIVE)
            case (*_, "TargetDisorder", "OrphaCode"):
                self.target = text
            case (*_, "DisorderDisorderAssociation"):
                self._link()
            case ("Disorder",) if self.code.isdecimal():
                if self.head is None and self.day:
                    self.head = Head(self.day, self.language)
                names = tuple(dict.fromkeys(name for name in self.names if name))
                obsolete = self.inactive or bool(self.instead)
                yield Entry(PREFIX + self.code, names, (), obsolete, tuple(self.instead))

    def _link(self) -> None:
        known = self.link in (MOVED, REFERRED) and self.from_here and self.target.isdecimal()
        if known and len(self.instead) < MAX_LINKS:
            place = 0 if self.link == MOVED else len(self.instead)
            self.instead.insert(place, PREFIX + self.target)
