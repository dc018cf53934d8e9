"""Somebody rings: by her member number the desk has her on the line, as a call it took."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.call_rules import may_answer_call
from members.call_secrets import can_be_dialled, mark_of, seal_for_call
from members.facts import subject_of
from members.models import CallRequest, Person
from members.queries.identity import identity_of
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .calls import take_call


def answer_call(*, actor: SignedIn, person_id: int, language: str) -> UUID:
    """The reference of her call, taken for half an hour: the one that waits for her, or a new one.

    Name and number come from what she told us, and that they were shown is a look she reads. Raises
    Http404 for nobody's number, for whoever is no member now, and for one's own.
    """
    demand(may_answer_call(actor))
    with transaction.atomic():
        # The second of two desks waits here, and finds the call the first one made.
        people = Person.objects.select_for_update().filter(state=Person.State.ACTIVE)
        person = people.filter(pk=person_id).exclude(pk=actor.person_id).first()
        if person is None:
            raise Http404
        ref = _open_or_new(person, language)
        take_call(actor=actor, ref=ref)
        record(actor=actor, verb="members.call.rang")
    return ref


def _open_or_new(person: Person, language: str) -> UUID:
    with acting_as(System(Purpose.ASSIGN, person_id=person.pk)):
        subject = subject_of(person.pk)
    her = System(Purpose.EXPORT, subject, person.pk)
    with acting_as(her):
        calls = CallRequest.objects.visible_to(her).filter(person=person, closed_at=None)
        found = calls.values_list("ref", "by_helper", "state").first()
        if found is not None:
            ref, by_helper, state = found
            if by_helper or state != CallRequest.State.WAITING:
                raise PermissionDenied(
                    _(
                        "Another call about this person is open: somebody who helps them asked for"
                        " it, or the office has it. Settle that one first."
                    )
                )
            return UUID(str(ref))
        known = identity_of(actor=her, person_id=person.pk)
        ref = uuid4()
        number = known.phone if can_be_dialled(known.phone) else ""
        row = CallRequest(
            ref=ref,
            person=person,
            secret_hash=secret_hash(secrets.token_urlsafe(18)),
            name=seal_for_call(ref, "name", known.real_name or person.display_name),
            number=seal_for_call(ref, "number", number),
            # Of who told us no number the mark is nobody else's.
            number_mark=mark_of(number or str(ref.int)),
            about=CallRequest.About.RANG,
            language=language,
            promised_on=timezone.localdate(),
        )
        CallRequest.objects.bulk_create([row])
    return ref
