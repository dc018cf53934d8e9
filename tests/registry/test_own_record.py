"""Her own record is entered once: coded beside her words, read by her doctor and used elsewhere as she says."""

from __future__ import annotations

import io
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from audit.models import Event
from members.models import Grant
from po_platform.access.actor import SignedIn, acting_as
from proms.actions.visit_codes import make_visit_code
from proms.actions.visits import When, note_visit
from proms.models import OwnList, Visit
from proms.own_record import MOST_CHOSEN, lines_offered
from proms.queries.visits import my_visit_code
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import import_dictionary
from registry.actions.closing import give_nothing_more
from registry.actions.datasets import make_registry, put_in_use, take_in_dictionary
from registry.actions.entries import ChangedMeanwhile, save_entry
from registry.actions.joining import join_registry
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.actions.shipped import add_shipped
from registry.cells import State
from registry.cohort import asked_for, choosing
from registry.consent import ASSENTS
from registry.entry_flow import At
from registry.models import Dataset, Entry, Participation
from registry.own_record import KEYS
from registry.provenance import origin_of
from registry.queries.datasets import layout_of, shipped_asks_more, version_in_use
from registry.queries.own_record import to_take_over
from registry.queries.participation import my_participation
from registry.shipped import OWN_RECORD, example_treatments
from registry.terms.shapes import Entry as Term
from registry.terms.shapes import NotTerms
from registry.terms.systems import SYSTEMS, read_system
from tests.members.helper_steps import acting
from tests.members.proxy_steps import proxy_for, second_office
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.api import ask, program
from tests.proms.path import text_of
from tests.registry.joining import comes_of_age, join, open_to_members, sheet_of
from tests.registry.terms_files import read_in
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
SALVE = {
    "treatment_kind": "medicine", "treatment_name": "Harrow salve", "treatment_code": "T:11",
    "dose": 5, "dose_unit": "mg", "dose_often": "twice_a_day", "treatment_start": "2019-03",
    "treatment_now": "1",
}  # fmt: skip
OLD = {
    "treatment_kind": "medicine", "treatment_name": "Old drops", "treatment_now": "0",
    "treatment_stop": "2020", "treatment_why": ["side_effects"],
}  # fmt: skip
HANDS = {"condition_name": "Morning hands", "condition_since": "2011", "condition_now": "there"}
SALVE_LINE = "Harrow salve, 5 mg, twice a day, since March 2019"


def with_own_record(walks: Walks) -> Walks:
    """The registry has the set of an own record."""
    with acting_as(walks.curator.actor()) as actor:
        add_shipped(actor=actor, registry=walks.registry, ours=OWN_RECORD)
    dataset = Dataset.objects.get(registry=walks.registry, title="My own record")
    return Walks(walks.curator, walks.registry, dataset)


def writes(
    actor: SignedIn, own: Walks, form: str, answers: dict[str, Any], number: int = 1
) -> None:
    """She, or who acts for her, writes one down."""
    with acting_as(actor):
        mine = my_participation(actor=actor, registry=own.registry)
        assert mine is not None
        save_entry(
            actor=actor,
            at=At(mine.record, own.dataset, own.dataset.forms.get(name=form), None, number),
            entry=None,
            state=State(answers=dict(answers), status=Entry.Status.UNVERIFIED),
            occurred_on="2026",
            seen_version=0,
            own=True,
        )


@pytest.fixture
def own(world: World) -> Walks:
    """Ruth takes part and has written down a treatment, one that ended, and a condition."""
    found = with_own_record(open_to_members(world))
    join(found, world.ruth)
    actor = world.ruth.actor()
    writes(actor, found, "treatments", OLD, 1)
    writes(actor, found, "treatments", SALVE, 2)
    writes(actor, found, "conditions", HANDS)
    return found


# ---------- Coded beside her words ----------


def test_an_organisation_reads_in_its_own_list_of_treatments() -> None:
    report = read_in("treatments", example_treatments().read_bytes())
    assert report.refusal is None, report.to_json()
    assert (report.to_json()["version"], report.to_json()["terms"]) == ("2026-11-22", 6)
    again = read_in("treatments", example_treatments().read_bytes())
    assert again.to_json()["changed"] == 0


