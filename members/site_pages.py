"""The public pages every organisation has, in their order, with words to begin with where that helps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
BOARD, CONTACT = "board", "contact"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A page of the fixed set. `starter`: ours, shown until the organisation writes its own."""

    slug: str
    title: Words
    position: int
    starter: Words = ""


FIXED = {
    page.slug: page
    for page in (
        Fixed("about-us", _("About us"), 10),
        Fixed(BOARD, _("The board"), 20),
        Fixed("how-to-join", _("How to become a member"), 30),
        Fixed(
            CONTACT,
            _("Contact"),
            40,
            _(
                "Call us, or ask us to call you. You can also write a letter. We answer every"
                " message.\n\nWrite nothing about your health in an ordinary e-mail: others may"
                " read it on its way."
            ),
        ),
        Fixed(
            "accessibility",
            _("Accessibility"),
            50,
            _(
                "We want everybody to be able to use these pages: with a keyboard, with a screen"
                " reader, with large text, and without a script. The portal is built and tested"
                " towards the Web Content Accessibility Guidelines, WCAG 2.2, level AA.\n\n"
                "# What helps\n\nUnder “Larger text and contrast” at the foot of each page you"
                " choose the size of the text, strong contrast, and light or dark. Everything"
                " can also be done by telephone or letter.\n\n# Something does not work\n\nTell"
                " us which page it was and what you wanted to do. We help you at once in another"
                " way, and then put it right."
            ),
        ),
    )
}
