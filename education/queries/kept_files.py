"""A file of a page, for whoever may read a text that names it; for nobody else it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404

from education.models import KeptFile, Revision
from education.queries.reading import readable
from education.rules import may_see_drafts
from education.sections import Body, names_file
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def file_on_page(*, slug: str, ref: UUID) -> KeptFile:
    """Of the text readers have now; not of a page that was withdrawn or laid aside. Raises Http404."""
    body = readable().filter(slug=slug).values_list("live__body", flat=True).first()
    return file_in(body or [], ref)


def file_at_desk(*, actor: Actor, ref: UUID, file_ref: UUID) -> KeptFile:
    """Of any text of a page, for those who write and check. Raises PermissionDenied, Http404."""
    demand(may_see_drafts(actor))
    texts = Revision.objects.filter(article__ref=ref)
    if not texts.filter(body__contains=[{"kept": str(file_ref)}]).exists():
        raise Http404
    return _file(file_ref)


def file_in(body: Body, ref: UUID) -> KeptFile:
    """Of a text its caller may read. Raises Http404."""
    if not names_file(body, ref):
        raise Http404
    return _file(ref)


def _file(ref: UUID) -> KeptFile:
    row = KeptFile.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def files_of(bodies: Iterable[Body]) -> list[KeptFile]:
    """All that these texts name, each once."""
    refs: set[Any] = {one["kept"] for body in bodies for one in body if one.get("kept")}
    return list(KeptFile.objects.filter(ref__in=refs).order_by("pk")) if refs else []


def places_of_files() -> list[str]:
    """Where their bytes lie, for the sweeper."""
    return list(KeptFile.objects.values_list("place", flat=True))
