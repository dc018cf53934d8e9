"""A member waits until a guide has room, and is told in her turn; no more are told than there is room."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse

from audit.actions import record
from education.models import Enrolment, GuideWish
from education.programme_notices import LATER
from education.programme_rules import may_go_on, may_walk
from members.queries.own import own_rows
from notifications.actions import Note, queue_all
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import demand

AT_ONCE = 200


def wish_for_guide(*, actor: Actor, ref: UUID, wanted: bool) -> None:
    """On the list from now on, or off it. Whoever was told and asks again goes to its end."""
    demand(may_walk(actor))
    with transaction.atomic():
        rows = own_rows(Enrolment, actor).select_related("programme")
        enrolment = rows.select_for_update(of=("self",)).filter(ref=ref).first()
        if enrolment is None or not enrolment.programme.guided:
            raise Http404
        demand(may_go_on(actor, enrolment))
        hers = own_rows(GuideWish, actor).filter(enrolment=enrolment)
        (hers.exclude(told_at=None) if wanted else hers).delete()
        if wanted:
            GuideWish.objects.bulk_create(
                [GuideWish(subject_id=enrolment.subject_id, enrolment=enrolment)],
                ignore_conflicts=True,
            )
        verb = "education.guide.wished" if wanted else "education.guide.wished_no_more"
        record(actor=actor, verb=verb, thing=enrolment, subject=enrolment.subject_id)


def tell_of_free_guides() -> int:
    """The job: as many as there is room for, longest waiting first; how many were told."""
    with acting_as(System(Purpose.REMIND)), connection.cursor() as cursor:
        cursor.execute("select * from take_guide_wishes(%s)", [AT_ONCE])
        rows = cursor.fetchall()
        queue_all(
            Note(
                recipient=person,
                kind=LATER,
                context={"path": reverse("education:my_guide", args=[enrolment])},
                dedup=f"{LATER}:guide:{wish}",
            )
            for wish, person, enrolment in rows
        )
    return len(rows)
