"""How many people were on a programme in a month; never who, nor on which."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from members.used import Month, Used, cell
from po_platform.access.actor import Actor


def programmes_used(actor: Actor, month: Month) -> Used:
    """The database keeps numbers of fewer than five people back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select steps, people, began, finished from programmes_between(%s, %s)",
            [month.begins, month.ends],
        )
        steps, people, began, finished = cursor.fetchone() or (None, None, None, None)
    return Used(
        _("Programmes"),
        "",
        [
            (_("People who did a step of a programme"), cell(people)),
            (_("Steps done"), cell(steps)),
            (_("People who began one"), cell(began)),
            (_("People who finished one"), cell(finished)),
        ],
    )
