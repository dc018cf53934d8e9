"""Who stands in the list and never answered is forgotten; only a mark keeps her from being asked again."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.models import ListedPerson, Person
from members.queries.member_list import forgotten_after
from po_platform.access.actor import Purpose, System

from .erase_closing import StillBusy
from .erase_person import erase_person

AT_ONCE = 500
log = logging.getLogger(__name__)


def forget_the_silent() -> int:
    """For the tick, once a day: how many were erased."""
    limit = timezone.now() - timedelta(days=forgotten_after())
    silent = (
        ListedPerson.objects.annotate(since=Coalesce("invited_at", "made_at"))
        .filter(Q(since__lt=limit), person__state=Person.State.INVITED)
        .order_by("pk")
        .values_list("person_id", flat=True)
    )
    done = 0
    for person_id in list(silent[:AT_ONCE]):
        try:
            gone = erase_person(actor=System(Purpose.ERASE), person_id=person_id, letter=False)
        except StillBusy:
            log.warning("forgetting person %s waits for a request to end", person_id)
        else:
            done += gone is not None
    return done