def test_a_table_with_commas_or_tabs_and_other_names_is_read() -> None:
    raw = "treatments,2026-11-22,en\ncode,name,other names,ended\nT1,Salve,balm|cream,\nT2,Drops,,yes\n"
    for text in (raw, raw.replace(",", "\t"), "\ufeff" + raw.replace("\n", "\r\n")):
        terms = {
            one.code: one
            for one in read_system(SYSTEMS["treatments"], BytesIO(text.encode()))
            if isinstance(one, Term)
        }
        assert terms["T1"].names == ("Salve", "balm", "cream") and not terms["T1"].obsolete
        assert terms["T2"].obsolete


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hpo;2026-11-22;en\ncode;name\nT1;Salve\n",
        b"treatments;;en\ncode;name\nT1;Salve\n",
        b"treatments;next week;en\ncode;name\nT1;Salve\n",
        b"treatments;2026-11-22;en\nname;code\nSalve;T1\n",
        b"treatments;2026-11-22;en\ncode;name\nT1;\n",
        b"treatments;2026-11-22;en\ncode;name\n<b>;Salve\n",
        b"treatments;2026-11-22;en\ncode;name\n",
        b"treatments;2026-11-22;en\ncode;name\nT1;Salv\xe9\n",
        b"treatments;2026-11-22;en\ncode;name\nT1;" + b"x" * 200_000,
    ],
)
def test_a_file_that_is_no_such_list_is_refused(raw: bytes) -> None:
    with pytest.raises(NotTerms):
        list(read_system(SYSTEMS["treatments"], BytesIO(raw)))


def test_coded_ones_are_counted_and_released_and_her_words_never(own: Walks) -> None:
    version = version_in_use(own.dataset)
    assert version is not None
    layout = layout_of(own.dataset, version)
    for some in (choosing(layout), asked_for(layout)):
        names = {one.link_id for items in some.values() for one in items}
        assert {"condition_code", "treatment_code"} <= names
        assert not {"condition_name", "treatment_name", "treatment_for", "effect_what"} & names


def test_she_searches_by_name_and_a_name_no_list_knows_is_not_taken_for_a_code(
    own: Walks, world: World, sign_in: Any
) -> None:
    read_in("treatments", example_treatments().read_bytes())
    ruth = sign_in(world.ruth)
    here = f"/registries/walks/data/{own.dataset.slug}/treatments?instance=3"
    sent = {"occurred_on": "", "seen_version": "0", "treatment_kind": "therapy"}
    wrong = ruth.post(here, {**sent, "treatment_name": "Bath", "treatment_code": "Moonlight"})
    assert wrong.status_code == 422 and b"has no such name or code" in wrong.content
    named = {**sent, "treatment_name": "Bath", "treatment_code": "water gymnastics"}
    assert ruth.post(here, named).status_code == 302
    with acting_as(world.ruth.actor()) as actor:
        entry = Entry.objects.visible_to(actor).get(instance=3)
    assert (entry.answers["treatment_code"], entry.answers["treatment_name"]) == ("T:03", "Bath")


def test_a_registry_with_the_older_set_is_offered_the_codes(own: Walks) -> None:
    assert shipped_asks_more(own.dataset) is None
    version = version_in_use(own.dataset)
    assert version is not None
    assert {"condition_code", "treatment_code"} <= set(OWN_RECORD.names())


# ---------- On the page for a visit ----------


def visit_of(persona: Persona | SignedIn) -> Visit:
    actor = persona if isinstance(persona, SignedIn) else persona.actor()
    with acting_as(actor):
        return note_visit(actor=actor, when=When(timezone.localdate()))


def keys_of(persona: Persona | SignedIn) -> dict[str, str]:
    actor = persona if isinstance(persona, SignedIn) else persona.actor()
    with acting_as(actor):
        return {one.words: one.key for one in lines_offered(actor)}


def opened(persona: Persona, visit: Visit) -> Client:
    """A doctor's browser, in which her code opened the page."""
    actor = persona.actor()
    with acting_as(actor):
        make_visit_code(actor=actor, visit=visit, named=False)
        code = my_visit_code(actor=actor, visit=visit)
    assert code is not None
    doctor = Client()
    doctor.post("/doctor", {"code": code.code})
    return doctor


