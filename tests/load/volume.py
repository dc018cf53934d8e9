"""Realistic volumes, made once and kept under a fingerprint: members, years of weekly answers, and
those who share them with a clinic."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from random import Random
from uuid import UUID

from django.db import connection, transaction

from members.actions.identity import correct_identity
from members.identity import Known
from members.lengths import Length
from members.models import Account, Person, RoleHolding, SubjectLink
from po_platform.access.actor import Hat, acting_as
from po_platform.demo import seeding
from po_platform.demo.bulk import write_courses
from po_platform.demo.courses import WEEKS
from proms.models import Instrument
from search.actions import learn_stems
from tests.load.cases import write_cases
from tests.load.forty import put_forty_in_use
from tests.load.learn import write_enrolments, write_pages
from tests.load.many import insert_many
from tests.load.talk import write_talk
from tests.members.sharing_steps import share
from tests.personas import Persona
from tests.proms.path import on_her_list


@dataclass(frozen=True)
class Size:
    """How much there is: members, how many of them answered weekly for six years, how many of these
    share with a clinic; topics and posts; health pages, and members on a programme; rows of the
    vault's synthetic table, sendings, due rows and mails."""

    name: str
    members: int
    answering: int
    sharing: int
    topics: int
    posts: int
    pages: int
    enrolments: int
    entries: int
    sendings: int
    outbox: int
    mails: int


SIZES = {
    "tiny": Size("tiny", 20, 1, 1, 20, 400, 20, 15, 1_000, 10, 6_000, 50),
    "small": Size("small", 2_000, 20, 10, 2_000, 20_000, 500, 2_000, 100_000, 100, 50_000, 1_000),
    "full": Size(
        "full",
        50_000,
        500,
        150,
        100_000,
        1_000_000,
        5_000,
        50_000,
        1_000_000,
        300,
        1_000_000,
        5_000,
    ),
}
ROUNDS = 3  # of two years each
VERSION = 7  # a change of what is made here makes a new volume


def make(size: Size) -> None:
    """Fills the database unless it holds exactly this volume; a different one is refused."""
    mark = json.dumps([VERSION, asdict(size)])
    with connection.cursor() as cursor:
        cursor.execute("create table if not exists bench_volume (mark text)")
        cursor.execute("select mark from bench_volume")
        kept = cursor.fetchone()
    if kept == (mark,):
        return
    if kept is not None or not seeding.is_empty():
        raise SystemExit("Another volume is here: delete the folder var/bench to begin anew.")
    seeding.seed_first()
    with transaction.atomic():
        _members(size)
        write_talk(size.topics, size.posts)
        write_pages(size.pages)
        write_enrolments(size.enrolments)
        write_cases(size.posts)
    people = _some(size.answering)
    _years_of(people)
    for one in people[: size.sharing]:
        _share(one)
    curator, ruth = figure("mirela", Hat.CURATOR, strong=True), figure("ruth")
    forty = put_forty_in_use(curator.actor())
    on_her_list(ruth, forty)
    learn_stems()
    with connection.cursor() as cursor:
        cursor.execute("insert into bench_volume values (%s)", [mark])
        cursor.execute("analyze")


def _years_of(people: list[Persona]) -> None:
    """Weekly answers: each round writes the last two years, after what is there moved back."""
    weekly = Instrument.objects.get(slug="weekly-check-in")
    actors = [one.actor() for one in people]
    random = Random(7)  # noqa: S311  # the same every time, nothing secret
    for _round in range(ROUNDS):
        _move_back([actor.subject_id for actor in actors])
        for start in range(0, len(actors), 25):
            write_courses(actors[start : start + 25], weekly, random)


def _move_back(subjects: list[UUID | None]) -> None:
    times = {
        "proms_score": ("authored_at",),
        "proms_response": ("authored_at", "came_at", "started_at"),
        "proms_assignment": ("opens_at", "closes_at", "state_since"),
    }
    with connection.cursor() as cursor:
        for table, columns in times.items():
            moved = ", ".join(f"{name} = {name} - interval '{WEEKS} weeks'" for name in columns)
            cursor.execute(
                f"update {table} set {moved} where subject_id = any(%s::uuid[])", [subjects]
            )


def _share(one: Persona) -> None:
    """Her name, sealed, and her yes, the way people give both."""
    actor = one.actor()
    known = Known(f"Member {one.person.pk}", birth_date=date(1950 + one.person.pk % 50, 6, 1))
    with acting_as(actor):
        correct_identity(actor=actor, person_id=one.person.pk, known=known)
    nasser = figure("nasser", Hat.CLINICIAN, strong=True)
    share(one, nasser, length=Length.OPEN)


def figure(key: str, hat: Hat = Hat.MEMBER, *, strong: bool = False) -> Persona:
    """Somebody of the volume by the first part of the address."""
    account = Account.objects.select_related("person").get(email=f"{key}@demo.invalid")
    return Persona(key, account, account.person, hat, strong)


def _members(size: Size) -> None:
    insert_many(
        Account,
        source="generate_series(1, %(members)s) n",
        params={"members": size.members},
        handle="'bench' || n",
        email="'bench' || n || '@demo.invalid'",
        password="'!'",
        language="'en'",
        time_zone="'Europe/Berlin'",
    )
    insert_many(
        Person,
        source="members_account where handle like 'bench%%'",
        account_id="id",
        display_name="'Member ' || id",
        state="'active'",
    )
    insert_many(
        SubjectLink,
        source="members_person p join members_account a on a.id = p.account_id"
        " where a.handle like 'bench%%'",
        person_id="p.id",
        subject_id="gen_random_uuid()",
    )
    insert_many(
        RoleHolding,
        source="members_account where handle like 'bench%%'",
        account_id="id",
        role="'member'",
        reason="'bench'",
    )


def _some(count: int) -> list[Persona]:
    return [figure(f"bench{number}") for number in range(1, count + 1)]


def tidy() -> None:
    """After the outbox was filled and emptied: the next run finds tables as they were."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze notifications_outbox, members_account, members_person")


def counts() -> dict[str, int]:
    """How much is there, for the report."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from members_person), (select count(*) from proms_response),"
            " (select count(*) from proms_score), (select count(*) from forums_post)"
        )
        members, responses, scores, posts = cursor.fetchone()
    return {"members": members, "responses": responses, "scores": scores, "posts": posts}
