"""The side bag: what means nothing here but may go out again as it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.fhir.element import Element, Extension
from questionnaires.plain import storable

# Known extensions we keep without running them, and what to tell about each.
INERT = {
    "variable": _("A part of a formula is kept, not run."),
    "observationLinkPeriod": _("A link to earlier observations is kept, not used."),
    "preferredTerminologyServer": _("A terminology server is named; we never ask one."),
    "sourceQueries": _("Queries to a record elsewhere are kept, never run."),
    "targetStructureMap": _("A map for exporting is kept, never run."),
    "sourceStructureMap": _("A map for importing is kept, never run."),
    "targetConstraint": _("A rule across questions is kept, but not checked."),
    "constraint": _("A rule across questions is kept, but not checked."),
    "candidateExpression": _("Suggestions from a record elsewhere are kept, never fetched."),
    "answerExpression": _("A formula for the answers is kept; the listed answers are shown."),
    "answerOptionsToggleExpression": _("A rule that hides answers is kept; all are shown."),
    "cqf-library": _("A library of formulas is named; we never fetch one."),
    "performerType": _("Who should fill this in is kept as a remark."),
    "optionalDisplay": _("That this may be left out on small screens is kept; we show it."),
    "cqf-expression": _("A value computed from elsewhere is kept, not run."),
}
DROPPED = {
    "initialExpression": _(
        "It wanted to fill this in from a record elsewhere. There is none here."
    ),
    "launchContext": _("It wanted to know a record elsewhere. There is none here."),
    "rendering-style": _("Style. Colours and fonts are ours here."),
    "rendering-styleSensitive": _("Style. Colours and fonts are ours here."),
    "itemPopulationContext": _(
        "It wanted to fill this in from a record elsewhere. There is none here."
    ),
}

TEXT_TYPES = frozenset(
    [
        "Base64Binary",
        "Canonical",
        "Code",
        "Date",
        "DateTime",
        "Id",
        "Instant",
        "Markdown",
        "Oid",
        "String",
        "Time",
        "Uri",
        "Url",
        "Uuid",
    ]
)


def left_over(element: Element, may_stay: set[str]) -> dict[str, Any]:
    """Extensions and elements nobody read, told and ready to be kept.

    `may_stay` names the FHIR elements that may go out again; others are dropped, so that what we
    export is FHIR.
    """
    kept: dict[str, Any] = {}
    extensions = [part.element.data for part in element.left_extensions() if _stays(part)]
    if extensions:
        kept["extension"] = extensions
    for key, value in element.left():
        shadow = key.startswith("_") and isinstance(value, dict)
        if key not in may_stay and not (shadow and key[1:] in may_stay | element.taken):
            element.book.note("dropped", element.at(key), _("FHIR has no such element here."))
            continue
        message = storable(value)
        if message is None:
            kept[key] = value
        else:
            element.book.note("dropped", element.at(key), _("Too large or deep to keep."))
    found: dict[str, Any] = without_blanks(kept)
    return found


def _stays(extension: Extension) -> bool:
    book, path = extension.element.book, extension.path
    if extension.name in DROPPED:
        book.note("dropped", path, DROPPED[extension.name])
        return False
    if not is_sound(extension):
        book.note(
            "dropped", path, _("An extension that FHIR would not allow, or that is too large.")
        )
        return False
    if extension.told:
        return True
    if extension.name in INERT:
        book.note("kept", path, INERT[extension.name])
    elif extension.name.startswith(("templateExtract", "observation")):
        book.note("kept", path, _("How to export this elsewhere is kept, not used."))
    else:
        book.note("kept", path, _("An extension unknown here is kept: %(url)s"), url=extension.url)
    return True


def is_sound(extension: Extension) -> bool:
    """An address, and either one value of the type it names or further extensions."""
    data = without_blanks(extension.element.data)
    values = [key for key in data if key.startswith("value")]
    inner = data.get("extension")
    known = all(key.lstrip("_").startswith(("value", "url", "id", "extension")) for key in data)
    one = len(values) == 1 and not inner and _is_of_type(values[0], data[values[0]])
    nested = not values and isinstance(inner, list)
    shadow = any(key.startswith("_value") for key in data) and not inner and not values
    return bool(extension.url and known and (one or nested or shadow)) and storable(data) is None


def _is_of_type(name: str, value: Any) -> bool:
    kind = name.removeprefix("value")
    if kind == "Boolean":
        return isinstance(value, bool)
    if kind in ("Integer", "PositiveInt", "UnsignedInt"):
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "Decimal":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind in TEXT_TYPES:
        return isinstance(value, str)
    return isinstance(value, dict)


def without_blanks(value: Any) -> Any:
    """FHIR knows no null, no empty text, no empty list and no empty object."""
    if isinstance(value, Mapping):
        found = {key: without_blanks(part) for key, part in value.items()}
        return {key: part for key, part in found.items() if part not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        found_parts = [without_blanks(part) for part in value]
        return [part for part in found_parts if part not in (None, "", [], {})]
    return value
