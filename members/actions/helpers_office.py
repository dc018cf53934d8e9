"""Helpers by telephone and letter: the office writes down what the person said."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise

from audit.actions import record
from members.help_rules import may_name_helper_for
from members.help_words import labels
from members.models import Person, Ticket
from members.office_rules import may_run_the_office
from members.queries.helpers import ticks_in
from members.wording import Rendered
from po_platform.access.actor import Actor, SignedIn, Tick, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .helpers import CODE_LIVES, code_for, end_help, mail_code, tell_helper


@dataclass(frozen=True, slots=True)
class HelpKnown:
    """One helper, or one open code (`is_offer`, then `at` is its last moment)."""

    is_offer: bool
    pk: int
    name: str
    account_id: int | None
    ticks: frozenset[Tick]
    at: datetime

    @property
    def does(self) -> list[str | Promise]:
        return labels(self.ticks)


@contextmanager
def _before_me(actor: Actor, person_id: int) -> Iterator[SignedIn]:
    demand(may_run_the_office(actor))
    if not isinstance(actor, SignedIn):
        raise Http404
    looking = replace(actor, looks_at=person_id)
    with acting_as(looking):
        yield looking


def helpers_before_me(*, actor: Actor, person_id: int) -> list[HelpKnown]:
    """Who helps somebody, and her open codes; the look is written down."""
    with _before_me(actor, person_id), connection.cursor() as cursor:
        cursor.execute("select is_offer, id, name, account_id, scope, at from office_helps()")
        return [
            HelpKnown(offer, pk, name, account, ticks_in(scope), at)
            for offer, pk, name, account, scope, at in cursor.fetchall()
        ]


@transaction.atomic
def name_helper_for(
    *,
    actor: Actor,
    person: Person,
    meant_for: str,
    ticks: Collection[Tick],
    rendered: Rendered,
    attempt: UUID,
    way: str,
    email: str = "",
) -> tuple[str, Ticket]:
    """The code for the helper, as the person asked. Sent twice, it is made once."""
    Person.objects.select_for_update().get(pk=person.pk)
    code = code_for(f"office {person.pk}", attempt, rendered)
    ticket = Ticket(note=meant_for, expires_at=timezone.now() + CODE_LIVES)
    named = helpers_before_me(actor=actor, person_id=person.pk)
    demand(may_name_helper_for(actor, person.pk, state=person.state, named=len(named)))
    with _before_me(actor, person.pk) as looking, connection.cursor() as cursor:
        cursor.execute("select 1 from find_ticket(%s)", [secret_hash(code)])
        if cursor.fetchone():
            return code, ticket
        detail = {"ticks": [tick.value for tick in Tick if tick in ticks]}
        cursor.execute(
            "select office_offer_help(%s, %s, %s, %s, %s, %s::jsonb, %s)",
            [
                secret_hash(code),
                rendered.words,
                rendered.language,
                way,
                meant_for,
                json.dumps(detail),
                ticket.expires_at,
            ],
        )
        if cursor.fetchone()[0] is None:
            raise Http404
        record(actor=looking, verb="members.helper.named_for", thing=person, way=way)
    if email:
        mail_code(code, email, ticket)
    return code, ticket


@transaction.atomic
def end_help_for(
    *, actor: Actor, person: Person, pk: int, is_offer: bool, way: str, language: str
) -> None:
    """At once: a helper, or a code nobody used yet. Raises Http404 when there is none."""
    known = [
        one
        for one in helpers_before_me(actor=actor, person_id=person.pk)
        if (one.is_offer, one.pk) == (is_offer, pk)
    ]
    if not known:
        raise Http404
    with _before_me(actor, person.pk) as looking:
        if is_offer:
            with connection.cursor() as cursor:
                cursor.execute("select office_take_back_help(%s)", [pk])
        else:
            end_help(actor=looking, grant_id=pk, helper=known[0].name, language=language, way=way)
        record(actor=looking, verb="members.helper.ended_for", thing=person, way=way)
    if not is_offer:
        tell_helper(known[0].account_id, pk)
