"""A programme in all its languages is held together: what changes more than one of them waits here."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from education.models import Programme


def held(ref: UUID) -> Programme:
    """This one, until the transaction ends. Raises Http404."""
    row = Programme.objects.select_for_update().filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def held_in_family(ref: UUID) -> Programme:
    """This one after the first of its family, which a stop and a new language wait for too."""
    _root(ref)
    return held(ref)


def family_held(ref: UUID) -> list[Programme]:
    """The same in all languages, drafts too: the first of them, then the others in one order."""
    root = _root(ref)
    family = Programme.objects.filter(Q(pk=root) | Q(translation_of=root)).order_by("pk")
    return list(family.select_for_update())


def _root(ref: UUID) -> int:
    found = Programme.objects.filter(ref=ref).values_list("pk", "translation_of").first()
    if found is None:
        raise Http404
    root = found[1] or found[0]
    list(Programme.objects.select_for_update().filter(pk=root).values_list("pk"))
    return root
