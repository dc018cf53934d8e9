"""What the apps beneath this one put into a person's own file: looks, e-mails, stored files."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Read
from files.models import Job, StoredFile
from notifications.models import MailOptOut, Outbox
from po_platform.access.actor import Hat, System

from .export_parts import WHEN, Field, Part, Row, table
from .hats import HAT_LABELS
from .looks import words_for
from .models import Person


def looks_part(actor: System) -> Iterator[Part]:
    """Who looked at her data, as the page shows it."""
    yield Part(
        "looks",
        _("Who looked at your data"),
        (
            Field("at", WHEN),
            Field("who", _("who looked; empty: the portal by itself")),
            Field("task", _("in which task"), {hat.value: HAT_LABELS[hat] for hat in Hat}),
            Field("what", _("at what")),
            Field("reason", _("why, where somebody wrote it down")),
            Field("sharing", _("the number of the sharing that allowed it")),
        ),
        _looks(actor),
    )


def _looks(actor: System) -> Iterator[Row]:
    for look in Read.objects.visible_to(actor).order_by("pk"):
        yield {
            "at": look.at,
            "who": look.reader_name,
            "task": look.hat,
            "what": str(words_for(look.what)),
            "reason": look.object_ref if look.grant_id is None else "",
            "sharing": look.grant_id,
        }


def mail_parts(actor: System) -> Iterator[Part]:
    """Which e-mails there were, and which she stopped; what they said was wiped when they left."""
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    mine = Q(person_id=actor.person_id or 0)
    if person is not None and person.account_id is not None:
        mine |= Q(account_id=person.account_id)
    yield table(
        "mails",
        _("E-mails to you"),
        Outbox.objects.filter(mine).order_by("pk"),
        {
            "kind": _("what the e-mail was about"),
            "made_at": WHEN,
            "state": _("what became of it"),
            "done_at": _("when it was sent or dropped"),
        },
    )
    yield table(
        "mails_stopped",
        _("E-mails you stopped"),
        MailOptOut.objects.filter(person_id=actor.person_id or 0),
        {"group": _("which ones"), "at": WHEN},
    )


def file_parts(actor: System) -> Iterator[Part]:
    """Files kept for her, and the work done to make them."""
    yield table(
        "files",
        _("Files kept for you"),
        StoredFile.objects.visible_to(actor).order_by("pk"),
        {
            "name": _("the name of the file"),
            "kind": _("what it is"),
            "size": _("its size in bytes"),
            "sha256": _("a checksum (SHA-256) of its content"),
            "made_at": WHEN,
            "expires_at": _("when it is deleted"),
        },
        machine=("sha256",),
    )
    yield table(
        "jobs",
        _("Work done for you"),
        Job.objects.visible_to(actor).order_by("pk"),
        {
            "kind": _("what was made"),
            "state": _("what became of it"),
            "made_at": WHEN,
            "ended_at": _("when it ended"),
        },
    )
