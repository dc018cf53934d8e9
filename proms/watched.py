"""What stands before, in and after every questionnaire, in the same words whatever is answered."""

from __future__ import annotations

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from members.queries.organisation import current_organisation


def fixed_words(*, language: str = "", name: str = "", on_paper: bool = False) -> tuple[str, ...]:
    """Nobody reads this live; who sees it, and when; whom to call in an emergency.

    `language`: of whoever hears or reads it, by default the active one. `name`: whose answers
    somebody enters for her. `on_paper`: she fills in a sheet and posts it.
    """
    with override(language or get_language()):
        nobody, emergency = _nobody(), _emergency()
        if on_paper:
            sees = _(
                "Those you share your answers with can see them once your sheet came in and was"
                " entered, which takes some days. They read them when they next open your page,"
                " often only at your visit."
            )
        elif not name:
            sees = _(
                "Those you share your answers with can see them as soon as they are sent. They"
                " read them when they next open your page, often only at your visit."
            )
        else:
            sees = _(
                "Those %(name)s shares answers with can see them as soon as they are sent. They"
                " read them when they next open the page, often only at the visit."
            ) % {"name": name}
    return nobody, sees, emergency


def line_while_answering(*, language: str = "") -> str:
    """The same in one line, under each question."""
    with override(language or get_language()):
        return f"{_nobody()} {_emergency()}"


def _nobody() -> str:
    return _(
        "Nobody watches the answers as they arrive. If you feel much worse, call your doctor and do"
        " not wait."
    )


def _emergency() -> str:
    return current_organisation(get_language() or "en").in_emergency
