"""What a person's own file says about the ends of her membership and her last wish."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import System

from .export_parts import WHEN, Field, Part, Row, table
from .models import DeathTold, Ending
from .models.ending import After
from .queries.last_wish import last_wish_of


def endings(actor: System) -> Iterator[Part]:
    """Both; who told the office stays with the office."""
    yield table(
        "endings",
        _("When your membership ended, and began again"),
        Ending.objects.visible_to(actor).filter(person_id=actor.person_id or 0),
        {
            "kind": _("whether you left, or somebody told us that you had died"),
            "at": WHEN,
            "way": _("how we were told"),
            "happened_on": _("the day of death we were told"),
            "wish": _("what was to become of your data"),
            "due_at": _("when that was to be done"),
            "confirmed_at": _("when a second person confirmed it"),
            "reversed_at": _("when it was taken back"),
            "carried_out_at": _("when it was carried out"),
        },
    )
    yield table(
        "deaths_told",
        _("When somebody told us that you had died"),
        DeathTold.objects.visible_to(actor).order_by("pk"),
        {
            "told_at": WHEN,
            "happened_on": _("the day of death we were told"),
            "outcome": _("what we found"),
            "settled_at": _("when we found it"),
        },
    )
    yield Part(
        "last_wish",
        _("What you wish for after your death"),
        (
            Field("after", _("what becomes of your data"), dict(After.choices)),
            Field("reporters", _("who may tell us")),
            Field("copy_to", _("who gets a copy")),
        ),
        _wish(actor),
    )


def _wish(actor: System) -> Iterator[Row]:
    wished = last_wish_of(actor=actor, person_id=actor.person_id or 0)
    if wished is not None:
        yield {"after": wished.after, "reporters": wished.reporters, "copy_to": wished.copy_to}
