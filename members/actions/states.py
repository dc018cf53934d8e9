"""A person's state: active, paused, left, died; each stops exactly what the office reads before."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from audit.actions import record
from members.models import Account, Person, RoleHolding
from members.office_rules import ENDED, may_change_state
from members.queries.roles import is_last_administrator, lock_administrators
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand

from .ending import Told, begin_ending, bring_back
from .erase_office import drop_prepared_erasure
from .locking import locked_person
from .office_reasons import keep_reason
from .sessions import end_all_sessions
from .state_mail import tell_the_person

VERB = "members.person.state_changed"
State = Person.State


def change_state(
    *, actor: Actor, person_id: int, state: str, reason: str, told: Told | None = None
) -> Person:
    """From the next request on. The same state again changes nothing. Raises PermissionDenied.

    Leaving and dying let everything rest (`told`: how the house knows); active again within the
    days of grace brings exactly that back, later it is a new beginning.
    """
    with transaction.atomic():
        lock_administrators()
        person, _account_id = locked_person(person_id)
        if person.state == state:
            return person
        last = is_last_administrator(person.account_id)
        demand(may_change_state(actor, person, state, last_administrator=last))
        was, code = person.state, ""
        if state in ENDED:
            code = begin_ending(actor=actor, person=person, state=state, told=told or Told())
        elif was in ENDED and bring_back(actor=actor, person=person) is None:
            _begin_again(person)
        if was == State.DECEASED:
            drop_prepared_erasure(actor=actor, person=person)
        person.state = state
        Person.objects.filter(pk=person.pk).update(state=state, state_since=Now())
        if state != State.ACTIVE and person.account_id is not None:
            end_all_sessions(account_id=person.account_id)
        keep_reason(actor=actor, person=person, verb=VERB, reason=reason)
        record(actor=actor, verb=VERB, thing=person, was=was, now=state)
        tell_the_person(person, back_code=code)
    return person


def _begin_again(person: Person) -> None:
    if person.account_id is None:
        return
    Account.objects.filter(pk=person.account_id).update(is_active=True)
    RoleHolding.objects.create(account_id=person.account_id, role=Hat.MEMBER, reason="active again")
