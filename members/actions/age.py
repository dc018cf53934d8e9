"""A member says whether she is 18 or older."""

from __future__ import annotations

from django.db import connection, transaction
from django.http import Http404

from audit.actions import record
from members.age_rules import may_say_age
from members.models import AgeSaid, Person
from members.queries.age import my_age
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

ANSWERS = (AgeSaid.Said.ADULT, AgeSaid.Said.YOUNG)


def say_age(*, actor: Actor, answer: str) -> str:
    """What is kept then, of AgeSaid.Said; the record does not hold it. Raises Http404,
    PermissionDenied.
    """
    if not isinstance(actor, SignedIn) or answer not in ANSWERS:
        raise Http404
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=actor.person_id)
        demand(may_say_age(my_age(actor=actor)))
        with connection.cursor() as cursor:
            cursor.execute("select say_age(%s)", [str(answer)])
            kept = str(cursor.fetchone()[0])
        record(actor=actor, verb="members.age.said", thing=person)
    return kept