def test_what_is_there_now_stands_first_in_words_a_doctor_reads(own: Walks, world: World) -> None:
    lines = list(keys_of(world.ruth))
    assert lines[0] == SALVE_LINE
    assert lines[1] == "Morning hands, since 2011, It is there"
    assert lines[2] == "Old drops, until 2020, ended, Because of side effects"
    assert keys_of(world.gerd) == {}


def test_many_lines_take_no_more_questions_to_the_database(
    own: Walks, world: World, django_assert_max_num_queries: Any
) -> None:
    keys_of(world.ruth)  # words of the version are remembered from now on
    counts = []
    for number in (1, 2, 3, 4):
        writes(world.ruth.actor(), own, "side_effects", {"effect_what": f"Effect {number}"}, number)
        with django_assert_max_num_queries(60) as asked:
            keys_of(world.ruth)
        counts.append(len(asked))
    assert counts[0] == counts[-1]


def test_nothing_of_it_is_on_the_page_until_she_ticks_it(
    own: Walks, world: World, sign_in: Any
) -> None:
    visit, ruth = visit_of(world.ruth), sign_in(world.ruth)
    page = ruth.get(f"/visits/{visit.ref}")
    assert "Nothing of it is shown until you tick it" in text_of(page)
    assert "Harrow salve" not in text_of(ruth.get(f"/visits/{visit.ref}/show"))
    form = ruth.get(f"/visits/{visit.ref}/own-record").content.decode()
    assert SALVE_LINE in form and "checked" not in form
    assert "Harrow salve" not in text_of(opened(world.ruth, visit).get("/doctor/summary"))


def test_what_she_ticks_stands_on_paper_on_screen_and_behind_her_code(
    own: Walks, world: World, sign_in: Any
) -> None:
    visit, ruth, key = visit_of(world.ruth), sign_in(world.ruth), keys_of(world.ruth)[SALVE_LINE]
    share(world.ruth, world.nasser)
    ruth.post(f"/visits/{visit.ref}/own-record", {"chosen": [key]})
    day = "From my own record, as it was on"
    for page in (
        text_of(ruth.get(f"/visits/{visit.ref}/show")),
        text_of(opened(world.ruth, visit).get("/doctor/summary")),
        text_of(sign_in(world.nasser).get(f"/clinic/people/{world.ruth.subject}")),
    ):
        assert day in page and SALVE_LINE in page
        assert "Old drops" not in page and "Morning hands" not in page
    pdf = ruth.get(f"/visits/{visit.ref}/summary.pdf")
    paper = " ".join(PdfReader(io.BytesIO(b"".join(pdf))).pages[0].extract_text().split())
    assert "Harrow salve" in paper and "Old drops" not in paper
    assert SALVE_LINE in text_of(ruth.get(f"/visits/{visit.ref}"))


def test_one_press_takes_all_of_it_off(own: Walks, world: World, sign_in: Any) -> None:
    visit, ruth, key = visit_of(world.ruth), sign_in(world.ruth), keys_of(world.ruth)[SALVE_LINE]
    here = f"/visits/{visit.ref}/own-record"
    ruth.post(here, {"chosen": [key]})
    doctor = opened(world.ruth, visit)
    assert "Harrow salve" in text_of(doctor.get("/doctor/summary"))
    assert ruth.post(here, {"off": "1"}).status_code == 302
    assert "Harrow salve" not in text_of(doctor.get("/doctor/summary"))
    assert "Harrow salve" not in text_of(ruth.get(f"/visits/{visit.ref}/show"))


