"""Letters become one PDF: tagged (PDF/UA-1), fonts inside, nothing fetched from anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from .paper import LetterFrame, PaperLetter

if TYPE_CHECKING:
    from typst import Fonts

HERE = Path(__file__).parent / "typst"


class NotTypeset(Exception):
    """The letters could not be made into a PDF: a sign no font has, or a broken installation."""


@cache
def _fonts() -> Fonts:
    """Ours, and those the typesetter brings along; never those of the server."""
    from typst import Fonts  # 80 MB: only in the process that prints

    return Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")])


def typeset(letters: Sequence[PaperLetter], frame: LetterFrame, *, language: str) -> bytes:
    """All letters in one PDF, in their order; `language` is that of its title. Raises NotTypeset."""
    return as_pdf(HERE / "letters.typ", _document(letters, frame, language))


def as_pdf(layout: Path, document: Mapping[str, Any]) -> bytes:
    """What a layout makes of a document, tagged and with our fonts. Raises NotTypeset."""
    made = _compiled(layout, document, pdf_standards="ua-1")
    if not isinstance(made, bytes):
        raise NotTypeset("nothing came out")
    return made


def as_pictures(layout: Path, document: Mapping[str, Any]) -> tuple[str, ...]:
    """The same as drawings (SVG), one for each page, to be laid into something. Raises NotTypeset."""
    made = _compiled(layout, document, format="svg")
    pages = made if isinstance(made, list) else [made]
    return tuple(page.decode() for page in pages if isinstance(page, bytes))


def _compiled(layout: Path, document: Mapping[str, Any], **how: Any) -> Any:
    import typst

    try:
        return typst.compile(
            str(layout),
            root=str(layout.parent),
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(document)},
            **how,
        )
    except (RuntimeError, OSError) as error:
        raise NotTypeset(str(error)) from error


def _document(letters: Sequence[PaperLetter], frame: LetterFrame, language: str) -> dict[str, Any]:
    with override(language):
        title = _("Letters of %(organisation)s") % {"organisation": frame.name}
    return {
        "title": title,
        "author": frame.name,
        "language": language,
        "logo": list(frame.logo) or None,
        "letters": [_letter(letter, frame) for letter in letters],
    }


def _letter(letter: PaperLetter, frame: LetterFrame) -> dict[str, Any]:
    with override(letter.language):
        words = {
            "foot": frame.name,
            "page": _("Page {page} of {pages}"),
            "your-code": _("Your code"),
            "code": _("Code of this form"),
            "no-name": _("Your name is not needed here: the code says whose form it is."),
            "back": _("Send it back to"),
        }
        regards = _("Kind regards")
    return asdict(letter) | {
        "words": words,
        "regards": regards,
        "sender": frame.window,
        "back": list(frame.address),
        "signed": [*frame.signed, frame.name],
    }
