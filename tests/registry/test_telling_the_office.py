"""Whoever keeps a record learns of a death and tells the office, which alone knows the name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from audit.models import Event, Read
from members.actions.ending import Told
from members.ending_secrets import seal_for_tidings
from members.models import DeathTold, Person
from members.queries.tidings import told_about
from po_platform.access.actor import Hat, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import take_in_dictionary
from registry.death_words import says_dead
from registry.models import Participation, Subject
from tests.members.ending_steps import State, ends, taken_back
from tests.members.everything_of import protected
from tests.personas import World, make_persona
from tests.questionnaires.dictionaries import field, read
from tests.registry.joining import join, open_to_members
from tests.registry.world import HEADER, Walks, give_right

pytestmark = pytest.mark.django_db
WORDS = "From her sister, at the ward"
STATE = [
    field("record_id", form="state"),
    field("life", "radio", form="state", choices="1, Alive | 2, Dead", annotation="@SAYS-DEAD='2'"),
]


@pytest.fixture
def walks(world: World) -> Walks:
    """Ruth has joined; Dr Nasser reads the record and nothing else in it is hers to manage."""
    found = open_to_members(world)
    join(found, world.ruth)
    give_right(found, world.nasser, sees=True)
    return found


def record_of(walks: Walks) -> Subject:
    with acting_as(walks.curator.actor()) as actor:
        found: Subject = Subject.objects.visible_to(actor).get()
        return found


def page_of(walks: Walks) -> str:
    return f"/registry/datasets/walk/records/{record_of(walks).ref}"


def telling(walks: Walks) -> str:
    return f"/registry/datasets/walk/people/{record_of(walks).ref}/died"


def waiting(world: World) -> list[DeathTold]:
    with acting_as(world.administrator.actor()):
        return list(protected(DeathTold).filter(settled_at=None))


@pytest.fixture
def told(walks: Walks, world: World, sign_in: Any) -> Client:
    """The clinician, after she told."""
    doctor: Client = sign_in(world.nasser)
    page = doctor.post(telling(walks), {"on": "2026-01-03", "why": WORDS}, follow=True)
    assert "The office was told. It finds out and acts." in page.content.decode()
    return doctor


def test_a_clinician_tells_and_nothing_about_the_person_changes(
    walks: Walks, world: World, sign_in: Any
) -> None:
    doctor = sign_in(world.nasser)
    assert telling(walks) in doctor.get(page_of(walks)).content.decode()
    form = doctor.get(telling(walks)).content.decode()
    assert "Ruth" not in form and "From whom do you know it?" in form
    page = doctor.post(telling(walks), {"on": "", "why": WORDS}, follow=True).content.decode()
    assert "the office was told that this person has died" in page
    assert telling(walks) not in page, "it is told once"
    assert Person.objects.get(pk=world.ruth.person.pk).state == "active"
    assert record_of(walks).vital != "dead"
    (row,) = waiting(world)
    assert row.subject_id == world.ruth.subject and WORDS not in row.why
    event = Event.objects.get(verb="members.death.told_from_a_record")
    assert event.account_id == world.nasser.account.pk and WORDS not in str(event.detail)


def test_told_twice_or_by_two_is_one_task(
    told: Client, walks: Walks, world: World, sign_in: Any
) -> None:
    again = told.post(telling(walks), {"why": "Once more"}, follow=True).content.decode()
    assert "The office was told already" in again
    other = sign_in(world.curator).post(telling(walks), {"why": "Me too"}, follow=True)
    assert "The office was told already" in other.content.decode()
    assert len(waiting(world)) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"why": " "}, "Write from whom you know it"),
        ({"why": WORDS, "on": "later"}, "Write a day that is over"),
    ],
)
def test_what_lacks_is_said_and_nobody_was_told(
    walks: Walks, world: World, sign_in: Any, sent: dict[str, str], said: str
) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    given = {**sent, "on": tomorrow if sent.get("on") else ""}
    page = sign_in(world.nasser).post(telling(walks), given)
    assert page.status_code == 422 and said in page.content.decode()
    assert waiting(world) == []


def test_the_office_reads_who_told_and_writes_the_death_down(
    told: Client, walks: Walks, world: World, sign_in: Any
) -> None:
    office = sign_in(world.administrator)
    (row,) = waiting(world)
    desk = office.get("/office").content.decode()
    assert f"/office/told/{row.ref}" in desk and "Ruth E." in desk
    page = office.get(f"/office/told/{row.ref}").content.decode()
    for words in ("Has Ruth E. died?", "Farida Nasser", WORDS, "3 January"):
        assert words in page
    assert "Walks" not in page and record_of(walks).number not in page
    with acting_as(world.ruth.actor()):
        looks = protected(Read).filter(what="members.death_told")
        assert looks.filter(account_id=world.administrator.account.pk).exists()
    died = f"/office/people/{world.ruth.person.ref}/died"
    assert died in page
    given = {"way": "phone", "by": "Her sister", "sure": "yes"}
    assert office.post(died, given).status_code == 302
    assert Person.objects.get(pk=world.ruth.person.pk).state == "deceased"
    assert record_of(walks).vital == "dead"
    with acting_as(walks.curator.actor()) as actor:
        assert Participation.objects.visible_to(actor).get().paused_at is not None
    assert waiting(world) == []
    assert f"/office/told/{row.ref}" not in office.get("/office").content.decode()
    assert office.get(f"/office/told/{row.ref}").status_code == 404
    record = told.get(page_of(walks)).content.decode()
    assert "it wrote the death down" in record and telling(walks) not in record
    assert told.get(telling(walks)).status_code == 403


def test_a_mistake_is_said_once_and_can_be_told_again(
    told: Client, walks: Walks, world: World, sign_in: Any
) -> None:
    office = sign_in(world.administrator)
    (row,) = waiting(world)
    here = f"/office/told/{row.ref}"
    assert office.post(here, {"reason": ""}).status_code == 422
    page = office.post(here, {"reason": "Her sister says she is well"}, follow=True)
    assert "Whoever told us can read it at the record" in page.content.decode()
    assert Person.objects.get(pk=world.ruth.person.pk).state == "active"
    record = told.get(page_of(walks)).content.decode()
    assert "it found that this person is alive" in record and "well" not in record
    told.post(telling(walks), {"why": "It is certain now"})
    assert len(waiting(world)) == 1


def test_what_was_told_while_the_death_was_written_down_is_settled_without_a_falsehood(
    walks: Walks, world: World, sign_in: Any
) -> None:
    ref, subject = uuid4(), world.ruth.subject
    ends(world, world.ruth, State.DECEASED, Told("phone", "Her sister"))
    late: dict[str, Any] = {
        "ref": ref,
        "subject_id": subject,
        "why": seal_for_tidings(ref, WORDS),
    }
    with acting_as(actor := world.curator.actor()):
        DeathTold.objects.bulk_create(
            [DeathTold(told_by=actor.account_id, **late)], ignore_conflicts=True
        )
    (row,) = waiting(world)
    office, here = sign_in(world.administrator), f"/office/told/{row.ref}"
    page = office.get(here).content.decode()
    assert "This death is written down already" in page
    assert "This person is alive" not in page and "It is so: write it down" not in page
    assert office.post(here).status_code == 302
    assert waiting(world) == [] and office.get(here).status_code == 404
    assert "it wrote the death down" in sign_in(world.nasser).get(page_of(walks)).content.decode()
    event = Event.objects.get(verb="members.death.known")
    assert event.account_id == world.administrator.account.pk


def test_a_death_taken_back_is_a_mistake_at_the_record_too(
    told: Client, walks: Walks, world: World, sign_in: Any
) -> None:
    office = sign_in(world.administrator)
    died = f"/office/people/{world.ruth.person.ref}/died"
    office.post(died, {"way": "phone", "by": "Somebody", "sure": "yes"})
    taken_back(world, world.ruth)
    assert "it found that this person is alive" in told.get(page_of(walks)).content.decode()


def test_only_who_keeps_this_record_tells_and_only_of_who_joined(
    walks: Walks, world: World, sign_in: Any
) -> None:
    stranger = make_persona("Karl Curator", role=Hat.CURATOR)
    assert sign_in(stranger).post(telling(walks), {"why": WORDS}).status_code == 404
    assert sign_in(world.ruth).post(telling(walks), {"why": WORDS}).status_code == 403
    walks.bring(HEADER, "99,Nobody,1950,0,,2,10,1,0,0,50,5,0,2")
    with acting_as(walks.curator.actor()) as actor:
        lone = Subject.objects.visible_to(actor).get(number="99")
    refused = sign_in(world.nasser).post(
        f"/registry/datasets/walk/people/{lone.ref}/died", {"why": WORDS}
    )
    assert refused.status_code == 403 and b"Nobody joined with this record" in refused.content
    assert waiting(world) == []


def test_nobody_but_the_office_opens_a_task(told: Client, world: World, sign_in: Any) -> None:
    (row,) = waiting(world)
    for persona in (world.ruth, world.curator, world.nasser, world.desk):
        assert sign_in(persona).get(f"/office/told/{row.ref}").status_code == 403
        with acting_as(persona.actor()):
            seen = protected(DeathTold).count()
        assert seen == (1 if persona is world.ruth else 0), persona.name


@pytest.mark.django_db(transaction=True)
def test_the_vault_takes_it_from_who_keeps_records_alone_and_says_what_came_of_it_to_them(
    walks: Walks, world: World
) -> None:
    row: dict[str, Any] = {"subject_id": world.ruth.subject, "told_by": world.gerd.account.pk}
    settled = {"settled_at": timezone.now(), "outcome": "alive"}
    mine = {**row, "told_by": world.curator.account.pk}
    for teller, given in (
        (world.gerd, row),  # keeps no records
        (world.nasser, mine),  # in the name of somebody else
        (world.curator, {**mine, **settled}),  # the office settles, not who tells
    ):
        with pytest.raises(ProgrammingError), acting_as(teller.actor()), transaction.atomic():
            DeathTold.objects.bulk_create([DeathTold(**given)], ignore_conflicts=True)
    row = mine
    with acting_as(world.curator.actor()):
        DeathTold.objects.bulk_create([DeathTold(**row)], ignore_conflicts=True)
        assert told_about(world.ruth.subject) is not None
    for persona in (world.gerd, world.administrator, world.desk):
        with acting_as(persona.actor()):
            assert told_about(world.ruth.subject) is None, persona.name
    with acting_as(world.curator.actor()), connection.cursor() as cursor:
        cursor.execute("select count(*) from deaths_told()")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "select settle_deaths_told(%s, 'alive', now(), null)", [world.ruth.person.pk]
        )
    assert len(waiting(world)) == 1


def test_the_list_of_the_office_asks_as_often_for_three_as_for_one(
    walks: Walks, world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    office = sign_in(world.administrator)
    counts = []
    for name in ("Ada One", "Bea Two", "Cara Three"):
        persona = make_persona(name)
        with acting_as(actor := world.curator.actor()):
            DeathTold.objects.bulk_create(
                [DeathTold(subject_id=persona.subject, told_by=actor.account_id)],
                ignore_conflicts=True,
            )
        with django_assert_max_num_queries(200) as asked:
            assert name in office.get("/office").content.decode()
        counts.append(len(asked))
    assert counts[1] == counts[2]


# ---------- A form that says so ----------


def test_codes_of_the_eu_elements_and_codes_a_dictionary_names_say_so() -> None:
    definition = read(STATE).definition
    assert definition is not None
    assert says_dead(definition, STATE, {"life": "2"})
    assert not says_dead(definition, STATE, {"life": "1"})
    assert not says_dead(definition, (), {"life": "2"}), "only where it is named"
    eu = read([field("record_id"), field("s", "radio", choices="SIO_010059, Dead")]).definition
    assert eu is not None and says_dead(eu, (), {"s": "SIO_010059"})


def test_saving_a_form_that_says_dead_points_to_telling_the_office(
    walks: Walks, world: World, sign_in: Any
) -> None:
    with acting_as(walks.curator.actor()) as actor:
        take_in_dictionary(
            actor=actor, raw=dictionary_csv(STATE).encode(), registry=walks.registry, title="State"
        )
    curator, record = sign_in(walks.curator), record_of(walks)
    form = f"/registry/datasets/state/records/{record.ref}/state?instance=0"
    sent = {"status": "1", "seen_version": "0", "occurred_on": "", "why": ""}
    page = curator.post(form, {**sent, "life": "2"}, follow=True).content.decode()
    assert "This form says that the person has died. Tell the office" in page
    assert f"/people/{record.ref}/died" in page
    assert waiting(world) == [], "the page offers it, a person decides"
    curator.post(telling(walks), {"why": WORDS})
    entry = page.split("/registry/entries/")[1].split("/")[0]
    again = {**sent, "life": "2", "seen_version": "1", "occurred_on": "2026-01-03", "why": "Known"}
    page = curator.post(f"/registry/entries/{entry}", again, follow=True).content.decode()
    assert "Saved." in page and "Tell the office" not in page
