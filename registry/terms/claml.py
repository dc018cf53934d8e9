"""ICD-10-GM as ClaML (EN 14463): classes, and codes that only exist by modifiers.

A modifier adds a sign to the code of a class, or, if its own codes have no dot, to those below it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .shapes import MAX_LINKS, MAX_NAMES, MAX_TERMS, Entry, Head, NotTerms, tidy
from .xml_walk import Attributes

NAMES = ("preferred", "inclusion")
Modified = tuple[str, tuple[str, ...]]  # a modifier, and which of its codes count; none: all


class Classification:
    """Elements of ClaML as terms."""

    root = "ClaML"

    def __init__(self) -> None:
        self.head: Head | None = None
        self.version = ""
        self.modifiers: dict[str, dict[str, str]] = {}  # modifier → its code → its words
        self.handed_down: dict[str, list[Modified]] = {}
        self._begin({})

    def _begin(self, attributes: Attributes) -> None:
        self.code, self.kind = attributes.get("code", ""), attributes.get("kind", "")
        self.modifier = attributes.get("modifier", "")
        self.parents: list[str] = []
        self.preferred, self.inclusions = "", list[str]()
        self.rubric = ""
        self.modified: list[tuple[str, list[str]]] = []
        self.left_out: set[str] = set()

    def begins(self, path: tuple[str, ...], attributes: Attributes) -> None:
        match path[1:]:
            case ("Title",):
                self.version = (attributes.get("version") or attributes.get("date", ""))[:10]
            case ("Class",) | ("ModifierClass",):
                self._begin(attributes)
            case (_, "SuperClass") if len(self.parents) < MAX_LINKS:
                self.parents.append(attributes.get("code", ""))
            case (_, "Rubric"):
                self.rubric = attributes.get("kind", "")
            case (_, "Rubric", "Label") if self.head is None and self.version:
                self.head = Head(self.version, attributes.get("xml:lang", "de")[:10])
            case ("Class", "ModifiedBy") if len(self.modified) < MAX_LINKS:
                self.modified.append((attributes.get("code", ""), []))
            case ("Class", "ModifiedBy", "ValidModifierClass") if self.modified:
                self.modified[-1][1].append(attributes.get("code", ""))
            case ("Class", "ExcludeModifier"):
                self.left_out.add(attributes.get("code", ""))

    def ends(self, path: tuple[str, ...], text: str) -> Iterator[Entry]:
        match path[1:]:
            case (_, "Rubric", "Label") if self.rubric in NAMES:
                if self.rubric == "preferred":
                    self.preferred = self.preferred or tidy(text)
                elif len(self.inclusions) < MAX_NAMES - 1:
                    self.inclusions.append(tidy(text))
            case ("ModifierClass",):
                self.modifiers.setdefault(self.modifier, {})[self.code] = self.preferred
                if sum(map(len, self.modifiers.values())) > MAX_TERMS:
                    raise NotTerms(_("It has more than %(limit)s terms."), limit=MAX_TERMS)
            case ("Class",):
                yield from self._class()

    def _class(self) -> Iterator[Entry]:
        names = dict.fromkeys(name for name in (self.preferred, *self.inclusions) if name)
        choosable = self.kind == "category"
        yield Entry(self.code, tuple(names), tuple(self.parents), choosable=choosable)
        if choosable:
            yield from self._by_modifiers()

    def _by_modifiers(self) -> Iterator[Entry]:
        own: list[Modified] = [(name, tuple(valid)) for name, valid in self.modified]
        for parent in self.parents:
            own += self.handed_down.get(parent, [])
        own = [each for each in dict.fromkeys(own) if each[0] not in self.left_out]
        dotted = [each for each in own if self._has_dots(each[0])]
        plain = [each for each in own if each not in dotted]
        made = [(self.code, self.preferred)] if "." in self.code else []
        if plain and not made:
            self.handed_down[self.code] = plain
        for code, words in self._with((self.code, self.preferred), dotted):
            yield Entry(code, (words,), (self.code,))
            made.append((code, words))
        for base in made:
            for code, words in self._with(base, plain):
                yield Entry(code, (words,), (base[0],))

    def _has_dots(self, modifier: str) -> bool:
        return any(code.startswith(".") for code in self.modifiers.get(modifier, ()))

    def _with(self, base: tuple[str, str], modifiers: list[Modified]) -> Iterator[tuple[str, str]]:
        for name, valid in modifiers:
            for sign, words in self.modifiers.get(name, {}).items():
                if not valid or sign in valid:
                    yield base[0] + sign, tidy(f"{base[1]}: {words}")
