"""Asking to be called, taking a call, writing down what came of it, undoing that."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Field
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.call_rules import (
    ENDS,
    LEASE,
    NOT_REACHED,
    may_close_call,
    may_see_calls,
    may_take_call,
    may_undo_outcome,
)
from members.call_secrets import mark_of, seal_for_call
from members.models import CallPromise, CallRequest
from members.office_rules import may_run_the_office
from members.queries.calls import my_open_call, promised_days
from members.working_days import in_working_days
from members.worries import listen_for_danger
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

State = CallRequest.State
KEPT = ("state", "next_on", "tries", "note", "outcome_by", "outcome_at", "passed_on_at")


@dataclass(frozen=True, slots=True)
class WantsCall:
    """What the form gives."""

    name: str
    number: str
    about: str
    suits: str
    language: str


def ask_for_call(*, actor: Actor, wish: WantsCall) -> str | None:
    """The code with which the wish is looked at and taken back; None when she has one open.

    Nobody but the vault sees a visitor's row again, so nothing is read back here.
    """
    with transaction.atomic():
        if my_open_call(actor=actor) is not None:
            return None
        ref, code = uuid4(), secrets.token_urlsafe(18)
        row = CallRequest(
            ref=ref,
            person_id=actor.about_person if isinstance(actor, SignedIn) else None,
            by_helper=isinstance(actor, SignedIn) and actor.helping is not None,
            secret_hash=secret_hash(code),
            name=seal_for_call(ref, "name", wish.name),
            number=seal_for_call(ref, "number", wish.number),
            number_mark=mark_of(wish.number),
            about=wish.about,
            suits=wish.suits,
            language=wish.language,
            promised_on=in_working_days(timezone.localdate(), promised_days()),
        )
        CallRequest.objects.bulk_create([row], ignore_conflicts=True)
        if isinstance(actor, SignedIn):
            kept = my_open_call(actor=actor)
            if kept is None or kept.ref != ref:  # the first of a double click came before
                return None
        record(actor=actor, verb="members.call.asked")
    return code


def withdraw_call_by_code(*, actor: Actor, code: str) -> bool:
    """No call any more, and name and number are gone at once; False when it was settled before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select withdraw_call(%s)", [secret_hash(code)])
        row = cursor.fetchone()
        if not (row and row[0]):
            return False
        record(actor=actor, verb="members.call.withdrawn")
    return True


def withdraw_my_call(*, actor: Actor) -> bool:
    """The same for whoever is signed in."""
    with transaction.atomic():
        own = my_open_call(actor=actor)
        if own is None:
            return False
        gone = (
            CallRequest.objects.visible_to(actor)
            .filter(pk=own.pk, closed_at__isnull=True)
            .update(state=State.WITHDRAWN, closed_at=timezone.now(), name="", number="",
                    number_mark="", code="", taken_until=None)
        )  # fmt: skip
        if gone:
            record(actor=actor, verb="members.call.withdrawn")
    return bool(gone)


def _locked(actor: Actor, ref: UUID) -> CallRequest:
    demand(may_see_calls(actor))
    found: CallRequest | None = (
        CallRequest.objects.visible_to(actor).select_for_update().filter(ref=ref).first()
    )
    if found is None:
        raise Http404
    return found


def take_call(*, actor: SignedIn, ref: UUID) -> None:
    """For half an hour nobody else calls this person; the look at name and number is recorded."""
    with transaction.atomic():
        call = _locked(actor, ref)
        now = timezone.now()
        demand(may_take_call(actor, call, now, number_busy=_number_busy(actor, call)))
        call.taken_by, call.taken_until = actor.account_id, now + LEASE
        call.save(update_fields=["taken_by", "taken_until"])
        with connection.cursor() as cursor:
            cursor.execute("select record_call_look(%s)", [ref])
        record(actor=actor, verb="members.call.taken", thing=call)


def _number_busy(actor: SignedIn, call: CallRequest) -> bool:
    """Whether another wish with this number is being called; two takers wait for each other here."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [call.number_mark])
    others = CallRequest.objects.visible_to(actor).filter(
        number_mark=call.number_mark, taken_until__gt=timezone.now(), closed_at__isnull=True
    )
    return others.exclude(pk=call.pk).exclude(taken_by=actor.account_id).exists()


def release_call(*, actor: SignedIn, ref: UUID) -> None:
    """Somebody else may take it. Twice is once."""
    with transaction.atomic():
        call = _locked(actor, ref)
        if call.taken_by == actor.account_id and call.taken_until is not None:
            call.taken_until = None
            call.save(update_fields=["taken_until"])
            record(actor=actor, verb="members.call.released", thing=call)


def close_call(
    *, actor: SignedIn, ref: UUID, outcome: str, note: str = "", next_on: date | None = None
) -> CallRequest:
    """What came of it: a state that ends it, the office, or not reached with the next day to try."""
    with transaction.atomic():
        call, now = _locked(actor, ref), timezone.now()
        demand(may_close_call(actor, call, now, outcome))
        call.before = {name: _plain(getattr(call, name)) for name in KEPT}
        if outcome == NOT_REACHED:
            call.next_on = next_on
        elif outcome == State.OFFICE:
            call.state, call.passed_on_at, call.next_on = State.OFFICE, now, None
        elif outcome in ENDS:
            call.state, call.closed_at = State(outcome), now
        else:
            raise Http404
        call.tries += 1
        call.note, call.outcome_by, call.outcome_at = note, actor.account_id, now
        call.taken_until = None
        call.save(update_fields=["before", "closed_at", "taken_until", *KEPT])
        listen_for_danger(call, note)
        record(actor=actor, verb="members.call.written", thing=call, outcome=outcome)
        return call


def undo_outcome(*, actor: SignedIn, ref: UUID) -> None:
    """The call is as it was before, and hers again for half an hour."""
    with transaction.atomic():
        call, now = _locked(actor, ref), timezone.now()
        demand(may_undo_outcome(actor, call, now))
        for name, value in call.before.items():
            field = cast("Field[Any, Any]", CallRequest._meta.get_field(name))
            setattr(call, name, field.to_python(value))
        call.before, call.closed_at = {}, None
        call.taken_by, call.taken_until = actor.account_id, now + LEASE
        try:
            with transaction.atomic():
                call.save(update_fields=["before", "closed_at", "taken_by", "taken_until", *KEPT])
        except IntegrityError as error:  # call_wanted_once
            raise PermissionDenied(
                _("This person has asked for another call in between. It is on the list.")
            ) from error
        record(actor=actor, verb="members.call.undone", thing=call)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def promise_calls(*, actor: Actor, days: int) -> None:
    """From now on we promise to call within so many working days; wishes there are stay as told."""
    demand(may_run_the_office(actor))
    with transaction.atomic():
        row, made = CallPromise.objects.select_for_update().get_or_create(
            only_one=True, defaults={"days": days}
        )
        if not made and row.days == days:
            return
        row.days = days
        row.save(update_fields=["days"])
        record(actor=actor, verb="members.call.promised", thing=row, days=days)
