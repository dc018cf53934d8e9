"""How long people wait, for the team: numbers with nobody in them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forums.queries import figures as queries
from forums.used import asked_words, half_waited
from members.asking import signed_in_actor
from members.used import cell
from po_platform.access.actor import Hat
from po_platform.access.declare import only

LONG = (
    gettext_lazy("Less than a day"),
    gettext_lazy("A day to three days"),
    gettext_lazy("Three days to a week"),
    gettext_lazy("A week and more"),
)


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Questions of 30 days, those nobody answered, cases nobody decided."""
    found = queries.figures(actor=signed_in_actor(request))
    context = {
        "asked": [
            (_("Questions asked"), asked_words(found.asked)),
            (_("Answered by somebody else so far"), cell(len(found.asked.waited))),
            (_("Half of these waited less than"), half_waited(found.asked) or _("too few to say")),
        ],
        "unanswered": _lines(found.unanswered),
        "cases": _lines(found.cases),
    }
    return render(request, "forums/figures.html", context)


def _lines(found: Mapping[int, int | None]) -> list[tuple[str | Promise, str]]:
    return [(LONG[band], cell(number)) for band, number in found.items()]
