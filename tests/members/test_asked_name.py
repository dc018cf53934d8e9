"""A name that looks like a whole one, the team's or a professional's is asked back once."""

from __future__ import annotations

from typing import Any

import pytest

from members.models import OfficeReason, Person
from members.name_looks import Look, look_of
from tests.personas import World

NEWCOMER = {
    "display_name": "Marlene K.",
    "email": "marlene@example.org",
    "language": "en",
    "old_enough": "on",
    "at_least": "16",
    "rules_mark": "",
}


@pytest.mark.parametrize(
    ("name", "real", "look"),
    [
        ("Ruth Ellerby", "", Look.WHOLE),
        ("Anna von Berg", "", Look.WHOLE),
        ("ruth ellerby", "Ruth Ellerby", Look.WHOLE),
        ("ellerby ruth", "Ruth Maria Ellerby", Look.WHOLE),
        ("Ruth E.", "Ruth Ellerby", None),
        ("Ruth from the coast", "", None),
        ("Marlene K.", "", None),
        ("Guest 7", "", None),
        ("Ruth", "Ruth", None),
        ("Dr. Anna W.", "", Look.CLINICIAN),
        ("Krankenschwester Ina", "", Look.CLINICIAN),
        ("Moderatorin Ina", "", Look.TEAM),
        ("Team Ina", "", Look.TEAM),
        ("Drina", "", None),
    ],
)
def test_what_a_name_looks_like(name: str, real: str, look: Look | None) -> None:
    assert look_of(name, real_name=real) is look


@pytest.mark.django_db
def test_who_joins_is_asked_once_and_keeps_it_or_takes_another(world: World, client: Any) -> None:
    given = NEWCOMER | {"display_name": "Marlene Kastner"}
    asked = client.post("/join", given)
    page = asked.content.decode()
    assert asked.status_code == 422 and "looks like your full name" in page
    assert 'name="keeps_name" value="Marlene Kastner"' in page
    other = given | {"display_name": "Marlene Kastanie", "keeps_name": "Marlene Kastner"}
    assert client.post("/join", other).status_code == 422  # another one is asked about anew
    assert client.post("/join", given | {"keeps_name": "Marlene Kastner"}).status_code == 302
    assert client.post("/join", given | {"display_name": "Marlene K."}).status_code == 302


@pytest.mark.django_db
def test_the_office_is_asked_too_and_gives_another_name(world: World, sign_in: Any) -> None:
    office, where = sign_in(world.administrator), f"/office/people/{world.ruth.person.ref}/name"
    sent = {"display_name": "Nurse Ruth", "reason": "She asked by telephone"}
    assert "health professional" in office.post(where, sent).content.decode()
    assert "taken" in office.post(where, sent | {"display_name": "Gerd A."}).content.decode()
    assert office.post(where, sent | {"display_name": "Ruth of the coast"}).status_code == 302
    person = Person.objects.get(pk=world.ruth.person.pk)
    assert person.display_name == "Ruth of the coast"
    assert OfficeReason.objects.get(person=person).reason == "She asked by telephone"
    kept = sent | {"display_name": "Ruth of the Coast"}  # her own does not stand in her way
    assert office.post(where, kept).status_code == 302


@pytest.mark.django_db
def test_nobody_else_renames_and_what_is_kept_in_memory_stays(world: World, sign_in: Any) -> None:
    where = f"/office/people/{world.gerd.person.ref}/name"
    sent = {"display_name": "Somebody else", "reason": "No reason"}
    for who in (world.ruth, world.moderator):
        assert sign_in(who).post(where, sent).status_code == 403
    Person.objects.filter(pk=world.gerd.person.pk).update(state=Person.State.DECEASED)
    assert sign_in(world.administrator).post(where, sent).status_code == 403
    assert Person.objects.get(pk=world.gerd.person.pk).display_name == "Gerd A."