def test_a_program_of_hers_chooses_lines_as_the_page_does(
    own: Walks, world: World, sign_in: Any
) -> None:
    visit, ruth, client = visit_of(world.ruth), sign_in(world.ruth), program(world.ruth)
    here = f"visits/{visit.ref}/own-record"
    asked = ask(client, "get", here).json()
    assert asked["lines"] == []
    keys = {one["words"]: one["key"] for one in asked["offered"]}
    assert keys == keys_of(world.ruth)
    assert ask(client, "put", here, {"chosen": [keys[SALVE_LINE]]}).json()["lines"] == [SALVE_LINE]
    assert SALVE_LINE in text_of(ruth.get(f"/visits/{visit.ref}/show"))
    refused = ask(client, "put", here, {"chosen": ["f" * 16]})
    assert refused.status_code == 400 and "changed meanwhile" in str(refused.json()["chosen"])
    assert SALVE_LINE in text_of(ruth.get(f"/visits/{visit.ref}/show"))
    stranger = program(world.gerd)
    for verb, body in (("get", None), ("put", {"chosen": [keys[SALVE_LINE]]})):
        assert ask(stranger, verb, here, body).status_code == 404
    assert ask(client, "put", here, {"chosen": []}).json()["lines"] == []
    assert SALVE_LINE not in text_of(ruth.get(f"/visits/{visit.ref}/show"))


def test_she_is_told_when_her_record_says_something_else_by_now(
    own: Walks, world: World, sign_in: Any
) -> None:
    visit, ruth, key = visit_of(world.ruth), sign_in(world.ruth), keys_of(world.ruth)[SALVE_LINE]
    ruth.post(f"/visits/{visit.ref}/own-record", {"chosen": [key]})
    assert "something else by now" not in text_of(ruth.get(f"/visits/{visit.ref}"))
    assert "Saving takes them off" not in text_of(ruth.get(f"/visits/{visit.ref}/own-record"))
    with acting_as(world.ruth.actor()) as actor:
        entry = Entry.objects.visible_to(actor).get(answers__treatment_name="Harrow salve")
        entry.answers = {**entry.answers, "dose": 10}
        entry.row_version += 1
        entry.save(update_fields=["answers", "row_version"])
    page = text_of(ruth.get(f"/visits/{visit.ref}"))
    assert "something else by now" in page and SALVE_LINE in page
    form = text_of(ruth.get(f"/visits/{visit.ref}/own-record"))
    assert "Saving takes them off" in form and SALVE_LINE in form
    stale = ruth.post(f"/visits/{visit.ref}/own-record", {"chosen": [key]})
    assert stale.status_code == 422 and b"Your record has changed meanwhile" in stale.content


def test_too_many_lines_do_not_fit_on_a_page(own: Walks, world: World, sign_in: Any) -> None:
    actor = world.ruth.actor()
    for number in range(MOST_CHOSEN):
        writes(actor, own, "side_effects", {"effect_what": f"Effect {number}"}, number + 1)
    visit = visit_of(world.ruth)
    sent = {"chosen": [*keys_of(world.ruth).values()]}
    page = sign_in(world.ruth).post(f"/visits/{visit.ref}/own-record", sent)
    assert page.status_code == 422 and b"so that it stays one page" in page.content


def test_nobody_else_reaches_it_and_past_visits_offer_nothing(
    own: Walks, world: World, sign_in: Any
) -> None:
    visit = visit_of(world.ruth)
    here = f"/visits/{visit.ref}/own-record"
    assert sign_in(world.gerd).get(here).status_code == 404
    assert sign_in(world.gerd).post(here, {"off": "1"}).status_code == 404
    assert sign_in(world.nasser).get(here).status_code == 404
    with acting_as(world.ruth.actor()) as actor:
        Visit.objects.visible_to(actor).update(on=timezone.localdate() - timedelta(days=1))
    assert sign_in(world.ruth).get(here).status_code == 404
    gerds = visit_of(world.gerd)
    assert "From my own record" not in text_of(sign_in(world.gerd).get(f"/visits/{gerds.ref}"))


def test_who_acts_by_law_ticks_lines_of_the_child(world: World, sign_in: Any) -> None:
    found = with_own_record(open_to_members(world))
    grant = proxy_for(world, world.gerd, second_office())
    parent = acting(world.gerd, Grant(pk=grant))
    assert parent is not None
    with acting_as(parent):
        join_registry(actor=parent, sheet=sheet_of(found), said={}, language="en", assent=ASSENTS)
    writes(parent, found, "treatments", SALVE)
    visit, key = visit_of(parent), keys_of(parent)[SALVE_LINE]
    client = sign_in(world.gerd)
    client.post(f"/helping/{grant}/act")
    assert client.post(f"/visits/{visit.ref}/own-record", {"chosen": [key]}).status_code == 302
    page = text_of(client.get(f"/visits/{visit.ref}/show"))
    assert SALVE_LINE in page and "who acts by law" in page
    with acting_as(parent):
        kept = OwnList.objects.visible_to(parent).get(about="record")
    assert kept.by_law_account == world.gerd.account.pk
    client.post(f"/visits/{visit.ref}/own-record", {"off": "1"})
    assert SALVE_LINE not in text_of(client.get(f"/visits/{visit.ref}/show"))


