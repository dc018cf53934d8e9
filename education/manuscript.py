"""A text as a PDF with numbered lines and a sheet to sign, for whoever reads on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.typesetting import as_pdf

from .models import OutsideReader, Revision
from .sections import HELP, IMAGE, heading_of, plain
from .shown import kept_file

LAYOUT = Path(__file__).parent / "typst" / "manuscript.typ"


def manuscript(text: Revision, *, organisation: str, language: str, mark: str) -> bytes:
    """The words, without pictures. Raises notifications.typesetting.NotTypeset."""
    today = timezone.localdate()
    return as_pdf(
        LAYOUT,
        {
            "title": text.title,
            "author": organisation,
            "day": [today.year, today.month, today.day],
            "language": language,
            "foot": _("%(organisation)s, text %(number)s of this page. Not published.")
            % {"organisation": organisation, "number": text.number},
            "purpose": text.purpose,
            "short": text.in_short,
            "sections": [
                {"heading": str(heading_of(one)), "lines": list(_lines(one))} for one in text.body
            ],
            "after": list(_after(text)),
            "words": {
                "short": _("In short"),
                "sheet": _("Your verdict"),
                "about": _(
                    "Write your remarks beside the lines, tick one box, sign, and send all sheets back."
                ),
                "verdicts": [str(label) for label in OutsideReader.Verdict.labels],
                "blanks": [
                    _("Your name, as it stands on the page"),
                    _("What you know it from"),
                    _("Has a company paid you, or could you gain from this page?"),
                    _("Day and signature"),
                ],
                "mark": _("Mark of this text: %(mark)s") % {"mark": mark[:16]},
            },
        },
    )


def _lines(one: Mapping[str, Any]) -> Iterator[str]:
    """A section as paragraphs."""
    if one["kind"] == HELP:
        labels = {"now": _("Get help now"), "soon": _("Call your doctor or clinic today"),
                  "later": _("Tell at your next appointment")}  # fmt: skip
        for name, label in labels.items():
            if one.get(name):
                yield f"{label}: {plain(str(one[name]))}"
        return
    if one["kind"] == IMAGE:
        yield _("Picture: %(words)s") % {"words": one.get("alt") or "–"}
        return
    for name in ("text", "transcript", "instead", "url"):
        for part in str(one.get(name) or "").split("\n\n"):
            if part.strip():
                yield plain(part)
    if file := kept_file(one):
        yield _("A file goes with it: %(name)s (%(kind)s, %(size)s)") % {
            "name": file.name, "kind": file.kind, "size": file.size_words,
        }  # fmt: skip
    for number, item in enumerate(one.get("items", ()), 1):
        yield f"{number}. {plain(str(item))}"


def _after(text: Revision) -> Iterator[dict[str, Any]]:
    if text.uncertain:
        yield {"heading": _("Not certain"), "lines": [text.uncertain]}
    sources = [one.source for one in text.citations.select_related("source")]
    if sources:
        lines = [
            ", ".join(filter(None, (s.title, s.made_by, str(s.year or ""), s.url))) for s in sources
        ]
        yield {"heading": _("Sources"), "lines": lines}
    if text.money:
        yield {"heading": _("Money"), "lines": [text.money]}
