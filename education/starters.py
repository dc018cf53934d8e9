"""What a new page begins with: a blank sheet frightens."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .sections import CALLOUT, HELP, STEPS, TEXT, Section, section


def starting_sections(kind: str) -> list[Section]:
    """Empty sections with headings in the language of the page that is active."""
    first = section(TEXT, heading=_("What it is about"))
    ask = section(STEPS, heading=_("What you can do"))
    doctor = section(CALLOUT, heading=_("What to ask your doctor"))
    plans = {
        "topic": [first, ask],
        "symptoms": [first, section(HELP), ask, doctor],
        "examination": [
            section(TEXT, heading=_("What it is for")),
            section(STEPS, heading=_("What happens, step by step")),
            section(TEXT, heading=_("What you learn from it, and what not")),
            doctor,
        ],
        "treatment": [
            section(TEXT, heading=_("What it can do for you")),
            section(TEXT, heading=_("What it can do to you")),
            section(TEXT, heading=_("What happens without it")),
            section(TEXT, heading=_("What else there is")),
            section(HELP),
            doctor,
        ],
        "rights": [
            section(TEXT, heading=_("What you may ask for")),
            ask,
            section(TEXT, heading=_("Who helps you with it")),
        ],
    }
    return plans.get(kind, [first])