def test_her_file_says_what_she_ticked(own: Walks, world: World, sign_in: Any) -> None:
    visit, key = visit_of(world.ruth), keys_of(world.ruth)[SALVE_LINE]
    sign_in(world.ruth).post(f"/visits/{visit.ref}/own-record", {"chosen": [key]})
    assert Event.objects.filter(verb="proms.own_list.written").exists()
    with acting_as(world.ruth.actor()) as actor:
        kept = OwnList.objects.visible_to(actor).get(about="record")
    assert kept.lines == [SALVE_LINE] and kept.by_law_account is None


# ---------- In another registry ----------


@pytest.fixture
def other(own: Walks, world: World) -> Walks:
    """A second registry with the same set; Ruth has joined it, too."""
    with acting_as(world.curator.actor()) as actor:
        registry = make_registry(actor=actor, title="Knees")
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=registry))
    found = with_own_record(Walks(world.curator, registry, own.dataset))
    join(found, world.ruth)
    return found


HERE = "/registries/knees/data/take-over"


def offered(other: Walks, world: World) -> dict[str, str]:
    """Line → the ref of its entry."""
    with acting_as(ruth := world.ruth.actor()) as actor:
        mine = my_participation(actor=actor, registry=other.registry)
        assert mine is not None
        return {one.line: str(one.entry.ref) for one in to_take_over(actor=ruth, taking_part=mine)}


def here(other: Walks, world: World) -> list[Entry]:
    with acting_as(world.ruth.actor()) as actor:
        found = Entry.objects.visible_to(actor).filter(registry=other.registry)
        return list(found.select_related("form").order_by("pk"))


