"""Bringing along what another portal gave a member: looked at, taken over, taken off; twice is once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record
from members.brought_file import Cell, NotOurs, read_brought
from members.brought_parts import all_takes
from members.models import Brought
from members.queries.own import own_rows
from members.rules import may_decide
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

MOST_FILES = 20  # of one member
Parts = Mapping[str, list[dict[str, Cell]]]


def look_into(*, actor: Actor, raw: bytes) -> Brought:
    """Keeps what the file holds for a day; nothing is taken over. The same content is the same row.

    Raises NotOurs and PermissionDenied.
    """
    demand(may_decide(actor))
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        raise Http404
    read = read_brought(raw, all_takes())
    if read.site == settings.BASE_URL:
        raise NotOurs(_("This file is from here. Everything in it is here already"))
    if not read.parts:
        raise NotOurs(_("There is nothing in this file we could show here"))
    with transaction.atomic():
        there = own_rows(Brought, actor).filter(mark=read.mark).first()
        if there is not None:
            return there
        new = _without(read.parts, _taken(actor, read.site))
        if not any(new.values()):
            raise NotOurs(_("Everything in this file is here already"))
        if own_rows(Brought, actor).count() >= MOST_FILES:
            raise NotOurs(_("You brought many files already. Take one off first"))
        try:
            with transaction.atomic():
                row = Brought.objects.create(
                    subject_id=actor.subject_id,
                    house=read.house or read.site or "?",
                    site=read.site,
                    made_at=read.made_at,
                    mark=read.mark,
                    parts=new,
                )
        except IntegrityError:  # brought_once: the same file in two windows
            return own_rows(Brought, actor).get(mark=read.mark)
    return row


def take_over(*, actor: Actor, ref: UUID, names: Collection[str]) -> Brought:
    """Keeps the named tables for good, the others go. Raises Http404 where nothing is named."""
    with transaction.atomic():
        row = _locked(actor, ref)
        if row.untaken_at is None:
            return row
        row.parts = {name: rows for name, rows in row.parts.items() if name in names}
        if not row.parts:
            raise Http404
        row.untaken_at = None
        row.save(update_fields=["parts", "untaken_at"])
        record(actor=actor, verb="members.brought.taken_over", thing=row, subject=row.subject_id)
    return row


def take_off(*, actor: Actor, ref: UUID) -> None:
    """It goes at once; the file it came in is still hers."""
    with transaction.atomic():
        row = _locked(actor, ref)
        subject = row.subject_id
        record(actor=actor, verb="members.brought.taken_off", thing=row, subject=subject)
        own_rows(Brought, actor).filter(pk=row.pk).delete()


def _locked(actor: Actor, ref: UUID) -> Brought:
    demand(may_decide(actor))
    row = own_rows(Brought, actor).filter(ref=ref).select_for_update().first()
    if row is None:
        raise Http404
    return row


def _taken(actor: Actor, site: str) -> dict[str, set[str]]:
    """What she took over from the same portal before, row by row."""
    found: dict[str, set[str]] = {}
    before = own_rows(Brought, actor).filter(site=site, untaken_at__isnull=True)
    for parts in before.values_list("parts", flat=True):
        for name, rows in parts.items():
            found.setdefault(name, set()).update(map(_said, rows))
    return found


def _without(parts: Parts, known: Mapping[str, set[str]]) -> dict[str, list[dict[str, Cell]]]:
    return {
        name: new
        for name, rows in parts.items()
        if (new := [row for row in rows if _said(row) not in known.get(name, ())])
    }


def _said(row: Mapping[str, Cell]) -> str:
    return json.dumps(row, sort_keys=True)
