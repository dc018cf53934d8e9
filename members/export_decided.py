"""What a person's own file says about consent: decisions, sharing, codes."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import System

from .export_parts import FROM, UNTIL, WHEN, Field, Part, Row, table
from .models import Decision, Grant, Ticket
from .queries.sharing import grantee_name


def decided(actor: System) -> Iterator[Part]:
    """Her decisions word for word, what is in force because of them, and codes she made."""
    yield table(
        "decisions",
        _("What was decided, word for word"),
        Decision.objects.visible_to(actor).order_by("pk"),
        {
            "at": WHEN,
            "purpose": _("what it is about"),
            "answer": _("your answer"),
            "rendered": _("the exact words you saw"),
            "rendered_sha256": _("a checksum (SHA-256) of these words"),
            "text__version": _("the version of the text"),
            "language": _("its language"),
            "hat": _("as what it was decided; proxy: by who acted for you by law"),
            "way": _("how you told us"),
            "consequence": _("what you asked for when you ended it"),
        },
        machine=("rendered_sha256",),
        text__version="text_version",
    )
    yield Part("sharing", _("Who sees your answers"), _SHARING, _shares(actor))
    history = Grant.pgh_event_model.objects.filter(subject_id=actor.subject_id)  # type: ignore[attr-defined]  # made by pghistory
    yield table(
        "sharing_before",
        _("Sharing as it was before"),
        history.order_by("pgh_id"),
        {
            "pgh_created_at": _("when this was written down"),
            "pgh_obj_id": _("the number of the sharing it belongs to"),
            "scope": _("what could be seen"),
            "starts_at": FROM,
            "ends_at": UNTIL,
        },
        pgh_created_at="written_at",
        pgh_obj_id="number",
    )
    yield Part("codes", _("Codes made for others"), _CODES, _codes(actor))


_SHARING = (
    Field("number", _("the number of this sharing")),
    Field("purpose", _("what for")),
    Field("with_whom", _("the person or clinic, by the name you see")),
    Field("kind", _("a person or a clinic"), dict(Grant.Grantee.choices)),
    Field("scope", _("what can be seen")),
    Field("starts_at", FROM),
    Field("ends_at", UNTIL),
    Field("ended_at", _("when you ended it")),
)


_CODES = (
    Field("about", _("what the code is for")),
    Field("note", _("for whom, as it was written")),
    Field("detail", _("what it offers; by_law: made by who acted for you by law")),
    Field("made_at", WHEN),
    Field("expires_at", UNTIL),
    Field("used_at", _("when it was used")),
    Field("withdrawn_at", _("when it was taken back")),
)


def _codes(actor: System) -> Iterator[Row]:
    rows = Ticket.objects.visible_to(actor).order_by("pk")
    for row in rows.values(*(one.name for one in _CODES)):
        if "by_law" in row["detail"]:  # whose account it is stays here
            row["detail"] = row["detail"] | {"by_law": True}
        yield row


def _shares(actor: System) -> Iterator[Row]:
    for grant in Grant.objects.visible_to(actor).select_related("ended_by").order_by("pk"):
        yield {
            "number": grant.pk,
            "purpose": grant.purpose,
            "with_whom": grantee_name(grant),
            "kind": grant.grantee_kind,
            "scope": grant.scope,
            "starts_at": grant.starts_at,
            "ends_at": grant.ends_at,
            "ended_at": grant.ended_by.at if grant.ended_by else None,
        }