def test_what_she_ticks_is_copied_and_says_where_it_comes_from(
    other: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    assert HERE in ruth.get("/registries/knees/data").content.decode()
    page = ruth.get(HERE).content.decode()
    assert SALVE_LINE in page and "(from “Walks”)" in page and "checked" not in page
    assert here(other, world) == []
    done = ruth.post(HERE, {"chosen": [offered(other, world)[SALVE_LINE]]}, follow=True)
    assert "1 line was taken over." in done.content.decode()
    (entry,) = here(other, world)
    assert entry.answers == SALVE and entry.source == "self" and entry.occurred_on == "2026"
    origin = origin_of(entry.provenance, "treatment_name")
    assert origin is not None and origin.how == "self" and origin.taken_over
    mine = ruth.get(f"/registries/entries/{entry.ref}").content.decode()
    assert "By you, from your own record in another registry" in mine
    event = Event.objects.get(verb="registry.own_record.taken_over")
    assert event.detail == {"count": 1}


def test_who_keeps_the_other_registry_does_not_read_which_one_it_was(
    other: Walks, world: World, sign_in: Any
) -> None:
    sign_in(world.ruth).post(HERE, {"chosen": [*offered(other, world).values()]})
    entry = here(other, world)[0]
    assert "Walks" not in str(entry.provenance)
    page = sign_in(other.curator).get(f"/registry/entries/{entry.ref}/values").content.decode()
    assert "own record in another registry, taken over on" in page and "Walks" not in page


def test_twice_is_once_and_what_stands_there_is_not_offered_again(
    other: Walks, world: World, sign_in: Any
) -> None:
    ruth, refs = sign_in(world.ruth), [*offered(other, world).values()]
    assert len(refs) == 3
    ruth.post(HERE, {"chosen": refs})
    again = ruth.post(HERE, {"chosen": refs}, follow=True)
    assert "nothing to take over any more" in again.content.decode()
    assert len(here(other, world)) == 3 and offered(other, world) == {}
    assert [one.instance for one in here(other, world) if one.form.name == "treatments"] == [1, 2]
    assert HERE not in ruth.get("/registries/knees/data").content.decode()


def test_nothing_ticked_is_said_and_others_entries_are_no_choice(
    other: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    assert ruth.post(HERE, {}).status_code == 422
    join(other, world.gerd)
    gerd = sign_in(world.gerd)
    stolen = offered(other, world)[SALVE_LINE]
    assert gerd.post(HERE, {"chosen": [stolen]}).status_code in (302, 422)
    with acting_as(world.gerd.actor()) as actor:
        assert not Entry.objects.visible_to(actor).exists()
    assert sign_in(world.nasser).get(HERE).status_code == 404


def test_nothing_is_offered_where_nothing_new_may_be_entered(
    other: Walks, world: World, sign_in: Any
) -> None:
    refs = [*offered(other, world).values()]
    with acting_as(world.ruth.actor()) as actor:
        mine = my_participation(actor=actor, registry=other.registry)
        assert mine is not None
        give_nothing_more(actor=actor, taking_part=mine, language="en")
    assert offered(other, world) == {}
    sign_in(world.ruth).post(HERE, {"chosen": refs})
    assert here(other, world) == []


def test_answers_the_other_form_does_not_know_stay_behind(other: Walks, world: World) -> None:
    with acting_as(ruth := world.ruth.actor()) as actor:
        entry = Entry.objects.visible_to(actor).get(answers__treatment_name="Harrow salve")
        entry.answers = {**entry.answers, "dose_unit": "spoonful"}
        entry.row_version += 1
        entry.save(update_fields=["answers", "row_version"])
        mine = Participation.objects.visible_to(actor).select_related("registry", "record")
        taken = to_take_over(actor=ruth, taking_part=mine.get(registry=other.registry))
    salve = next(one for one in taken if one.answers["treatment_name"] == "Harrow salve")
    assert "dose_unit" not in salve.answers and salve.answers["dose"] == 5


def test_a_code_of_another_list_and_a_number_out_of_bounds_stay_behind(
    other: Walks, world: World
) -> None:
    changed = {
        "treatment_code": {"annotation": "@TERMS='icd10gm'"},
        "dose": {"validation_max": "4", "annotation": "@FORCE-MINMAX"},
    }
    asked = import_dictionary(OWN_RECORD.raw()).rows
    newer = [{**one, **changed.get(one["field_name"], {})} for one in asked]
    with acting_as(world.curator.actor()) as actor:
        taken = take_in_dictionary(
            actor=actor,
            raw=dictionary_csv(newer).encode(),
            registry=other.registry,
            title=other.dataset.title,
            dataset=other.dataset,
        )
        assert taken.version is not None, taken.to_json()
        put_in_use(actor=actor, dataset=other.dataset, version=taken.version)
    with acting_as(ruth := world.ruth.actor()) as actor:
        mine = my_participation(actor=actor, registry=other.registry)
        assert mine is not None
        found = to_take_over(actor=ruth, taking_part=mine)
    salve = next(one for one in found if one.answers["treatment_name"] == "Harrow salve")
    assert salve.answers["dose_unit"] == "mg"
    assert "treatment_code" not in salve.answers and "dose" not in salve.answers


def test_what_changed_while_she_looked_is_said_and_nothing_is_copied(
    other: Walks, world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(**_given: Any) -> None:
        raise ChangedMeanwhile

    monkeypatch.setattr("registry.actions.own_record.save_entry", changed)
    sent = {"chosen": [*offered(other, world).values()]}
    page = sign_in(world.ruth).post(HERE, sent, follow=True)
    assert page.status_code == 200 and "Something changed meanwhile" in page.content.decode()
    assert SALVE_LINE in page.content.decode() and here(other, world) == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_offered_to_whoever_came_of_age_and_has_not_decided(
    other: Walks, world: World
) -> None:
    assert len(offered(other, world)) == 3
    comes_of_age(world.ruth)
    assert offered(other, world) == {}


def test_every_form_of_the_set_is_known_by_a_question_it_has() -> None:
    assert set(KEYS.values()) <= set(OWN_RECORD.names())
