"""What a person's own file says about acting for others by law, and others for her."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import System
from po_platform.kit.crypto import Tampered

from .export_parts import WHEN, Field, Part, Row, table
from .models import AgeSaid, ComingOfAge, Proxy
from .proxy_secrets import open_said

_ASKED = (
    Field("asked_at", WHEN),
    Field("name", _("for whom, as you wrote it")),
    Field("ground", _("why you may act for them"), dict(Proxy.Ground.choices)),
    Field("shown", _("how you showed the paper"), dict(Proxy.Shown.choices)),
    Field("state", _("what came of it"), dict(Proxy.State.choices)),
    Field("checked_at", _("when it was put into force")),
    Field("until", _("last day of the paper")),
    Field("why_not", _("why it was not accepted")),
    Field("ended_at", _("when it ended")),
)


def by_law(actor: System) -> Iterator[Part]:
    """For whom she asked, who acts for her, and her coming of age; names of others only as hers."""
    yield Part("asked_as_proxy", _("For whom you asked to act by law"), _ASKED, _asked(actor))
    yield table(
        "proxies",
        _("Who acts or acted for you by law"),
        Proxy.objects.visible_to(actor).filter(child_id=actor.person_id or 0),
        {
            "ground": _("why they may act for you"),
            "state": _("what came of it"),
            "checked_at": _("when it was put into force"),
            "until": _("last day of the paper"),
            "ended_at": _("when it ended"),
        },
    )
    yield table(
        "coming_of_age",
        _("Coming of age"),
        ComingOfAge.objects.visible_to(actor).filter(person_id=actor.person_id or 0),
        {
            "on": _("from which day you decide alone"),
            "reached_at": _("since when nobody acts for you by law"),
            "decided_at": _("when you decided how to go on"),
            "choice": _("how you go on"),
        },
    )
    yield table(
        "age_said",
        _("Whether you said that you are 18 or older"),
        AgeSaid.objects.visible_to(actor).filter(person_id=actor.person_id or 0),
        {"said": _("what you said"), "at": _("when you said it")},
    )


def _asked(actor: System) -> Iterator[Row]:
    rows = Proxy.objects.visible_to(actor).defer("paper").filter(asker_id=actor.person_id or 0)
    for one in rows.order_by("pk"):
        try:
            name = open_said(one.ref, one.said).name
        except Tampered:
            name = ""
        yield {
            field.name: name if field.name == "name" else getattr(one, field.name)
            for field in _ASKED
        }
