"""One round trip that tells the vault who is asking and brings back who that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection

from po_platform.access.actor import Anonymous, Hat, Helping, SignedIn, Tick

from .purposes import PROXY

# States in which a person may act for herself.
MAY_ACT = frozenset({"applied", "invited", "active", "paused", "undecided"})


def begin_account(account_id: int, *, hat: str, strong: bool, fresh: bool) -> SignedIn | Anonymous:
    """The acting account of this transaction; Anonymous when its person may not act any more."""
    with connection.cursor() as cursor:
        cursor.execute("select * from begin_account(%s, %s, %s, '')", [account_id, hat, strong])
        row = cursor.fetchone()
    if row is None or row[3] not in MAY_ACT:
        return Anonymous()
    person_id, subject_id, display_name, state, roles = row
    held = frozenset(Hat(role) for role in roles)
    worn = Hat(hat) if hat in held else Hat.MEMBER
    return SignedIn(
        account_id=account_id,
        person_id=person_id,
        subject_id=subject_id,
        hat=worn,
        roles=held,
        strong=strong and state == "active",  # the vault says the same
        fresh=fresh,
        display_name=display_name,
        state=state,
    )


def begin_helping(actor: SignedIn, grant_id: int) -> SignedIn | None:
    """The same account acting for whom this grant names; None when there is no such help now."""
    with connection.cursor() as cursor:
        cursor.execute("select * from begin_helping(%s)", [grant_id])
        row = cursor.fetchone()
    if row is None:
        return None
    _grant, subject_id, person_id, name, purpose, scope = row
    ticks = frozenset(Tick(word) for word in scope if word in set(Tick))
    hat = Hat.PROXY if purpose == PROXY else Hat.HELPER
    return replace(
        actor,
        subject_id=subject_id,
        hat=hat,
        roles=frozenset({hat}),
        helping=Helping(grant_id, subject_id, person_id, name, ticks, by_law=hat is Hat.PROXY),
    )


def people_behind(subjects: list[UUID]) -> dict[UUID, int]:
    """subject id → person id, for those subjects the vault opens to the actor."""
    if not subjects:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select subject_id, person_id from people_behind(%s::uuid[])", [subjects])
        return dict(cursor.fetchall())


def people_named(subjects: list[UUID]) -> dict[UUID, tuple[int, str]]:
    """The same with the name each shows to everybody: subject id → (person id, display name)."""
    if not subjects:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select b.subject_id, b.person_id, p.display_name from people_behind(%s::uuid[]) b"
            " join members_person p on p.id = b.person_id",
            [subjects],
        )
        return {subject: (person_id, name) for subject, person_id, name in cursor.fetchall()}


def subject_of(person_id: int) -> UUID | None:
    """The subject id of a person, when the vault opens it to the actor."""
    with connection.cursor() as cursor:
        cursor.execute("select subject_of(%s)", [person_id])
        row = cursor.fetchone()
    return row[0] if row else None


def link_person(person_id: int) -> None:
    """Gives a new member the random id her health rows will carry."""
    with connection.cursor() as cursor:
        cursor.execute("select link_person(%s)", [person_id])


def end_sharing(person_id: int, words: str, language: str) -> int:
    """Ends what somebody shares with clinicians and clinics, with `words` as evidence; how many.

    Codes nobody has used yet are taken back as well.

    The vault does it for System(Purpose.END) about this one person, and nothing for others.
    """
    with connection.cursor() as cursor:
        cursor.execute("select end_sharing(%s, %s, %s)", [person_id, words, language])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def settle_deaths_told(person_id: int, came_to: str, moment: datetime, by: int | None) -> None:
    """What was told from a record about this person is settled: she has died, or it was a mistake.

    Only as System(Purpose.END) about this one person.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select settle_deaths_told(%s, %s, %s, %s)", [person_id, came_to, moment, by]
        )


def record_person_read(person_id: int, reason: str) -> bool:
    """Notes that the acting administrator looks at who this person is; False when she may not."""
    with connection.cursor() as cursor:
        cursor.execute("select record_person_read(%s, %s)", [person_id, reason])
        row = cursor.fetchone()
    return bool(row and row[0])


Rests = Literal["sharing", "groups", "events", "calls"]


def rest(what: Rests, person_id: int, moment: datetime) -> None:
    """Marks what somebody shares, her groups, where she comes, her wishes to be called as resting.

    `moment` is the mark. Only as System(Purpose.END) about this one person; tells nobody how many.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"select rest_{what}(%s, %s)", [person_id, moment])


def wake(what: Rests, person_id: int, moment: datetime) -> None:
    """Brings back exactly what rests since `moment`."""
    with connection.cursor() as cursor:
        cursor.execute(f"select wake_{what}(%s, %s)", [person_id, moment])


def record_wish_look(person_id: int) -> bool:
    """Notes that the acting administrator reads what this person wishes for after her death."""
    with connection.cursor() as cursor:
        cursor.execute("select record_wish_look(%s)", [person_id])
        row = cursor.fetchone()
    return bool(row and row[0])


def helpers_to_remind() -> list[tuple[int, int]]:
    """(grant id, person id of the helper) for the one subject a reminder is queued about."""
    with connection.cursor() as cursor:
        cursor.execute("select grant_id, person_id from helpers_to_remind()")
        return [(grant, person) for grant, person in cursor.fetchall()]


def still_reminded(grants: list[int]) -> set[int]:
    """Those of these helps that live and include reminders; for what is about to be sent."""
    with connection.cursor() as cursor:
        cursor.execute("select still_reminded(%s)", [grants])
        return {found for (found,) in cursor.fetchall()}
