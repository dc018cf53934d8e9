"""One person's pain over a year, to be changed by a test in the one place it is about."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from po_platform.kit.charts import Band, Chart, Point, Series, trend_chart

TODAY = date(2026, 11, 23)
DAYS = [
    date(2025, 12, 10), date(2026, 1, 21), date(2026, 3, 4), date(2026, 4, 15), date(2026, 5, 27),
    date(2026, 7, 8), date(2026, 8, 19), date(2026, 9, 30), date(2026, 11, 19),
]  # fmt: skip
BANDS = (
    Band(Decimal(0), Decimal(3), "mild"),
    Band(Decimal(4), Decimal(6), "moderate"),
    Band(Decimal(7), Decimal(10), "severe"),
)


def points(*values: int | str | None) -> tuple[Point, ...]:
    """Values on DAYS; None was not returned, “5*” is estimated, “x” gave no score."""
    return tuple(map(_point, DAYS, values))


def _point(on: date, value: int | str | None) -> Point:
    if value is None:
        return Point(on, None, "not_returned")
    if value == "x":
        return Point(on, None, "not_scorable")
    if isinstance(value, str) and value.endswith("*"):
        return Point(on, Decimal(value[:-1]), "prorated")
    return Point(on, Decimal(value))


def weekly(n: int, start: date = date(2021, 11, 29)) -> tuple[Point, ...]:
    """n weeks of values that wander between 0 and 10."""
    return tuple(Point(start + timedelta(weeks=k), Decimal(k * 7 % 11)) for k in range(n))


def series(*values: int | str | None, **changes: Any) -> Series:
    """Pain from 0 to 10, lower is better."""
    told: dict[str, Any] = {
        "name": "Pain",
        "points": points(*values),
        "low": Decimal(0),
        "high": Decimal(10),
        "direction": "higher_worse",
        "measure": "Rating",
        "bands": BANDS,
    }
    return Series(**{**told, **changes})


def chart(*values: int | str | None, language: str = "en", **changes: Any) -> Chart:
    """The same, drawn."""
    return trend_chart(series(*values, **changes), language=language, today=TODAY)


def elements(drawn: Chart, kind: str) -> list[Element]:
    """All elements of a class, for example “dot” or “trace”, in the picture itself."""
    return [e for e in all_in(drawn.plot) if kind in e.get("class", "").split()]


def position(element: Element, name: str) -> float:
    """A position in per cent."""
    value = element.get(name, "")
    return float(value.removesuffix("%"))


def texts(svg: str) -> list[str]:
    """All words in a part of a chart."""
    return [element.text or "" for element in all_in(svg) if element.tag == "text"]


def all_in(svg: str) -> list[Element]:
    """Every element of a part of a chart; it must be well-formed."""
    return list(ElementTree.fromstring(svg).iter())  # noqa: S314 (what we drew ourselves)
