"""What our own form can say and FHIR cannot, carried in extensions of our own."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.canonical import canonical
from questionnaires.checks import REASON, SAFE_LINK
from questionnaires.definition import TEXTS, Item
from questionnaires.expressions import Expression
from questionnaires.fhir.element import Element, Extension
from questionnaires.plain import from_plain, to_plain

PREFIX = "urn:po-platform:questionnaire:"
MISSING_REASON = f"{PREFIX}missing-reason"  # may repeat on an item: valueCode
MISSING_REASON_TEXT = f"{PREFIX}missing-reason-text"  # on the form: `code` and `text` inside
PARTIAL_DATES = f"{PREFIX}partial-dates"  # valueBoolean
TERMS = f"{PREFIX}terms"  # may repeat on an item: valueString
SHOW_IF = f"{PREFIX}show-if"  # valueString: our expression as JSON


@dataclass(frozen=True)
class _Rule:
    rule: Expression


def take(element: Element, url: str) -> list[Extension]:
    """Extensions of ours, marked as read."""
    found = [extension for extension in element.extensions if extension.url == url]
    for extension in found:
        extension.taken = True
    return found


def read_on_item(element: Element, item: Item) -> Item:
    """Missing reasons, partial dates and lists of terms."""
    reasons = tuple(
        dict.fromkeys(
            reason.text()
            for reason in take(element, MISSING_REASON)
            if REASON.fullmatch(reason.text())
        )
    )
    partial = any(extension.flag() for extension in take(element, PARTIAL_DATES))
    terms = tuple(dict.fromkeys(one.text()[:100] for one in take(element, TERMS)))
    return replace(
        item,
        terms=terms if item.type in TEXTS else (),
        missing_reasons=reasons if item.is_question else (),
        partial_dates=partial and item.type == "date",
    )


def take_rule(element: Element) -> Expression | None:
    """A rule too rich for enableWhen, as we wrote it out ourselves."""
    for extension in take(element, SHOW_IF):
        try:
            value = json.loads(extension.text())
        except (ValueError, RecursionError):
            value = None
        found, flaws = from_plain(_Rule, {"rule": value})
        if found is not None and not flaws:
            return found.rule
        element.book.refuse(extension.path, _("This rule cannot be read."))
    return None


def rule_text(expression: Expression) -> str:
    """The rule as text for the extension."""
    return canonical(to_plain(expression)).decode()


def is_safe_link(link: Extension) -> bool:
    """Whether a support link is a web address; others are told and dropped."""
    safe = bool(SAFE_LINK.fullmatch(link.text()))
    if not safe:
        link.element.book.note("dropped", link.path, _("A link that is no web address."))
    return safe


def extension(url: str, kind: str, value: Any) -> dict[str, Any]:
    """A FHIR extension. A kind that begins with `_` writes the shadow of a value not there."""
    name = f"_value{kind[1:]}" if kind.startswith("_") else f"value{kind}"
    return {"url": url, name: value}
