"""Data are out, and a change is asked for: what was approved is what everybody reads and gets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from files.actions.running import run_job
from files.models import Job
from po_platform.access.actor import Hat, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions import archives
from registry.actions import releases as actions
from registry.actions import studies as study_actions
from registry.actions.datasets import put_in_use, take_in_dictionary
from registry.actions.doubles import judge, put_together, say_of_found, take_apart
from registry.actions.joining import leave_registry
from registry.actions.likeness import compare_again, say_who_asks
from registry.actions.requests import change_request
from registry.models import Archive, Deletion, Joined, Release, StudyInvitation
from registry.queries.doubles import pairs
from registry.queries.studies import my_invitations, willing
from registry.release_end import as_release
from registry.release_upkeep import watch_over_releases
from registry.request_change import as_approved
from registry.request_flow import Move
from registry.study_work import ask_for_studies
from tests.personas import Persona, World, make_persona
from tests.registry.asking import REUSE, make_asking, taking_part
from tests.registry.released import Released, table
from tests.registry.world import HEADER, give_right, rows

pytestmark = pytest.mark.django_db
PEOPLE = 3
LETTER = "Would you walk with us twice a week?"
NEW = {"title": "Selling shoes", "question": "Who buys shoes?", "invitation": "Buy our shoes."}


@pytest.fixture
def released(world: World) -> Released:
    asking = make_asking(world, PEOPLE, {**REUSE, "contact": {"whole": "yes"}})
    return Released(asking, asking.ready(asking.draft(invitation=LETTER)))


def change(released: Released, **values: Any) -> None:
    """A draft of a change nobody has looked at."""
    asking, row = released.asking, released.row
    asking.move(row, asking.researcher, Move.AMEND, "We need shoes")
    with acting_as(asking.researcher.actor()) as actor:
        change_request(actor=actor, ref=row.ref, values=values)  # type: ignore[arg-type]
    row.refresh_from_db()


def leaves(persona: Persona) -> None:
    with acting_as(persona.actor()) as actor:
        leave_registry(actor=actor, taking_part=taking_part(persona), language="en")


def found_for(released: Released, said: str) -> tuple[Joined, Persona]:
    """Record 17 of a clinic and that of the first person are one; she says so, and `said`."""
    walks, her = released.asking.walks, released.asking.people[0]
    second = make_persona("Olga Curator", role=Hat.CURATOR)
    give_right(walks, second, enters=True)
    with acting_as(walks.curator.actor()) as actor:
        say_who_asks(
            actor=actor, dataset=walks.dataset, form="person", names=["name"], born="born"
        )  # fmt: skip
        compare_again(actor=actor, dataset=walks.dataset)
    assert walks.bring(HEADER, "17,Name 0,1950-03-01,0,,2,99,1,0,0,9000,,0,2").usable
    with acting_as(walks.curator.actor()) as actor:
        [pair] = [
            one for one in pairs(actor=actor, registry=walks.registry)
            if {one.first.number, one.second.number} == {"0", "17"}
        ]  # fmt: skip
        judge(actor=actor, pair=pair, verdict="same")
    with acting_as(second.actor()) as actor:
        done = put_together(actor=actor, pair=pair)
    says(her, done, said)
    return done, second


def says(her: Persona, done: Joined, said: str) -> None:
    if said:
        with acting_as(her.actor()) as actor:
            say_of_found(actor=actor, joined=done, said=said, language="en")


@pytest.mark.parametrize("then", ["keep_out", "not_me", "apart"])
def test_what_is_not_to_be_used_any_more_is_taken_out_of_what_went_out(
    released: Released, then: str, sign_in: Any
) -> None:
    done, second = found_for(released, "use")
    released.free()
    her = released.asking.people[0]
    assert "9000" in str(table(released.bundle(), "data_raw.csv"))
    name = released.people()[her.subject]
    watch_over_releases()
    assert not Deletion.objects.exists()
    if then == "apart":
        with acting_as(second.actor()) as actor:
            take_apart(actor=actor, joined=done)
    else:
        says(her, done, then)
    watch_over_releases()
    assert Deletion.objects.get().pseudonym == name
    [job] = jobs_again(released.release)
    run_job(job.pk)
    raw = table(released.bundle(), "data_raw.csv")
    assert {line["pseudonym"] for line in raw} == set(released.people().values()) - {name}
    assert "9000" not in str(raw)
    page = sign_in(her).get("/me/uses-of-data").content.decode()
    assert "is not used any more" in page


def test_what_was_never_used_takes_nobody_out(released: Released) -> None:
    done, _second = found_for(released, "")
    released.free()
    assert "9000" not in str(table(released.bundle(), "data_raw.csv"))
    says(released.asking.people[0], done, "not_me")
    watch_over_releases()
    assert not Deletion.objects.exists()
    assert jobs_again(released.release) == []


def jobs_again(release: Release) -> list[Job]:
    with acting_as(as_release(release)) as system:
        found = Job.objects.visible_to(system).filter(kind="registry.release_again")
        return list(found.order_by("pk"))


def test_nobody_reads_what_was_not_approved(released: Released, sign_in: Any) -> None:
    released.free()
    asking, first = released.asking, released.asking.people[0]
    released.do(
        asking.walks.curator, study_actions.begin_study,
        ends_on=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    assert ask_for_studies() == PEOPLE
    with acting_as(first.actor()) as actor:
        one: StudyInvitation = my_invitations(actor=actor).get()
        study_actions.say_yes(actor=actor, ref=one.ref, name="Ruth", reach="01632 960 777")  # type: ignore[arg-type]
    change(released, **NEW)
    assert as_approved(released.row).title == "Walking and stiffness"
    assert released.row.title == NEW["title"]
    client = sign_in(first)
    pages = {
        "/uses-of-data": "Do people who walk in company",
        "/me/uses-of-data": "Do people who walk in company",
        f"/me/asked/{one.ref}": LETTER,
    }
    for page, words in pages.items():
        text = client.get(page).content.decode()
        assert words in text
        assert "shoes" not in text
    other = make_persona("Co Recipient", role=Hat.RESEARCHER, email="co@example.org")
    released.do(asking.walks.curator, actions.invite_recipient, address=other.account.email)
    link = released.release.recipients.get(account_id=other.account.pk)
    for page in ("/data-requests", f"/data-releases/{link.ref}"):
        text = sign_in(other).get(page).content.decode()
        assert "Walking and stiffness" in text and "shoes" not in text, page
    researcher = asking.researcher.actor()
    with acting_as(researcher):
        assert [found.reach for found in willing(actor=researcher, study=one.study)] == [
            "01632 960 777"
        ]
    asking.move(released.row, asking.researcher, Move.KEEP)
    released.row.refresh_from_db()
    assert as_approved(released.row).title == "Walking and stiffness"


def another_option(released: Released) -> None:
    """The dataset goes on: a checkbox has one more box."""
    walks = released.asking.walks
    wider = [
        {**one, "choices": f"{one['choices']} | 9, a horse"}
        if one["field_name"] == "with_whom"
        else one
        for one in rows()
    ]
    raw = dictionary_csv(wider).encode()
    with acting_as(walks.curator.actor()) as actor:
        intake = take_in_dictionary(
            actor=actor, raw=raw, registry=walks.registry, title="Walk", dataset=walks.dataset
        )
        assert intake.dataset is not None and intake.version is not None, intake.to_json()
        put_in_use(actor=actor, dataset=intake.dataset, version=intake.version)


def test_written_anew_it_has_the_columns_it_went_out_with(released: Released) -> None:
    release = released.free(["spss", "fhir"])
    before = released.bundle().read("data_raw.csv").splitlines()[0]
    change(released, variables=["sex", "minutes"])
    another_option(released)
    leaves(released.asking.people[0])
    watch_over_releases()
    run_job(jobs_again(release)[0].pk)
    assert jobs_again(release)[0].state == Job.State.DONE
    bundle = released.bundle()
    assert bundle.read("data_raw.csv").splitlines()[0] == before
    assert len(table(bundle, "data_raw.csv")) == PEOPLE - 1
    assert released.release.n_people == PEOPLE - 1


def test_what_could_not_be_written_anew_is_not_tried_with_every_tick(released: Released) -> None:
    release = released.free()
    until = timezone.localdate() + timedelta(days=5 * 365)
    released.do(
        released.asking.researcher, archives.ask_for_archive, keeper="A", why="B", until=until
    )
    released.do(released.asking.second, archives.settle_archive, agree=True)
    leaves(released.asking.people[0])
    watch_over_releases()
    with acting_as(as_release(release)) as system:
        Job.objects.visible_to(system).filter(kind="registry.release_again").update(
            state=Job.State.FAILED, ended_at=timezone.now()
        )
    watch_over_releases()
    assert len(jobs_again(release)) == 1
    with acting_as(as_release(release)) as system:
        Job.objects.visible_to(system).update(ended_at=timezone.now() - timedelta(days=2))
    watch_over_releases()
    assert len(jobs_again(release)) == 2
    with acting_as(as_release(release)) as system:
        Job.objects.visible_to(system).update(state=Job.State.FAILED, ended_at=timezone.now())
    Release.objects.update(expires_on=timezone.localdate())
    assert watch_over_releases() == 1
    kept = Archive.objects.get()
    assert (released.release.state, kept.sealed_key, kept.ended_at is None) == (
        "expired",
        "",
        False,
    )
