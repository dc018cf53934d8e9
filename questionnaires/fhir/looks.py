"""How an item looks: its control, direction, category, links and units."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import (
    CHOICES,
    NUMBERS,
    TABLES,
    TEXTS,
    Category,
    Coding,
    Control,
    Item,
    Unit,
)
from questionnaires.fhir import ours
from questionnaires.fhir.element import Element
from questionnaires.fhir.wording import Wording, translations_on
from questionnaires.values import MAX_UNIT

CONTROLS: tuple[str, ...] = get_args(Control)


def with_looks(element: Element, item: Item) -> Item:
    """Control, orientation, category and links of an item."""
    control = element.take("itemControl")
    if control is not None:
        code = control.code()
        if code in CONTROLS and fits_control(item, code):
            item = replace(item, control=code)  # type: ignore[arg-type]  # one of Control's
        elif code in CONTROLS:
            words = _("%(control)s does not fit this question; it is shown the usual way.")
            element.book.note("dropped", control.path, words, control=code)
        else:
            words = _("%(control)s is not known here; the question is shown the usual way.")
            control.put_back(words, control=code or "itemControl")
    orientation = element.take("choiceOrientation")
    if orientation is not None and orientation.code() in ("horizontal", "vertical"):
        item = replace(item, orientation=orientation.code())  # type: ignore[arg-type]
    category = element.take("displayCategory")
    if category is not None and category.code() in get_args(Category):
        item = replace(item, category=category.code())  # type: ignore[arg-type]
    elif category is not None:
        category.put_back(_("A category we do not know is kept, not shown."))
    links = tuple(
        link.text() for link in element.take_all("supportLink") if ours.is_safe_link(link)
    )
    return replace(item, support_links=links)


def with_units(element: Element, item: Item, wording: Wording) -> Item:
    """The units an answer can have."""
    extensions = [*element.take_all("unit"), *element.take_all("unitOption")]
    units: dict[str, Unit] = {}
    for extension in extensions:
        value = extension.value if isinstance(extension.value, dict) else {}
        coding = Element(value, extension.path, element.book)
        display, code = coding.text("display").strip(), coding.text("code").strip()
        name = code or display
        if (
            not 0 < len(name) <= MAX_UNIT
            or item.type not in NUMBERS
            or (units and item.type != "quantity")
        ):
            words = _("A unit that cannot be used here.")
            element.book.note("dropped", extension.path, words)
            continue
        system = coding.text("system").strip()
        units[name] = Unit(name, Coding(code or name, system) if system else None)
        wording.say_of(item.link_id, "units", name, display or name)
        shadow = coding.child("_display")
        for language, label in translations_on(shadow, wording) if shadow else []:
            wording.say_of(item.link_id, "units", name, label, language)
    return replace(item, units=tuple(units.values()))


def fits_control(item: Item, control: str) -> bool:
    """Whether a control makes sense on an item. A slider needs both ends."""
    if control == "slider":
        return item.type in NUMBERS
    if control == "radio-button" and item.type == "integer":
        return True  # 0 to 10 as a row of buttons
    if control in ("radio-button", "check-box", "drop-down"):
        return item.type in (*CHOICES, "boolean")
    if control == "text-box":
        return item.type in TEXTS
    if control == "page" or control in TABLES:
        return item.type == "group"
    if control in ("header", "footer"):
        return item.type in ("group", "display")
    return item.type == "display"
