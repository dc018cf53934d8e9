"""Realistic volumes, made once and kept under a fingerprint: members, and years of weekly answers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from random import Random

from django.db import connection, transaction

from members.facts import begin_account
from members.models import Account
from po_platform.access.actor import Anonymous, SignedIn, acting_as
from po_platform.demo import seeding
from po_platform.demo.bulk import write_courses
from proms.models import Instrument


@dataclass(frozen=True)
class Size:
    """How much there is: members, and how many of them answered weekly for years."""

    name: str
    members: int
    answering: int
    rounds: int  # of two years each; 3 make about five years and more of weekly answers


SIZES = {"small": Size("small", 2_000, 20, 1), "full": Size("full", 50_000, 500, 3)}
VERSION = 1  # a change of what is made here makes a new volume


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
    weekly = Instrument.objects.get(slug="weekly-check-in")
    random = Random(7)  # noqa: S311  # the same volume every time, nothing secret
    people = _some(size.answering)
    for _round in range(size.rounds):
        for start in range(0, len(people), 25):
            write_courses(people[start : start + 25], weekly, random)
    with connection.cursor() as cursor:
        cursor.execute("insert into bench_volume values (%s)", [mark])
        cursor.execute("analyze")


def _members(size: Size) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into members_account (handle, email, password, is_active, created_at, language,"
            " time_zone, text_size, contrast, theme, calm_motion, mail_frequency)"
            " select 'bench' || n, 'bench' || n || '@demo.invalid', '!', true, now(), 'en',"
            " 'Europe/Berlin', '', '', '', false, 'at_once' from generate_series(1, %s) n",
            [size.members],
        )
        cursor.execute(
            "insert into members_person (ref, account_id, display_name, state, state_since,"
            " joined_on) select gen_random_uuid(), id, 'Member ' || id, 'active', now(), now()"
            " from members_account where handle like 'bench%%'"
        )
        cursor.execute(
            "insert into members_subjectlink (person_id, subject_id) select p.id,"
            " gen_random_uuid() from members_person p join members_account a on"
            " a.id = p.account_id where a.handle like 'bench%%'"
        )
        cursor.execute(
            "insert into members_roleholding (account_id, role, reason, starts_at)"
            " select id, 'member', 'bench', now() from members_account where handle like 'bench%%'"
        )


def _some(count: int) -> list[SignedIn]:
    accounts = Account.objects.filter(handle__startswith="bench").order_by("pk")
    found = []
    for pk in accounts.values_list("pk", flat=True)[:count]:
        with acting_as(Anonymous()):
            actor = begin_account(pk, hat="member", strong=False, fresh=False)
        if isinstance(actor, SignedIn):
            found.append(actor)
    return found


def counts() -> dict[str, int]:
    """How much is there, for the report."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from members_person), (select count(*) from proms_response),"
            " (select count(*) from proms_score)"
        )
        members, responses, scores = cursor.fetchone()
    return {"members": members, "responses": responses, "scores": scores}
