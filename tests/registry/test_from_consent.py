"""What is known of a person and what she signed answers the EU elements 3.1 and 7.1 to 7.4, nobody else."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from members.actions.ending import Told
from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import import_dictionary
from registry.actions.cohorts import change_cohort
from registry.actions.datasets import put_in_use, take_in_dictionary
from registry.actions.joining import change_answer
from registry.actions.shipped import add_shipped
from registry.cohort import Criterion, NotCohort, asked_for, choosing, offered
from registry.consent import Sheet
from registry.from_consent import Known, Teller, sources
from registry.models import DataRequest, Dataset, Subject
from registry.queries.datasets import layout_of, shipped_asks_more, version_in_use
from registry.queries.from_consent import known_of
from registry.queries.participation import my_participation
from registry.release_end import as_release
from registry.request_flow import Move
from registry.shipped import EU_ELEMENTS, eu_elements
from tests.members.ending_steps import State, ends
from tests.personas import Persona, World
from tests.questionnaires.dictionaries import field
from tests.registry.asking import LONG, REUSE, make_asking
from tests.registry.joining import comes_of_age, join, open_to_members, sheet_of
from tests.registry.released import Released, table
from tests.registry.world import Walks, rows

pytestmark = pytest.mark.django_db
SAID = {"reuse": {"past": "yes", "future": "yes"}, "contact": {"whole": "yes"}}
DERIVED = ("patient_status", "may_contact", "may_reuse", "has_sample", "in_biobank")
ASKED = {"reuse": "data", "contact": "contact", "sample": "plain", "biobank": "plain"}


# ---------- What follows from what ----------


@pytest.mark.parametrize(
    ("known", "source", "code"),
    [
        (Known(state="active"), "status", "SIO_010058"),
        (Known(), "status", None),
        (Known(vital="alive"), "status", "SIO_010058"),
        (Known(vital="dead", state="active", rests=True), "status", "SIO_010059"),
        (Known(takes_part="lost"), "status", "NCIT_C70740"),
        (Known(state="withdrawn"), "status", "NCIT_C124784"),
        (Known(vital="dead", state="withdrawn"), "status", "SIO_010059"),
        (Known(state="active", asked=ASKED), "contact", "0"),
        (Known(state="active", asked=ASKED, allowed={"contact": ("contact",)}), "contact", "1"),
        (
            Known(state="active", rests=True, asked=ASKED, allowed={"contact": ("contact",)}),
            "contact",
            "0",
        ),
        (Known(state="active", asked={"reuse": "data"}), "contact", None),
        (Known(state="active", asked=ASKED, allowed={"reuse": ("past",)}), "reuse", "1"),
        (Known(state="active", asked=ASKED, allowed={"reuse": ("ask_past",)}), "reuse", None),
        (Known(state="active", asked=ASKED), "reuse", "0"),
        (Known(state="active", asked=ASKED, allowed={"sample": ("plain",)}), "sample", "1"),
        (Known(state="active", asked=ASKED, allowed={"sample": ("plain",)}), "biobank", "0"),
        (Known(state="active", asked={"reuse": "data"}), "sample", None),
    ],
)
def test_each_answer_follows_from_what_is_known(
    known: Known, source: str, code: str | None
) -> None:
    assert known.says(source) == code


def test_the_five_elements_are_answered_by_it_and_asked_of_nobody() -> None:
    read = import_dictionary(eu_elements())
    assert read.definition is not None
    found = sources(read.rows, read.definition)
    assert tuple(found) == DERIVED
    assert all(read.definition.by_link_id[name].read_only for name in found)
    writable = [{**row, "annotation": row.get("annotation", "").replace("@READONLY", "")} for row in read.rows]  # fmt: skip
    again = import_dictionary(dictionary_csv(writable).encode())
    assert again.definition is not None
    assert sources(again.rows, again.definition) == {}, "what a form asks is answered there"


def test_what_hangs_on_it_goes_with_it() -> None:
    read = import_dictionary(eu_elements())
    assert read.definition is not None
    teller = Teller(read.definition, sources(read.rows, read.definition))
    assert set(teller.hanging) == {"death_date", "in_biobank", "biobank_link"}
    alive = teller.of(Known(state="active", asked=ASKED))
    assert alive["death_date"] is None and alive["in_biobank"] is None
    dead = teller.of(Known(vital="dead", state="active", asked=ASKED))
    assert "death_date" not in dead and dead["patient_status"] == "SIO_010059"
    assert teller.of(Known()) == {} and teller.of(None) == {}, "nobody joined: what is stored stays"


# ---------- In files ----------


@pytest.fixture
def rare(world: World) -> Walks:
    """A registry one can join, with the EU elements; Ruth joined with two times yes."""
    walks = open_to_members(world)
    with acting_as(walks.curator.actor()) as actor:
        add_shipped(actor=actor, registry=walks.registry, ours=EU_ELEMENTS)
    dataset = Dataset.objects.exclude(pk=walks.dataset.pk).get()
    found = Walks(walks.curator, walks.registry, dataset)
    join(found, world.ruth, SAID)
    number = record_of(found, world).number
    assert found.bring("record_id,sex_at_birth", f"{number},NCIT_C16576").usable
    return found


def record_of(rare: Walks, world: World) -> Subject:
    with acting_as(rare.curator.actor()) as actor:
        found: Subject = Subject.objects.visible_to(actor).get(subject_id=world.ruth.subject)
        return found


def no_letters(walks: Walks, persona: Persona) -> None:
    """She wants none about studies any more."""
    question = Sheet.of(sheet_of(walks).content).question("contact")
    assert question is not None
    with acting_as(persona.actor()) as actor:
        mine = my_participation(actor=actor, registry=walks.registry)
        assert mine is not None
        change_answer(
            actor=actor, taking_part=mine, question=question, said={"whole": "no"}, language="en"
        )


def line_of(rare: Walks, number: str) -> dict[str, str]:
    return next(one for one in csv.DictReader(rare.taken_out()) if one["record_id"] == number)


def derived(rare: Walks, number: str) -> tuple[str, ...]:
    line = line_of(rare, number)
    return tuple(line[name] for name in DERIVED)


def test_a_file_says_what_she_signed_though_nobody_entered_it(rare: Walks, world: World) -> None:
    number = record_of(rare, world).number
    assert derived(rare, number) == ("SIO_010058", "1", "1", "0", "")
    assert line_of(rare, number)["sex_at_birth"] == "NCIT_C16576"


def test_it_is_another_the_moment_she_changes_her_mind(rare: Walks, world: World) -> None:
    number = record_of(rare, world).number
    no_letters(rare, world.ruth)
    assert derived(rare, number) == ("SIO_010058", "0", "1", "0", "")


def test_what_a_file_brought_never_contradicts_her(rare: Walks, world: World) -> None:
    number = record_of(rare, world).number
    wrong = f"{number},SIO_010059,0,0,1,1"
    assert rare.bring(f"record_id,{','.join(DERIVED)}", wrong).usable
    assert derived(rare, number) == ("SIO_010058", "1", "1", "0", "")


def test_of_a_record_nobody_joined_with_stays_what_was_brought(rare: Walks, world: World) -> None:
    brought = "77,SIO_010058,1,dont-know,1,0"
    assert rare.bring(f"record_id,{','.join(DERIVED)}", brought).usable
    assert derived(rare, "77") == ("SIO_010058", "1", "dont-know", "1", "0")
    with acting_as(rare.curator.actor()) as actor:
        Subject.objects.visible_to(actor).filter(number="77").update(vital="dead")
    assert derived(rare, "77")[0] == "SIO_010059"


def test_after_a_death_the_file_says_so_and_nobody_is_to_be_written_to(
    rare: Walks, world: World
) -> None:
    number = record_of(rare, world).number
    ends(world, world.ruth, State.DECEASED, Told("phone", "Her sister"))
    assert derived(rare, number)[:3] == ("SIO_010059", "0", "1")


@pytest.mark.django_db(transaction=True)
def test_what_others_allowed_for_her_says_yes_no_more_once_she_is_of_age_and_has_not_decided(
    rare: Walks, world: World
) -> None:
    def said() -> list[str | None]:
        with acting_as(rare.curator.actor()) as actor:
            found = known_of(
                actor=actor, registry_id=rare.registry.pk, subjects=[world.ruth.subject]
            )
        return [found[world.ruth.subject].says(one) for one in ("status", "contact", "reuse")]

    assert said() == ["SIO_010058", "1", "1"]
    comes_of_age(world.ruth)
    assert said() == ["SIO_010058", "0", "0"]  # alive she is


def test_the_vault_tells_it_to_who_keeps_this_registry_and_to_herself(
    rare: Walks, world: World
) -> None:
    told = {}
    for name in ("curator", "ruth", "gerd", "nasser", "researcher", "administrator"):
        with acting_as(world.people[name].actor()) as actor:
            found = known_of(
                actor=actor, registry_id=rare.registry.pk, subjects=[world.ruth.subject]
            )
        told[name] = bool(found)
    assert {name for name, seen in told.items() if seen} == {"curator", "ruth"}


def test_many_people_take_no_more_questions_to_the_database(
    rare: Walks, django_assert_max_num_queries: Any
) -> None:
    counts = []
    rare.taken_out()  # words of the version are remembered from now on
    for more in (1, 3):
        lines = [f"9{more}{n},NCIT_C16576" for n in range(more)]
        assert rare.bring("record_id,sex_at_birth", *lines).usable
        with django_assert_max_num_queries(100) as asked:
            rare.taken_out()
        counts.append(len(asked))
    assert counts[0] == counts[1]


# ---------- In forms ----------


def test_a_form_shows_it_and_takes_nothing_else(rare: Walks, world: World, sign_in: Any) -> None:
    record, keeper = record_of(rare, world), sign_in(rare.curator)
    here = f"/registry/datasets/{rare.dataset.slug}/records/{record.ref}/research?instance=0"
    page = keeper.get(here).content.decode()
    assert "Known already, and not asked here" in page
    assert "7.1 Agrees to be contacted for research" in page
    assert 'name="may_contact"' not in page and 'name="may_reuse"' not in page
    sent = {"status": "2", "seen_version": "0", "occurred_on": "", "may_contact": "0"}
    assert keeper.post(here, sent).status_code == 302
    entry = next(one for one in rare.entries() if one.form.name == "research")
    assert "may_contact" not in entry.answers
    assert derived(rare, record.number)[1] == "1"


def test_the_day_of_death_is_asked_once_the_office_wrote_the_death_down(
    rare: Walks, world: World, sign_in: Any
) -> None:
    record, keeper = record_of(rare, world), sign_in(rare.curator)
    here = f"/registry/datasets/{rare.dataset.slug}/records/{record.ref}/status?instance=0"
    assert 'name="death_date' not in keeper.get(here).content.decode()
    ends(world, world.ruth, State.DECEASED, Told("phone", "Her sister"))
    assert 'name="death_date' in keeper.get(here).content.decode()
    sent = {"status": "2", "seen_version": "0", "occurred_on": "", "death_date::year": "2026"}
    assert keeper.post(here, sent).status_code == 302
    entry = next(one for one in rare.entries() if one.form.name == "status")
    assert entry.answers == {"death_date": "2026"}
    assert line_of(rare, record.number)["death_date"] == "2026"


def test_saving_keeps_what_hangs_on_answers_a_file_brought(rare: Walks, sign_in: Any) -> None:
    brought = "77,SIO_010059,2020,dont-know,1,1,Harrow bank"
    names = "patient_status,death_date,may_reuse,has_sample,in_biobank,biobank_link"
    assert rare.bring(f"record_id,{names}", brought).usable
    keeper = sign_in(rare.curator)
    typed = {"status": {"death_date::year": "2021"}, "research": {"biobank_link": "Harrow bank"}}
    for entry in rare.entries():
        if entry.form.name in typed:
            seen = {"seen_version": str(entry.row_version), "occurred_on": "2026-01-03"}
            sent = {"status": "2", "why": "", **seen, **typed[entry.form.name]}
            assert keeper.post(f"/registry/entries/{entry.ref}", sent).status_code == 302
    line = line_of(rare, "77")
    assert [line[name] for name in names.split(",")] == [
        "SIO_010059", "2021", "dont-know", "1", "1", "Harrow bank",
    ]  # fmt: skip


def test_saving_keeps_what_does_not_apply_by_what_she_signed(
    rare: Walks, world: World, sign_in: Any
) -> None:
    number = record_of(rare, world).number
    brought = f"{number},1,1,Harrow bank"
    assert rare.bring("record_id,has_sample,in_biobank,biobank_link", brought).usable

    def entry() -> Any:
        return next(one for one in rare.entries() if one.form.name == "research")

    sent = {"status": "2", "why": "", "seen_version": str(entry().row_version)}
    keeper = sign_in(rare.curator)
    here = f"/registry/entries/{entry().ref}"
    assert keeper.post(here, {**sent, "occurred_on": "2026-01-03"}).status_code == 302
    assert entry().answers["biobank_link"] == "Harrow bank"
    assert line_of(rare, number)["biobank_link"] == "", "and it goes out for nobody who said no"


def test_members_fill_in_no_form_any_more_that_asks_nothing_but_what_hangs_on_it(
    rare: Walks,
) -> None:
    listed = import_dictionary(eu_elements()).rows
    older = [{**row, "annotation": row.get("annotation", "").split(" @READONLY")[0]} for row in listed]  # fmt: skip
    newer = [{**row, "field_label": f"{row['field_label']} (new)"} for row in listed]

    def closed() -> set[str]:
        return {one.name for one in rare.dataset.forms.filter(members_fill=False)}

    in_use(rare, older)
    rare.dataset.forms.update(members_fill=True)
    in_use(rare, [*older[:1], *newer[1:2], *older[2:]])
    assert closed() == set()
    in_use(rare, newer)
    assert closed() == {"status", "research"}


def in_use(walks: Walks, listed: Any) -> None:
    """This dictionary from now on."""
    with acting_as(walks.curator.actor()) as actor:
        taken = take_in_dictionary(
            actor=actor,
            raw=dictionary_csv(listed).encode(),
            registry=walks.registry,
            title=walks.dataset.title,
            dataset=walks.dataset,
        )
        assert taken.version is not None, taken.to_json()
        put_in_use(actor=actor, dataset=walks.dataset, version=taken.version)


def test_a_request_that_chose_people_by_it_is_neither_changed_nor_sent_nor_released(
    world: World,
) -> None:
    asking = make_asking(world, 12)
    listed, life = rows(), field(
        "life", "radio", form="person", choices="SIO_010058, Alive | SIO_010059, Dead"
    )  # fmt: skip
    in_use(asking.walks, [*listed[:5], life, *listed[5:]])
    alive = Criterion("person", "life", "any", ("SIO_010058",))
    draft, ready = asking.draft((alive,)), asking.ready(asking.draft((alive,)))
    told = {**life, "annotation": "@READONLY @FROM-CONSENT='status'"}
    in_use(asking.walks, [*listed[:5], told, *listed[5:]])
    with pytest.raises(PermissionDenied, match="by what the consent answers now"):
        asking.move(draft, asking.researcher, Move.SEND)
    with pytest.raises(PermissionDenied, match="by what the consent answers now"):
        Released(asking, ready).build()
    dead = Criterion("person", "life", "any", ("SIO_010059",))
    with (
        acting_as(asking.researcher.actor()) as actor,
        pytest.raises(NotCohort, match="People are not chosen by this"),
    ):
        change_cohort(actor=actor, ref=draft.ref, criteria=[dead])  # type: ignore[arg-type]
    with acting_as(asking.researcher.actor()) as actor:
        change_cohort(actor=actor, ref=draft.ref, criteria=[LONG])  # type: ignore[arg-type]
    assert asking.move(draft, asking.researcher, Move.SEND).state != "draft"


def test_nobody_is_counted_or_chosen_by_it_and_it_may_be_asked_for(rare: Walks) -> None:
    version = version_in_use(rare.dataset)
    assert version is not None
    layout = layout_of(rare.dataset, version)
    for some in (offered(layout), choosing(layout)):
        assert "may_reuse" not in {one.link_id for items in some.values() for one in items}
    asked = {one.link_id for items in asked_for(layout).values() for one in items}
    assert set(DERIVED) <= asked


def test_a_registry_with_the_older_set_is_offered_the_newer_one(rare: Walks) -> None:
    older = [
        {**row, "annotation": row.get("annotation", "").split(" @READONLY")[0]}
        for row in import_dictionary(eu_elements()).rows
    ]
    with acting_as(rare.curator.actor()) as actor:
        taken = take_in_dictionary(
            actor=actor,
            raw=dictionary_csv(older).encode(),
            registry=rare.registry,
            title=rare.dataset.title,
            dataset=rare.dataset,
        )
        assert taken.version is not None
        assert shipped_asks_more(rare.dataset) is None, "a draft waits"
        put_in_use(actor=actor, dataset=rare.dataset, version=taken.version)
    assert shipped_asks_more(rare.dataset) is EU_ELEMENTS


# ---------- In releases ----------


def test_a_release_says_what_holds_at_its_moment(world: World) -> None:
    asking = make_asking(world, 12, {**REUSE, "contact": {"whole": "yes"}})
    walks = asking.walks
    more = [
        field("agrees", "yesno", form="later", annotation="@READONLY @FROM-CONSENT='contact'"),
        field(
            "life", "radio", form="person", choices="SIO_010058, Alive | SIO_010059, Dead",
            annotation="@READONLY @FROM-CONSENT='status'",
        ),
    ]  # fmt: skip
    listed = rows()
    raw = dictionary_csv([*listed[:5], more[1], *listed[5:], more[0]]).encode()
    with acting_as(walks.curator.actor()) as actor:
        taken = take_in_dictionary(
            actor=actor, raw=raw, registry=walks.registry, title="Walk", dataset=walks.dataset
        )
        assert taken.version is not None, taken.to_json()
        put_in_use(actor=actor, dataset=walks.dataset, version=taken.version)
    first, second = asking.people[:2]
    died = second.subject
    no_letters(walks, first)
    ends(world, second, State.DECEASED, Told("phone", "Her sister"))
    released = Released(asking, asking.ready(asking.draft(())))
    DataRequest.objects.filter(pk=released.row.pk).update(
        variables=["minutes", "life", "agrees"], kept_apart=[]
    )
    release = released.build()
    assert release.state == "built", release.problem
    names = released.people()
    told = {
        line["pseudonym"]: (line["life"], line["agrees"])
        for line in table(released.bundle(), "data_raw.csv")
    }
    assert len(told) == release.n_people == 12
    assert told[names[first.subject]] == ("SIO_010058", "0")
    assert told[names[died]] == ("SIO_010059", "0")
    others = {names[one.subject] for one in asking.people[2:]}
    assert {told[name] for name in others} == {("SIO_010058", "1")}


def test_the_vault_tells_a_release_only_of_who_is_in_it(world: World) -> None:
    asking = make_asking(world, 12)
    released = Released(asking, asking.ready())
    released.build()
    subjects = [asking.people[0].subject, world.gerd.subject]
    join(asking.walks, world.gerd)
    with acting_as(as_release(released.release)), connection.cursor() as cursor:
        cursor.execute(
            "select subject_id from registry_told(%s, %s::uuid[])",
            [asking.walks.registry.pk, subjects],
        )
        assert {subject for (subject,) in cursor.fetchall()} == {asking.people[0].subject}
        cursor.execute("select * from registry_told(%s, %s::uuid[])", [0, subjects])
        assert cursor.fetchall() == []
