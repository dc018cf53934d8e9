"""What registries know of a person, for her own file: her records, every entry, and what stood before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.export_parts import WHEN, Field, Part, Row, table
from members.models import Person
from po_platform.access.actor import System
from registry.export_answers import answers_part
from registry.export_requests import request_parts
from registry.models import (
    Accepted,
    Entry,
    Joined,
    PaperConsent,
    Participation,
    Query,
    Right,
    Subject,
)
from registry.provenance import told
from registry.sealing import state_of

ENTRY = (
    Field("ref", _("the id of this entry"), machine=True),
    Field("registry", _("the registry")),
    Field("form", _("the form")),
    Field("form_version", _("the version of the form")),
    Field("visit", _("the visit it belongs to")),
    Field("instance", _("the number of the repeat; 0: it does not repeat")),
    Field("occurred_on", _("when it was so")),
    Field("answers", _("the answers: the field’s name and what was chosen or written")),
    Field("missing", _("why there is no answer, where that is known")),
    Field("source", _("how it came here"), dict(Entry.Source.choices)),
    Field("provenance", _("of each answer: who gave it, how and when, and who confirmed it")),
    Field("why", _("why it changed")),
    Field("locked_why", _("why it is locked; empty: it is not")),
    Field("changed_at", _("when it was written")),
    Field("voided_at", _("when it was taken back")),
    Field("born_year", _("the year of birth that is kept for ages; empty: none is")),
)


def registry_parts(actor: System) -> Iterator[Part]:
    """Her records and entries, and her rights where she works in a registry."""
    yield table(
        "registry_records",
        _("Registries you are in"),
        Subject.objects.visible_to(actor).order_by("pk"),
        {
            "ref": _("the id of this record"),
            "registry__title": _("the registry"),
            "number": _("your number there"),
            "site__title": _("the site it is kept at; empty: at none"),
            "vital": _("whether you are alive, as the registry knows it"),
            "takes_part": _("whether you take part"),
            "state_on": _("since when that is so, where somebody wrote it down"),
            "state_why": _("from whom that is known"),
            "made_at": WHEN,
        },
        machine=("ref",),
        registry__title="registry",
        site__title="site",
    )
    entries = Entry.objects.visible_to(actor).select_related(
        "registry", "form__dataset", "version", "event"
    )
    yield answers_part(entries.order_by("record_id", "form__position", "event_id", "instance"))
    title = _("What registries know of you")
    yield Part("registry_entries", title, ENTRY, _entries(entries.order_by("pk")))
    history = Entry.pgh_event_model.objects.filter(subject_id=actor.subject_id)  # type: ignore[attr-defined]  # made by pghistory
    older = history.select_related("registry", "form", "version", "event").order_by("pgh_id")
    yield Part("registry_entries_before", _("The same as it was before"), ENTRY, _entries(older))
    yield table(
        "registry_participations",
        _("Registries you joined"),
        Participation.objects.visible_to(actor).order_by("pk"),
        {
            "ref": _("the id of this row"),
            "registry__title": _("the registry"),
            "sheet__version": _("the version of the text you agreed to"),
            "seen_version": _(
                "up to which version of the text nothing waits for you to decide; texts from before"
                " we asked count too"
            ),
            "looked": _("when you said that there is nothing new, by the id of the form"),
            "state": _("whether you take part"),
            "since": _("since when"),
            "closed_at": _("since when nothing new is entered about you"),
        },
        machine=("ref", "looked"),
        registry__title="registry",
        sheet__version="text_version",
    )
    yield table(
        "registry_queries",
        _("Questions about what registries know of you"),
        Query.objects.visible_to(actor).order_by("pk"),
        {
            "ref": _("the id of this question"),
            "registry__title": _("the registry"),
            "form__name": _("the form"),
            "link_id": _("the field"),
            "about": _("a question, or what you said is wrong"),
            "to": _("to whom"),
            "words": _("what was asked or said"),
            "asked_at": WHEN,
            "former": _("what was answered, and asked again, before"),
            "answer": _("the answer"),
            "answered_at": _("when it was answered"),
            "closed_at": _("when it was closed"),
        },
        machine=("ref",),
        registry__title="registry",
        form__name="form",
        link_id="field",
    )
    yield table(
        "registry_accepted",
        _("Answers of yours that looked unusual and are right"),
        Accepted.objects.visible_to(actor).order_by("pk"),
        {
            "ref": _("the id of this row"),
            "registry__title": _("the registry"),
            "form__name": _("the form"),
            "link_id": _("the field"),
            "kind": _("what looked unusual, as the software calls it"),
            "reason": _("why it is right"),
            "accepted_at": WHEN,
            "ended_at": _("when that was taken back"),
        },
        machine=("ref", "kind"),
        registry__title="registry",
        form__name="form",
        link_id="field",
    )
    yield table(
        "registry_joined",
        _("Records that were put together with yours"),
        Joined.objects.visible_to(actor).order_by("pk"),
        {
            "ref": _("the id of this row"),
            "registry__title": _("the registry"),
            "number": _("the number of the other record"),
            "said": _("what you said about its entries"),
            "said_at": WHEN,
            "made_at": WHEN,
            "ended_at": _("when that was taken back"),
        },
        machine=("ref", "said"),
        registry__title="registry",
    )
    yield table(
        "registry_papers",
        _("Forms of consent you signed on paper"),
        PaperConsent.objects.visible_to(actor).defer("scan").order_by("pk"),
        {
            "ref": _("the id of this row"),
            "registry__title": _("the registry"),
            "state": _("how far it is"),
            "said": _("what was ticked"),
            "signed_on": _("the day beside the signature"),
            "printed_at": WHEN,
            "keyed_at": _("when it was typed in"),
            "looked_at": _("when it was looked at a second time"),
        },
        machine=("ref", "state", "said"),
        registry__title="registry",
    )
    account = Person.objects.values_list("account_id", flat=True).get(pk=actor.person_id or 0)
    yield table(
        "registry_rights",
        _("What you may do in registries"),
        Right.objects.filter(account_id=account).order_by("pk"),
        {
            "ref": _("the id of this right"),
            "registry__title": _("the registry"),
            "form__name": _("the form; empty: all of them"),
            "site__title": _("the site whose records it is for; empty: all of them"),
            "sees": _("whether you may read entries"),
            "enters": _("whether you may fill in forms"),
            "confirms": _("whether you may confirm entries"),
            "export": _("which files you may take out"),
            "manages": _("whether you look after the registry"),
            "made_at": WHEN,
        },
        machine=("ref",),
        registry__title="registry",
        form__name="form",
        site__title="site",
    )
    yield from request_parts(actor)


def _entries(rows: Iterable[Any]) -> Iterator[Row]:
    for row in rows:
        state = state_of(row)
        yield {
            "ref": row.ref,
            "registry": row.registry.title,
            "form": row.form.name,
            "form_version": row.version.number,
            "visit": row.event.title if row.event else "",
            "instance": row.instance,
            "occurred_on": row.occurred_on,
            "answers": state.answers,
            "missing": state.missing,
            "source": row.source,
            "provenance": told(row.provenance),
            "why": row.why,
            "locked_why": row.locked_why,
            "changed_at": row.changed_at,
            "voided_at": row.voided_at,
            "born_year": getattr(row, "born_year", None),  # what stood before keeps none
        }
