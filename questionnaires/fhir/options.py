"""Answers to choose, with codes that last."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Coding, Option, OptionKind
from questionnaires.fhir.element import Element, decimal_text
from questionnaires.fhir.kept import left_over
from questionnaires.fhir.wording import Wording, fitting, translations_on
from questionnaires.moments import as_date, as_time
from questionnaires.texts import OptionText

VALUES: dict[str, OptionKind] = {
    "valueInteger": "integer",
    "valueDate": "date",
    "valueTime": "time",
    "valueString": "string",
}


@dataclass(frozen=True)
class ReadOption:
    """An option with its words, before its code is settled against its neighbours."""

    option: Option
    text: str
    prefix: str = ""
    selected: bool = False
    translations: tuple[tuple[str, str], ...] = ()
    path: str = ""
    coding: Coding = field(default_factory=lambda: Coding(""))


def read_answer_options(element: Element, wording: Wording) -> list[ReadOption]:
    """The options under answerOption, codes settled."""
    found = [_read_one(part, wording) for part in element.children("answerOption")]
    return settle_codes([option for option in found if option is not None], element)


def _read_one(element: Element, wording: Wording) -> ReadOption | None:
    coding = element.child("valueCoding") if "valueCoding" in element.data else None
    if coding is not None:
        return _read_coding(element, coding, wording)
    for name, kind in VALUES.items():
        if element.data.get(name) is not None:
            return _read_value(element, name, kind, wording)
    if "valueReference" in element.data:
        words = _("An answer to choose points to a record elsewhere. That cannot be chosen here.")
        element.book.refuse(element.path, words)
    else:
        element.book.refuse(element.path, _("An answer to choose has no value we can use."))
    return None


def _read_value(
    element: Element, name: str, kind: OptionKind, wording: Wording
) -> ReadOption | None:
    value = element.raw(name)
    text = fitting(
        value if isinstance(value, str) else decimal_text(value), element.path, element.book
    )
    sound = {
        "integer": text.lstrip("-").isdecimal(),
        "date": as_date(text.ljust(10, "x")) or re.fullmatch(r"\d{4}(-\d\d)?", text),
        "time": as_time(text),
    }.get(kind, text)
    if not sound:
        element.book.refuse(element.path, _("An answer to choose has no value we can use."))
        return None
    shadow = element.child(f"_{name}")
    translations = translations_on(shadow, wording) if shadow else []
    return _finished(element, None, Option(text, kind), text, translations)


def _read_coding(element: Element, coding: Element, wording: Wording) -> ReadOption | None:
    code, display = coding.text("code").strip(), coding.text("display")
    display = fitting(display, coding.at("display"), coding.book)
    if not code and not display:
        element.book.refuse(element.path, _("An answer to choose has neither code nor text."))
        return None
    if not code:
        words = _("An answer without a code gets one from its text.")
        element.book.note("changed", coding.path, words)
    shadow = coding.child("_display")
    translations = translations_on(shadow, wording) if shadow else []
    read = Coding(code or slug(display), coding.text("system").strip(), coding.text("version"))
    return _finished(element, coding, Option(read.code), display or code, translations, read)


def _finished(
    element: Element,
    coding: Element | None,
    option: Option,
    text: str,
    translations: list[tuple[str, str]],
    read: Coding | None = None,
) -> ReadOption:
    """Weight, prefix, exclusiveness: on the option or, in older files, on its coding."""
    places = [element] if coding is None else [element, coding]
    prefix = next((p.text() for e in places for p in e.take_all("optionPrefix")), "")
    exclusive = any(p.flag() for e in places for p in e.take_all("optionExclusive"))
    selected = element.flag("initialSelected")
    weight = weight_on(places)
    kept = left_over(element, {"extension", "id"})
    inner = left_over(coding, {"extension", "id", "userSelected"}) if coding else {}
    if inner:
        kept["valueCoding"] = inner
    option = replace(option, weight=weight, exclusive=exclusive, kept=kept)
    return ReadOption(
        option, text, prefix, selected, tuple(translations), element.path, read or Coding("")
    )


def weight_on(places: list[Element]) -> str:
    """The weight of an answer as decimal text, wherever it hangs; empty without one."""
    found = [p for e in places for name in ("ordinalValue", "itemWeight") for p in e.take_all(name)]
    weights = [(decimal_text(extension.text()), extension) for extension in found]
    for weight, extension in weights:
        if not weight:
            extension.element.book.note("dropped", extension.path, _("This weight is no number."))
    sound = [weight for weight, _extension in weights if weight]
    if len(set(sound)) > 1:
        words = _("An answer has two different weights; the first is taken.")
        found[0].element.book.note("changed", found[0].path, words)
    return sound[0] if sound else ""


def settle_codes(options: list[ReadOption], element: Element) -> list[ReadOption]:
    """Codes made different: by system where two systems use one code, else by the text.

    The same answer standing twice is taken once.
    """
    once: dict[tuple[str, str, str], ReadOption] = {}
    for read in options:
        key = (read.coding.system, read.option.code, read.text)
        if key in once:
            element.book.note("dropped", read.path, _("The same answer stands here twice."))
        once.setdefault(key, read)
    counts = Counter(read.option.code for read in once.values())
    systems = Counter((read.coding.system, read.option.code) for read in once.values())
    settled: list[ReadOption] = []
    used: set[str] = set()
    for read in once.values():
        code = read.option.code
        if counts[code] > 1 and read.coding.system:
            code = f"{read.coding.system}|{code}"
        if systems[read.coding.system, read.option.code] > 1:
            code = f"{code}-{slug(read.text)}"
        wanted, number = code, 2
        while code in used:
            code, number = f"{wanted}-{number}", number + 1
        used.add(code)
        if code != read.option.code:
            words = _("Two answers have the same code; this one is stored as %(code)s.")
            element.book.note("changed", read.path, words, code=code)
        settled.append(
            replace(read, option=replace(read.option, code=code, coding=_own(read, code)))
        )
    return settled


def _own(read: ReadOption, code: str) -> Coding | None:
    """The public coding, where it says more than the code answers are stored with."""
    if read.option.kind != "coding":
        return None
    plain = not read.coding.system and not read.coding.version and read.coding.code == code
    return None if plain else read.coding


def slug(text: str) -> str:
    """A code from a text: letters and digits of any script, joined by dashes."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:60] or text[:60]


def say_options(options: list[ReadOption], link_id: str, wording: Wording) -> None:
    """Keep the words of all options, every language."""
    for read in options:
        code = read.option.code
        wording.say_of(link_id, "options", code, OptionText(read.text, read.prefix))
        for language, text in read.translations:
            wording.say_of(link_id, "options", code, OptionText(text), language)
