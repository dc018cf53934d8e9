"""One JSON object of a FHIR file, read leniently; what nobody asks for is left over to be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from questionnaires.expressions import number
from questionnaires.fhir.report import Notebook

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HL7 = ("http://hl7.org/fhir/", "https://hl7.org/fhir/")


class Element:
    """Typed access that tolerates what real files do (numbers as text, one thing for a list).

    Every read marks its key, so `left` knows what was never read.
    """

    def __init__(self, data: dict[str, Any], path: str, book: Notebook) -> None:
        self.data = data
        self.path = path
        self.book = book
        self.taken: set[str] = {"resourceType"}

    def at(self, name: str) -> str:
        """The path of something inside."""
        return f"{self.path}.{name}" if self.path else name

    def raw(self, name: str) -> Any:
        """The value as it is; None when absent."""
        self.taken.add(name)
        return self.data.get(name)

    def text(self, name: str) -> str:
        """A text; empty when absent. A number is taken as its digits."""
        value = self.raw(name)
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.book.note(
                "changed", self.at(name), _("A number stands here and is taken as text.")
            )
            return decimal_text(value)
        if value is not None:
            self.book.note("dropped", self.at(name), _("Here should stand a text."))
        return ""

    def flag(self, name: str) -> bool:
        """True or false; the words `true` and `false` are taken as such."""
        value = self.raw(name)
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            self.book.note("changed", self.at(name), _("True or false stands here as a text."))
            return value.strip().lower() == "true"
        if value is not None and not isinstance(value, bool):
            self.book.note("dropped", self.at(name), _("Here should stand true or false."))
        return value is True

    def whole(self, name: str) -> int | None:
        """A whole number within 32 bits."""
        value = self.raw(name)
        exact = number(value) if isinstance(value, str | int | float) else None
        if exact is not None and exact == int(exact) and abs(exact) < 2**31:
            return int(exact)
        if value is not None:
            self.book.note("dropped", self.at(name), _("Here should stand a whole number."))
        return None

    def child(self, name: str) -> Element | None:
        """An object."""
        value = self.raw(name)
        if isinstance(value, dict):
            return Element(value, self.at(name), self.book)
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            return Element(value[0], self.at(name), self.book)
        if value is not None:
            self.book.note("dropped", self.at(name), _("Here should stand an object."))
        return None

    def children(self, name: str) -> list[Element]:
        """A list of objects; one object alone is taken as a list of one, nulls are passed over."""
        value = self.raw(name)
        if isinstance(value, dict):
            self.book.note("changed", self.at(name), _("One thing stands here instead of a list."))
            value = [value]
        if value is not None and not isinstance(value, list):
            self.book.note("dropped", self.at(name), _("Here should stand a list."))
        found: list[Element] = []
        for place, item in enumerate(value if isinstance(value, list) else []):
            path = f"{self.at(name)}[{place}]"
            if isinstance(item, dict):
                found.append(Element(item, path, self.book))
            elif item is not None:
                self.book.note("dropped", path, _("Here should stand an object."))
        return found

    @cached_property
    def extensions(self) -> list[Extension]:
        """The extensions; those nobody takes are left over."""
        return [Extension(part) for part in self.children("extension")]

    def take(self, name: str) -> Extension | None:
        """The first HL7 extension of this short name, marked as read; further ones as well."""
        found = self.take_all(name)
        return found[0] if found else None

    def take_all(self, name: str) -> list[Extension]:
        """All HL7 extensions of this short name, marked as read."""
        found = [extension for extension in self.extensions if extension.name == name]
        for extension in found:
            extension.taken = True
        return found

    def left_extensions(self) -> list[Extension]:
        """Extensions nobody took."""
        return [extension for extension in self.extensions if not extension.taken]

    def left(self) -> Iterator[tuple[str, Any]]:
        """Keys nobody read, with their values; nulls are no values."""
        for key, value in self.data.items():
            if key not in self.taken and key != "extension" and value is not None:
                yield key, value


@dataclass
class Extension:
    """One extension. `name` is short and the same for all spellings HL7 used over the years."""

    element: Element
    taken: bool = False
    told: bool = False

    def put_back(self, words: StrOrPromise, **params: object) -> None:
        """Read, but not run: it is kept, and this is what the report says about it."""
        self.taken, self.told = False, True
        self.element.book.note("kept", self.path, words, **params)

    @cached_property
    def url(self) -> str:
        """Its address, without a version behind `|`."""
        value = self.element.data.get("url")
        return value.split("|")[0].strip() if isinstance(value, str) else ""

    @cached_property
    def name(self) -> str:
        """`itemControl` for `…/questionnaire-itemControl`; empty for extensions not of HL7."""
        if not self.url.startswith(HL7):
            return ""
        return self.url.rsplit("/", 1)[-1].removeprefix("sdc-").removeprefix("questionnaire-")

    @property
    def path(self) -> str:
        """Its place in the file."""
        return self.element.path

    @cached_property
    def value(self) -> Any:
        """The value, whatever its type; None without one."""
        values = [value for key, value in self.element.data.items() if key.startswith("value")]
        return values[0] if values else None

    def code(self) -> str:
        """A code, from any of the types people use for it."""
        return _code_in(self.value)

    def text(self) -> str:
        """A text or number as text; empty for anything else."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            return decimal_text(self.value)
        return ""

    def flag(self) -> bool | None:
        """True, false, or None when it is neither."""
        words = {"true": True, "false": False}
        if isinstance(self.value, str):
            return words.get(self.value.strip().lower())
        return self.value if isinstance(self.value, bool) else None

    def whole(self) -> int | None:
        """A whole number."""
        exact = number(self.value) if isinstance(self.value, str | int | float) else None
        if exact is None or exact != int(exact) or abs(exact) >= 2**31:
            return None
        return int(exact)

    def expression(self) -> tuple[str, str]:
        """A formula and its language; empty when there is none."""
        if isinstance(self.value, dict):
            formula, language = self.value.get("expression"), self.value.get("language")
            formula = formula if isinstance(formula, str) else ""
            return formula, language if isinstance(language, str) else ""
        return (self.value if isinstance(self.value, str) else ""), ""

    def inner(self, name: str) -> Any:
        """The value of an extension inside this one, by its plain name."""
        for part in self.element.children("extension"):
            if part.data.get("url") == name:
                return Extension(part).value
        return None


def decimal_text(value: Any) -> str:
    """A number as the shortest decimal text: 1.0 and 1 are one. Empty when it is no number."""
    exact = number(value)
    if exact is None or abs(exact.adjusted()) > 30:
        return ""
    if exact == 0:
        return "0"
    return format(exact.normalize(), "f")


def _code_in(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        codings = value.get("coding")
        for coding in codings if isinstance(codings, list) else [value]:
            code = coding.get("code") if isinstance(coding, dict) else None
            if isinstance(code, str):
                return code.strip()
    return ""
