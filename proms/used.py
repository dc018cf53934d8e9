"""How many questionnaires were answered and visits prepared in a month; never by whom, nor which."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from members.used import Month, Used, cell
from po_platform.access.actor import Actor


def answers_used(actor: Actor, month: Month) -> Used:
    """The database keeps the number back where fewer than five people answered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select sent, people from responses_between(%s, %s)", [month.begins, month.ends]
        )
        sent, people = cursor.fetchone() or (None, None)
        days = (month.first, month.ends.date())
        cursor.execute("select prepared, people from visits_between(%s, %s)", days)
        prepared, went = cursor.fetchone() or (None, None)
    cells = {"sent": cell(sent), "people": cell(people), "prepared": cell(prepared)}
    return Used(
        _("Questionnaires"),
        _(
            "%(people)s people answered %(sent)s questionnaires; %(prepared)s visits to a doctor"
            " were prepared here."
        )
        % cells,
        [
            (_("Questionnaires answered"), cells["sent"]),
            (_("People who answered"), cells["people"]),
            (_("Visits prepared: own words, or a code for the one page"), cells["prepared"]),
            (_("People who prepared one"), cell(went)),
        ],
    )
