"""What waits too long is overdue until it closes: said where lists are, and nobody is written to for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from notifications.models import Outbox
from po_platform.access.actor import acting_as
from proms.actions import open_windows as job
from proms.models import Assignment, Instrument
from tests.members.sharing_steps import share
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World
from tests.proms.api import ask, program
from tests.proms.path import asked_by, on_her_list, put_weekly_in_use, send, text_of
from tests.proms.test_schedules import for_everybody, listed, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_any_hour")]
DAY = timedelta(days=1)
SAID = "It is overdue, and still welcome."


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


@pytest.fixture
def asked(world: World, weekly: Instrument) -> Assignment:
    """What her clinician asked Ruth for; Gerd shares with her too, and nothing waits there."""
    for persona in (world.ruth, world.gerd):
        share(persona, world.nasser)
    return asked_by(world.nasser, world.ruth, weekly)


def moments(persona: Persona, assignment: Assignment, **days: int) -> None:
    """So many days from now each of its moments lies."""
    actor = persona.actor()
    now = timezone.now()
    with acting_as(actor):
        mine = Assignment.objects.visible_to(actor).filter(pk=assignment.pk)
        mine.update(**{name: now + days[name] * DAY for name in days})


def is_overdue(persona: Persona, assignment: Assignment) -> None:
    moments(persona, assignment, opens_at=-9, due_at=-4, overdue_at=-2, closes_at=3)


def test_a_window_of_a_plan_knows_all_four_moments(world: World, weekly: Instrument) -> None:
    for_everybody(world, planned(weekly, due_days=3, overdue_days=5, closes_days=6))
    job.open_windows()
    (first,) = listed(world.ruth)
    assert first.due_at and first.overdue_at and first.closes_at
    assert first.opens_at < first.due_at < first.overdue_at < first.closes_at
    assert abs(first.overdue_at - first.due_at - 2 * DAY) <= timedelta(hours=1)  # clocks change


@pytest.mark.parametrize(
    ("days", "timing"),
    [
        ({"due_at": 1, "overdue_at": 2, "closes_at": 3}, "open"),
        ({"due_at": -1, "overdue_at": 1, "closes_at": 2}, "due"),
        ({"due_at": -2, "overdue_at": -1, "closes_at": 1}, "overdue"),
        ({"due_at": -3, "overdue_at": -2, "closes_at": -1}, "closed"),
    ],
)
def test_programs_read_where_it_stands(
    world: World, asked: Assignment, days: dict[str, int], timing: str
) -> None:
    moments(world.ruth, asked, **days)
    told = ask(program(world.ruth), "get", f"assignments/{asked.ref}").json()
    assert told["timing"] == timing and told["overdue_at"]


def test_what_was_answered_stands_nowhere_any_more(world: World, asked: Assignment) -> None:
    is_overdue(world.ruth, asked)
    send(world.ruth, asked)
    told = ask(program(world.ruth), "get", f"assignments/{asked.ref}").json()
    assert (told["state"], told["timing"]) == ("done", None)


def test_the_member_reads_it_where_it_waits_and_gets_no_mail_for_it(
    world: World, sign_in: Any, asked: Assignment
) -> None:
    ruth = sign_in(world.ruth)
    pages = ("/start", "/my-answers", f"/answer/{asked.ref}")
    for page in pages:
        assert SAID not in text_of(ruth.get(page))
    deliver()
    waits = Outbox.objects.count()
    is_overdue(world.ruth, asked)
    for page in pages:
        assert SAID in text_of(ruth.get(page)), page
    assert deliver() == [] and Outbox.objects.count() == waits
    send(world.ruth, asked)
    for page in pages[:2]:
        assert SAID not in text_of(ruth.get(page)), page


def test_her_clinician_reads_it_in_her_list_with_the_person_and_in_the_table(
    world: World, sign_in: Any, asked: Assignment
) -> None:
    nasser, person = sign_in(world.nasser), f"/clinic/people/{world.ruth.subject}"
    listed = "Overdue since"
    assert listed not in text_of(nasser.get(f"{person}/tablet"))
    is_overdue(world.ruth, asked)
    assert listed in text_of(nasser.get(f"{person}/tablet"))
    told = nasser.get(f"/api/v1/patients/{world.ruth.subject}/assignments").json()["results"]
    assert [one["timing"] for one in told] == ["overdue"]
    table = nasser.get(f"{person}/table.csv").getvalue().decode()
    assert ",overdue," in table and ",not_returned," not in table
    moments(world.ruth, asked, closes_at=-1)
    assert listed not in text_of(nasser.get(f"{person}/tablet"))
    table = nasser.get(f"{person}/table.csv").getvalue().decode()
    assert ",overdue," not in table and ",not_returned," in table


def column(client: Any, order: str = "") -> list[str]:
    """What stands under “Overdue since”, person by person."""
    page = client.get(f"/clinic{order}")
    place = page.context["columns"].index("Overdue since") - 1
    return [row["cells"][place]["text"] for row in page.context["rows"]]


def test_the_list_of_people_says_since_when_by_time_alone(
    world: World, sign_in: Any, weekly: Instrument, asked: Assignment
) -> None:
    nasser = sign_in(world.nasser)
    assert column(nasser) == ["nothing", "nothing"]
    is_overdue(
        world.gerd, on_her_list(world.gerd, weekly)
    )  # taken up himself: keeps nobody waiting
    assert column(nasser) == ["nothing", "nothing"]
    is_overdue(world.ruth, asked)
    (_gerd, ruth) = column(nasser)
    assert ruth != "nothing"
    send(world.ruth, asked)
    assert column(nasser) == ["nothing", "nothing"]


def test_nobody_she_does_not_share_with_reads_it(
    world: World, sign_in: Any, asked: Assignment
) -> None:
    is_overdue(world.ruth, asked)
    share(world.gerd, world.oduya)
    oduya = sign_in(world.oduya)
    assert column(oduya) == ["nothing"]
    assert oduya.get(f"/clinic/people/{world.ruth.subject}/tablet").status_code == 404
