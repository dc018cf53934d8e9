"""When the days of grace are over: what was wished is carried out, a death only if confirmed."""

from __future__ import annotations

import logging

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from members.facts import end_sharing
from members.leaving import How
from members.models import Ending, EraseRequest, Person
from members.models.ending import After
from members.queries.download import preferred
from po_platform.access.actor import Purpose, System, acting_as

from .ending import for_ending
from .locking import locked_person

log = logging.getLogger(__name__)
AT_ONCE = 100


def carry_out_due() -> int:
    """For the tick: one transaction an ending; one that fails stops no other. How many."""
    done = 0
    for pk, person_id in _due():
        try:
            with acting_as(for_ending(person_id)):
                done += _carry_out(for_ending(person_id), pk, person_id)
        except Exception:
            log.exception("carrying out ending %s", pk)
    return done


def _due() -> list[tuple[int, int]]:
    certain = Q(kind=How.LEFT) | Q(confirmed_at__isnull=False)
    with acting_as(System(Purpose.END)) as actor:
        rows = Ending.objects.visible_to(actor).filter(
            certain, due_at__lte=Now(), reversed_at=None, carried_out_at=None
        )
        return list(rows.order_by("due_at").values_list("pk", "person_id")[:AT_ONCE])


def _carry_out(actor: System, pk: int, person_id: int) -> bool:
    """Asked again under lock: it may have been taken back a moment ago."""
    person, _account_id = locked_person(person_id)
    ending = Ending.objects.visible_to(actor).filter(pk=pk).first()
    if ending is None or not ending.is_open:
        return False
    Ending.objects.visible_to(actor).filter(pk=pk).update(
        carried_out_at=Now(), told_by="", back_hash=None
    )
    _end_sharing(person, ending)
    if ending.wish != After.KEEP:
        _have_it_erased(person, nameless=ending.wish == After.NAMELESS)
    record(actor=actor, verb="members.ending.carried_out", thing=person, wish=ending.wish)
    return True


def _end_sharing(person: Person, ending: Ending) -> None:
    language, _zone = preferred(person)
    with override(language):
        words = (
            _("The membership ended because the person died. Sharing ends with it.")
            if ending.died
            else _("The membership ended. Sharing ends with it.")
        )
    end_sharing(person.pk, words, language)


def _have_it_erased(person: Person, *, nameless: bool) -> None:
    """The job that erases takes it from here; a wish of her own that is open already counts."""
    EraseRequest.objects.get_or_create(
        person=person,
        stopped_at=None,
        defaults={"way": EraseRequest.Way.OFFICE, "due_at": timezone.now(), "nameless": nameless},
    )
