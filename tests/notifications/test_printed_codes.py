"""What stands in a letter sign by sign is read so by a program too: for a screen reader, and for tests."""

from __future__ import annotations

import io

from pypdf import PdfReader

from notifications.paper import LetterFrame, PaperLetter, PaperPart, ReturnForm
from notifications.typesetting import typeset

FRAME = LetterFrame("Morning Hands", ("Morning Hands", "1 Lane"), "Morning Hands, 1 Lane", ("Us",))
# Pairs a font would draw together, and the widest and the narrowest there are.
CODES = ("GKZT 0JAJ 37VV", "Y2J5 AJB8 RAJW", "WWWW MMMM WWWW", "1111 1111 1111")


def letter(code: str, form: ReturnForm | None = None) -> PaperLetter:
    part = PaperPart(("Join us with this code.",), code, "It works once.", form=form)
    return PaperLetter(("Ruth", "4 Row"), "en", "A code", "Dear Ruth,", ("Today",), (part,), ())


def test_no_sign_of_a_code_stands_apart_from_the_next() -> None:
    made = typeset([letter(code) for code in CODES], FRAME, language="en")
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    assert [code for code in CODES if code not in words] == []


def test_nor_on_the_form_that_comes_back() -> None:
    code = "AJAJA VAWAJ"
    made = typeset([letter(code, ReturnForm("A form", ()))], FRAME, language="en")
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    assert words.count(code) >= 3  # in its box, beside the address, and in the foot
