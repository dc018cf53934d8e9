"""What tests of requests about data share: the steps by HTTP, and the answer as it leaves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from files import places
from files.actions import running
from files.actions.running import run_job
from files.house import HOUSE
from files.models import Job
from files.queries import house_file, house_job
from files.work import LEASE
from members.models import LetterHead, RightsRequest
from members.queries.rights import PACK
from po_platform.access.actor import Purpose, System, acting_as
from tests.personas import Persona, World, sign_in

OUTSIDE = {"who": "outside", "name": "Hanna Outside", "address": "2 Other Lane\nTown"}


def at_desk(persona: Persona) -> Client:
    """Somebody of the office with a fresh proof."""
    client = Client()
    sign_in(client, persona, fresh=True)
    return client


def asked(world: World, office: Client, **given: str) -> RightsRequest:
    """A request written down by HTTP."""
    today = timezone.localdate()
    day = {"came_on_day": today.day, "came_on_month": today.month, "came_on_year": today.year}
    filled: dict[str, Any] = {"kind": "access", "way": "letter", "language": "en", **day, **given}
    response = office.post("/office/requests/new", filled)
    assert response.status_code == 302, response.content.decode()
    with acting_as(world.administrator.actor()) as actor:
        found: RightsRequest = RightsRequest.objects.visible_to(actor).latest("pk")
    return found


def again(world: World, row: RightsRequest) -> RightsRequest:
    """The same request as it stands now."""
    with acting_as(world.administrator.actor()) as actor:
        found: RightsRequest = RightsRequest.objects.visible_to(actor).get(pk=row.pk)
    return found


def url(row: RightsRequest, step: str = "") -> str:
    return f"/office/requests/{row.ref}{'/' if step else ''}{step}"


def known(office: Client, row: RightsRequest) -> None:
    """We know who asks."""
    office.post(url(row, "who"), {"shown": "called_back"})


def searched(office: Client, row: RightsRequest, *words: str) -> None:
    response = office.post(url(row, "search"), {"words": "\n".join(words)})
    assert response.status_code == 302, response.content.decode()


def written(office: Client, row: RightsRequest, **given: str) -> Any:
    """The answer, handed over for the second look."""
    LetterHead.objects.get_or_create(
        defaults={"address": "1 Office Road", "window": "1 Office Road"}
    )
    filled = {"outcome": "done", "form": "paper", "letter": "Here it is."}
    return office.post(url(row, "answer"), filled | given)


def pack_made(world: World) -> None:
    """What the worker does after a release; a refusal of it is said."""
    with acting_as(world.administrator.actor()) as actor:
        job = house_job(actor=actor, kind=PACK)
    assert job is not None
    run_job(job.pk)
    with acting_as(world.administrator.actor()) as actor:
        job = house_job(actor=actor, kind=PACK)
    assert job is not None and job.state == "done", job and job.problem


def let_go(office: Client, row: RightsRequest, **given: str) -> Any:
    """The second look: the page is read, and let go as it was read."""
    page = office.get(url(row, "look")).content.decode()
    shown = re.search(r'name="seen" value="(\w+)"', page)
    return office.post(url(row, "look"), {"seen": shown.group(1) if shown else "", **given})


def units_done(world: World, n: int) -> None:
    """So far a worker got before it died; the next one goes on from there."""
    with acting_as(world.administrator.actor()) as actor:
        job = house_job(actor=actor, kind=PACK)
    assert job is not None
    with acting_as(System(Purpose.EXPORT)), connection.cursor() as cursor:
        cursor.execute("select kind from claim_job(%s, %s, %s)", [job.pk, "dies", LEASE])
    for _unit in range(n):
        assert running._one_unit(System(Purpose.EXPORT, subject_id=HOUSE), job.pk, "dies")
    with acting_as(System(Purpose.EXPORT, subject_id=HOUSE)) as actor:
        Job.objects.visible_to(actor).filter(pk=job.pk).update(lease_until=Now())


def pack_of(world: World, row: RightsRequest) -> Path:
    """Where the answer lies."""
    row = again(world, row)
    assert row.pack_ref
    with acting_as(world.administrator.actor()) as actor:
        file = house_file(actor=actor, ref=row.pack_ref)
    assert file is not None
    return places.path_of(file.place)
