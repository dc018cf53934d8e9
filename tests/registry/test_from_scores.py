"""Scores of her questionnaires come into a registry by her own tick alone, each of them, and once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import Event
from po_platform.access.actor import Tick, acting_as
from proms.actions.readers import let_proxies_read
from proms.actions.responses import Sending, submit_response, withdraw_response
from proms.actions.scoring_again import score_again
from proms.models import Instrument, Response
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from questionnaires.queries import form_of
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import import_dictionary
from registry.actions.closing import give_nothing_more
from registry.actions.cohorts import change_cohort
from registry.actions.counting import count_people
from registry.actions.datasets import take_in_dictionary
from registry.actions.entries import ChangedMeanwhile, save_entry
from registry.actions.from_scores import take_over_scores, write_scores_form
from registry.actions.joining import join_registry
from registry.actions.requests import change_request
from registry.cells import State
from registry.cohort import Criterion
from registry.consent import ASSENTS
from registry.entry_flow import At
from registry.export_answers import answers_part
from registry.from_scores import Asked, mark_of, score_forms
from registry.models import Entry, Form
from registry.provenance import origin_of
from registry.queries.datasets import form_in_use, version_in_use
from registry.queries.participation import my_participation
from registry.release_rows import SHIFTED
from registry.request_shown import Shown
from registry.score_provider import measures, results
from registry.uses import use_of
from tests.members.helper_steps import acting, help_of
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import (
    WEEKLY,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    some_answers,
    text_of,
    use,
)
from tests.proms.test_for_a_child import Family
from tests.proms.test_score_command import further
from tests.proms.wordless import complete, form_for, highest
from tests.questionnaires.dictionaries import field
from tests.registry.asking import REUSE, make_asking
from tests.registry.joining import join, open_to_members, sheet_of
from tests.registry.released import Released, table
from tests.registry.scores import (
    DAY,
    FORM,
    HOW,
    PAIN,
    corrected,
    held,
    offered,
    use_draft,
    with_scores,
)
from tests.registry.world import Walks
from tests.registry.written_rows import row as written_row

pytestmark = pytest.mark.django_db
HERE = "/registries/walks/data/from-questionnaires"
DATA = "/registries/walks/data"


@pytest.fixture
def walks(world: World) -> Walks:
    """A registry with a form for scores; Ruth takes part and has answered twice: 4, then 7."""
    weekly = put_weekly_in_use(world)
    found = with_scores(open_to_members(world))
    join(found, world.ruth)
    for pain in (4, 7):
        send(world.ruth, on_her_list(world.ruth, weekly), some_answers(pain))
    return found


def weekly_check_in() -> Instrument:
    return Instrument.objects.get(slug=WEEKLY)


def ticks(walks: Walks, who: Any) -> list[str]:
    return [one.key for one in offered(walks, who)]


# ---------- What a mark says ----------


@pytest.mark.parametrize(
    ("annotation", "mark"),
    [
        ("@READONLY @FROM-SCORE='phq-9:total'", ("phq-9", Asked("total", ""))),
        ('@FROM-SCORE="phq-9:total:state"', ("phq-9", Asked("total", "state"))),
        ("@FROM-SCORE='phq-9::day'", ("phq-9", Asked("", "day"))),
        ("@FROM-SCORE='phq-9::version'", ("phq-9", Asked("", "version"))),
        ("@FROM-SCORE='phq-9:'", None),
        ("@FROM-SCORE='phq-9::state'", None),
        ("@FROM-SCORE='phq-9:total:day'", None),
        ("@FROM-SCORE='total'", None),
        ("@READONLY", None),
    ],
)
def test_a_mark_names_a_rule_and_what_is_taken_of_it(annotation: str, mark: object) -> None:
    assert mark_of({"annotation": annotation}) == mark


SCORED = [
    field("record_id", form="start"),
    field("pain", form="week", validation="number", annotation="@READONLY @FROM-SCORE='w:pain'"),
    field("on", form="week", validation="date_ymd", annotation="@READONLY @FROM-SCORE='w::day'"),
]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ([], {"week": {"pain", "on"}}),
        ([field("more", form="week")], {}),  # somebody is asked something in it
        ([field("sum", "calc", form="week", choices="[pain]")], {"week": {"pain", "on"}}),
        (
            [
                field(
                    "o", form="week", validation="number", annotation="@READONLY @FROM-SCORE='v:o'"
                )
            ],
            {},  # two rules
        ),
        (
            [field("t", form="week", annotation="@READONLY @FROM-SCORE='w:total'")],
            {"week": {"pain", "on"}},  # a text takes no number
        ),
    ],
)
def test_a_form_is_answered_by_scores_of_one_rule_and_asks_nobody_anything(
    changed: list[dict[str, str]], found: dict[str, set[str]], walks: Walks
) -> None:
    raw = dictionary_csv([*SCORED, *changed]).encode()
    with acting_as(walks.curator.actor()) as actor:
        taken = take_in_dictionary(actor=actor, raw=raw, registry=walks.registry, title="Own")
    assert taken.version is not None, taken.to_json()
    words = form_in_use(taken.version)
    forms = score_forms(taken.version.metadata["redcap"], words)
    assert {name: set(one.asked) for name, one in forms.items()} == found
    there = Form.objects.filter(dataset=taken.dataset, name="week").get()
    assert (there.scores_of, there.repeats, there.members_fill) == (
        ("w", True, True) if found else ("", False, False)
    )


def test_a_dictionary_goes_out_with_its_marks_and_comes_in_with_them(walks: Walks) -> None:
    version = version_in_use(walks.dataset)
    assert version is not None
    listed = version.metadata["redcap"]
    again = import_dictionary(dictionary_csv(listed).encode())
    assert [one.get("annotation", "") for one in again.rows] == [
        one.get("annotation", "") for one in listed
    ]
    told = str(again.to_json())
    assert "FROM-SCORE" not in told, "nothing of it is said to wait"


# ---------- The form, written by a curator ----------


def test_a_curator_chooses_a_questionnaire_and_the_form_stands_in_the_draft(
    world: World, sign_in: Any
) -> None:
    put_weekly_in_use(world)
    walks = open_to_members(world)
    curator, here = sign_in(walks.curator), "/registry/datasets/walk/questions"
    assert f"{here}/scores-form" in curator.get(here).content.decode()
    page = curator.get(f"{here}/scores-form").content.decode()
    assert "How was your week?" in page and "Pain; Tiredness" in page
    assert curator.post(f"{here}/scores-form", {}).status_code == 422
    assert curator.post(f"{here}/scores-form", {"measure": "another"}).status_code == 422
    assert curator.post(f"{here}/scores-form", {"measure": WEEKLY}).status_code == 302
    pain = written_row(PAIN)
    assert (pain["field_type"], pain["validation"]) == ("text", "number")
    assert (pain["validation_min"], pain["validation_max"]) == ("0", "10")
    assert pain["annotation"] == "@READONLY @FROM-SCORE='weekly-check-in:pain'"
    assert "prorated" in written_row(HOW)["choices"]
    assert "1.0.0" in written_row("weekly_check_in_version")["choices"]
    assert not walks.dataset.forms.filter(name=FORM).exists(), "nobody gives anything to a draft"
    use_draft(walks.dataset, walks.curator)
    form = walks.dataset.forms.get(name=FORM)
    assert (form.scores_of, form.repeats, form.members_fill) == (WEEKLY, True, True)


def test_pressed_twice_it_is_one_form(walks: Walks, world: World, sign_in: Any) -> None:
    here = "/registry/datasets/walk/questions/scores-form"
    page = sign_in(walks.curator).post(here, {"measure": WEEKLY})
    assert page.status_code == 422
    assert "each has its form here already" in sign_in(walks.curator).get(here).content.decode()
    with acting_as(walks.curator.actor()) as actor:
        book = write_scores_form(actor=actor, dataset=walks.dataset, measure=measures()[0])
    assert [one.name for one in book.heads].count(FORM) == 1


def test_only_who_looks_after_the_registry_writes_it(world: World, sign_in: Any) -> None:
    put_weekly_in_use(world)
    open_to_members(world)
    here = "/registry/datasets/walk/questions/scores-form"
    for who in (world.ruth, world.nasser, world.researcher):
        assert sign_in(who).post(here, {"measure": WEEKLY}).status_code in (403, 404)


# ---------- Her results ----------


def test_she_sees_her_results_none_ticked_and_what_she_ticks_stands_here(
    walks: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    assert "2 results are not here yet" in text_of(ruth.get(DATA))
    page = ruth.get(HERE)
    assert "Pain 4" in text_of(page) and "Pain 7" in text_of(page)
    assert "checked" not in page.content.decode()
    assert held(walks, world.ruth) == [], "a look takes nothing over"
    newest = offered(walks, world.ruth)[0]
    done = ruth.post(HERE, {"chosen": [newest.key]}, follow=True)
    assert "1 result was taken over." in text_of(done)
    (entry,) = held(walks, world.ruth)
    assert entry.answers[PAIN] == 7 and entry.answers[HOW] == "ok"
    assert entry.answers[DAY] == entry.occurred_on == timezone.localdate().isoformat()
    assert entry.answers["weekly_check_in_version"] == "1.0.0"
    assert entry.source == "self" and entry.instance == 1
    assert "Kneading" not in str(entry.answers), "no words of hers"
    origin = origin_of(entry.provenance, PAIN)
    assert origin is not None and origin.sending == str(newest.result.ref)
    mine = text_of(ruth.get(f"/registries/entries/{entry.ref}"))
    assert "Pain 7 By you, from your questionnaires" in mine and "Change something" not in mine
    kept = sign_in(walks.curator).get(f"/registry/entries/{entry.ref}/values")
    assert "From the person’s questionnaires, taken over on" in text_of(kept)
    assert Event.objects.get(verb="registry.scores.taken_over").detail == {"count": 1}


def test_twice_is_once_and_what_she_left_out_stays_out(
    walks: Walks, world: World, sign_in: Any
) -> None:
    ruth, keys = sign_in(world.ruth), ticks(walks, world.ruth)
    for _again in range(2):
        ruth.post(HERE, {"chosen": [keys[0]]})
    assert [one.answers[PAIN] for one in held(walks, world.ruth)] == [7]
    assert ticks(walks, world.ruth) == [keys[1]]
    ruth.post(HERE, {"chosen": keys[1:]})
    assert "nothing to take over any more" in text_of(ruth.get(HERE, follow=True))
    assert "From your questionnaires" not in text_of(ruth.get(DATA))


def test_too_few_answers_bring_their_state_and_no_number(walks: Walks, world: World) -> None:
    waiting = on_her_list(world.ruth, weekly_check_in())
    send(world.ruth, waiting, {"q2": 5, "q8": ""})
    newest = offered(walks, world.ruth)[0]
    assert newest.answers[HOW] == "not_scorable" and PAIN not in newest.answers
    assert "Pain – Too few answers for a number" in newest.scores


def test_a_correction_is_told_and_brings_the_entry_up_to_date(
    walks: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    ruth.post(HERE, {"chosen": ticks(walks, world.ruth)})
    assert ticks(walks, world.ruth) == []
    with acting_as(world.ruth.actor()) as actor:
        sent = Response.objects.visible_to(actor).order_by("-pk")[0]
    corrected(world.ruth, sent, 2)
    assert [one.answers[PAIN] for one in held(walks, world.ruth)] == [4, 7], "not by itself"
    assert "1 result is not here yet" in text_of(ruth.get(DATA))
    assert "Here it says something else" in text_of(ruth.get(HERE))
    ruth.post(HERE, {"chosen": ticks(walks, world.ruth)})
    assert [one.answers[PAIN] for one in held(walks, world.ruth)] == [4, 2]
    assert ticks(walks, world.ruth) == []


def test_what_was_taken_back_is_offered_no_more_and_what_stands_here_stays(
    walks: Walks, world: World, sign_in: Any
) -> None:
    keys = ticks(walks, world.ruth)
    sign_in(world.ruth).post(HERE, {"chosen": keys[:1]})
    with acting_as(actor := world.ruth.actor()):
        for sent in Response.objects.visible_to(actor):
            withdraw_response(actor=actor, response=sent)
    assert ticks(walks, world.ruth) == []
    assert len(held(walks, world.ruth)) == 1


def test_what_she_keeps_to_herself_is_not_offered(walks: Walks, world: World, sign_in: Any) -> None:
    ruth, newest = sign_in(world.ruth), offered(walks, world.ruth)[0]
    ruth.post(f"/my-answers/{newest.result.ref}/keep", {"kept": "yes"})
    assert newest.key not in ticks(walks, world.ruth) and len(ticks(walks, world.ruth)) == 1
    ruth.post(HERE, {"chosen": [newest.key]})
    assert held(walks, world.ruth) == []


# ---------- Nobody else ----------


def test_the_provider_gives_everybody_her_own_rows_alone(walks: Walks, world: World) -> None:
    share(world.ruth, world.nasser)
    seen = {}
    for name in ("ruth", "gerd", "nasser", "curator", "researcher", "administrator"):
        with acting_as(actor := world.people[name].actor()):
            seen[name] = len(results(actor, {WEEKLY}))
    assert seen == {"ruth": 2} | dict.fromkeys(
        ("gerd", "nasser", "curator", "researcher", "administrator"), 0
    )
    with acting_as(actor := world.ruth.actor()):
        assert not results(actor, {"another"}) and not results(actor, set())


def test_nobody_takes_over_for_her(walks: Walks, world: World, sign_in: Any) -> None:
    keys = ticks(walks, world.ruth)
    join(walks, world.gerd)
    assert sign_in(world.gerd).post(HERE, {"chosen": keys}).status_code in (302, 422)
    assert sign_in(walks.curator).post(HERE, {"chosen": keys}).status_code == 404
    assert sign_in(world.nasser).get(HERE).status_code == 404
    grant = help_of(world.ruth, world.gerd, Tick.ANSWER, Tick.SUMMARY)
    client = sign_in(world.gerd)
    client.post(f"/helping/{grant.pk}/act")
    assert client.get(HERE).status_code == client.post(HERE, {"chosen": keys}).status_code == 403
    assert "From your questionnaires" not in text_of(client.get(DATA))
    helper = acting(world.gerd, grant)
    assert helper is not None and offered(walks, helper) == []
    with acting_as(helper):
        assert not results(helper, {WEEKLY})
        mine = my_participation(actor=helper, registry=walks.registry)
        assert mine is not None
        assert take_over_scores(actor=helper, taking_part=mine, chosen=keys) == 0
        record = mine.record
    form = walks.dataset.forms.get(name=FORM)
    for actor, own in ((helper, True), (walks.curator.actor(), False), (helper, False)):
        with acting_as(actor), pytest.raises(PermissionDenied):
            save_entry(
                actor=actor, at=At(record, walks.dataset, form, None, 1), entry=None,
                state=State({PAIN: 1}), occurred_on="", seen_version=0, own=own, sending=uuid4(),
            )  # fmt: skip
    assert held(walks, world.ruth) == held(walks, world.gerd) == []


def test_what_a_helper_filled_in_is_not_hers_to_give(walks: Walks, world: World) -> None:
    grant = help_of(world.ruth, world.gerd, Tick.ANSWER, Tick.SUMMARY)
    helper = acting(world.gerd, grant)
    assert helper is not None
    waiting = on_her_list(world.ruth, weekly_check_in())
    before = len(offered(walks, world.ruth))
    with acting_as(helper):
        submit_response(
            actor=helper, assignment=waiting, sending=Sending(uuid4(), some_answers(1), {}, "en")
        )
    assert len(offered(walks, world.ruth)) == before


def test_nobody_types_the_form_in(walks: Walks, world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    assert "How was your week?" not in text_of(ruth.get(DATA)).partition("Filled in")[2]
    typed = {"occurred_on": "2026", "seen_version": "0", PAIN: "1"}
    assert ruth.post(f"{DATA}/walk/{FORM}?instance=1", typed).status_code == 403
    ruth.post(HERE, {"chosen": ticks(walks, world.ruth)})
    entry = held(walks, world.ruth)[0]
    again = {**typed, "seen_version": "1"}
    assert ruth.post(f"/registries/entries/{entry.ref}/change", again).status_code == 403
    same = ruth.post(f"/registries/entries/{entry.ref}/same", {"seen_version": "1"})
    assert same.status_code == 403
    keeper = sign_in(walks.curator)
    assert (
        keeper.post(f"/registry/entries/{entry.ref}", {**again, "status": "2"}).status_code == 403
    )
    record = f"/registry/datasets/walk/records/{entry.record.ref}"
    assert f"{record}/{FORM}?" not in keeper.get(record).content.decode()
    form = walks.dataset.forms.get(name=FORM)
    with acting_as(actor := world.ruth.actor()), pytest.raises(PermissionDenied):
        save_entry(
            actor=actor, at=At(entry.record, walks.dataset, form, None, 9), entry=None,
            state=State({PAIN: 1}), occurred_on="", seen_version=0, own=True,
        )  # fmt: skip
    assert {one.answers[PAIN] for one in held(walks, world.ruth)} == {4, 7}


def test_who_acts_by_law_gives_what_was_answered_for_the_child(world: World, sign_in: Any) -> None:
    family = Family(world, sign_in)
    walks = with_scores(open_to_members(world))
    parent = family.actor()
    with acting_as(parent):
        join_registry(
            actor=parent, sheet=sheet_of(walks), said=REUSE, language="en", assent=ASSENTS
        )
    assert "1 result is not here yet" in text_of(family.parent.get(DATA))
    family.parent.post(HERE, {"chosen": ticks(walks, parent)})
    (entry,) = held(walks, parent)
    assert (entry.answers[PAIN], entry.source) == (7, "proxy")
    assert offered(walks, world.gerd) == [], "nothing of it is his"


def test_nothing_is_offered_where_nothing_new_may_be_entered(
    walks: Walks, world: World, sign_in: Any
) -> None:
    keys = ticks(walks, world.ruth)
    with acting_as(actor := world.ruth.actor()):
        mine = my_participation(actor=actor, registry=walks.registry)
        assert mine is not None
        give_nothing_more(actor=actor, taking_part=mine, language="en")
    assert ticks(walks, world.ruth) == []
    sign_in(world.ruth).post(HERE, {"chosen": keys})
    assert held(walks, world.ruth) == []


def test_a_registry_can_close_the_form_and_others_show_nothing(
    walks: Walks, world: World, sign_in: Any
) -> None:
    walks.dataset.forms.filter(name=FORM).update(members_fill=False)
    assert ticks(walks, world.ruth) == []
    assert "From your questionnaires" not in text_of(sign_in(world.ruth).get(DATA))


def test_many_results_take_no_more_questions_to_the_database(
    walks: Walks, world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    ruth, counts = sign_in(world.ruth), []
    ruth.get(HERE)
    for _more in range(2):
        with django_assert_max_num_queries(120) as asked:
            assert ruth.get(HERE).status_code == 200
        counts.append(len(asked))
        for pain in (1, 2, 3):
            send(world.ruth, on_her_list(world.ruth, weekly_check_in()), some_answers(pain))
    assert counts[0] == counts[1]


def test_somebody_else_writing_meanwhile_is_told(
    walks: Walks, world: World, sign_in: Any, monkeypatch: Any
) -> None:
    def changed(**_given: Any) -> None:
        raise ChangedMeanwhile

    monkeypatch.setattr("registry.actions.from_scores.save_entry", changed)
    done = sign_in(world.ruth).post(HERE, {"chosen": ticks(walks, world.ruth)}, follow=True)
    assert "Something changed meanwhile" in text_of(done)


# ---------- In files, in counts and in releases ----------


def test_a_file_may_bring_it_and_takes_it_out_again(walks: Walks, world: World) -> None:
    head = f"record_id,redcap_repeat_instrument,redcap_repeat_instance,{PAIN},{HOW},{DAY}"
    assert walks.bring(head, f"77,{FORM},1,3,ok,2026-01-05").usable
    with acting_as(walks.curator.actor()) as actor:
        entry = Entry.objects.visible_to(actor).get(form__name=FORM, record__number="77")
    assert entry.answers == {PAIN: 3, HOW: "ok", DAY: "2026-01-05"} and entry.source == "import"
    assert any(f"77,{FORM},1" in line for line in walks.taken_out())


def test_taken_over_it_is_counted_and_goes_out_under_a_pseudonym_with_the_day_moved(
    world: World, sign_in: Any
) -> None:
    weekly = put_weekly_in_use(world)
    asking = make_asking(world, 12)
    walks = with_scores(asking.walks)
    for number, persona in enumerate(asking.people):
        send(persona, on_her_list(persona, weekly), some_answers(number % 11))
    strong = asking.people[4:]  # 4 to 10, and one who answered 0
    for persona in strong:
        sign_in(persona).post(HERE, {"chosen": ticks(walks, persona)})
    hurts = Criterion(FORM, PAIN, "least", ("4",))
    row = asking.draft((hurts,))
    with acting_as(asking.researcher.actor()) as actor:
        change_request(actor=actor, ref=row.ref, values={"variables": [PAIN, HOW, DAY, "sex"]})  # type: ignore[arg-type]
        change_cohort(actor=actor, ref=row.ref, criteria=(hurts,))  # type: ignore[arg-type]
    row.refresh_from_db()
    with acting_as(asking.researcher.actor()) as actor:
        found = count_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=(hurts,),  # type: ignore[arg-type]
            use=use_of(row),
        )  # fmt: skip
    assert found is not None
    released = Released(asking, asking.ready(row))
    assert released.row.dates == SHIFTED
    release = released.build()
    assert release.state == "built", release.problem
    names, lines = released.people(), table(released.bundle(), "data_raw.csv")
    scored = {line["pseudonym"]: line for line in lines if line[PAIN]}
    assert set(scored) == {names[one.subject] for one in asking.people[4:11]}
    for number, persona in enumerate(asking.people[4:11], 4):
        line = scored[names[persona.subject]]
        assert (line[PAIN], line[HOW]) == (str(number), "ok")
        assert 1 <= (timezone.localdate() - date.fromisoformat(line[DAY])).days <= 365
    assert str(asking.people[4].subject) not in str(lines)
    assert not any(timezone.localdate().isoformat() in str(line) for line in lines)


# ---------- What is hers alone, what is computed again, what her file says ----------


def test_a_young_person_gives_herself_and_not_what_she_keeps_from_who_acts_for_her(
    world: World, sign_in: Any
) -> None:
    family = Family(world, sign_in)
    walks = with_scores(open_to_members(world))
    young = family.gets_an_account()
    join(walks, young, REUSE)
    sent = send(young, on_her_list(young, family.weekly), some_answers(3))
    assert offered(walks, young) == [], "neither hers, private at first, nor what he answered"
    with acting_as(actor := young.actor()):
        let_proxies_read(actor=actor, response=sent, allowed=True)
    assert [one.answers[PAIN] for one in offered(walks, young)] == [3]
    parent = family.actor()
    assert offered(walks, parent) == [], "she decides herself now"
    with acting_as(parent):
        assert not results(parent, {WEEKLY})


def test_computed_again_it_is_offered_only_where_it_says_something_else(
    world: World, sign_in: Any
) -> None:
    spec = shipped_specs()["eq-5d-5l"]
    eq5d = use(world, put_in(world, form_for(spec), spec.id))
    definition = form_of(newest_version(eq5d), "en").definition
    walks = with_scores(open_to_members(world), "eq-5d-5l")
    join(walks, world.ruth)
    send(world.ruth, on_her_list(world.ruth, eq5d), complete(definition, spec, highest))
    sign_in(world.ruth).post(HERE, {"chosen": ticks(walks, world.ruth)})
    curator = sign_in(world.curator)
    table = SimpleUploadedFile("sets.csv", further().encode())
    curator.post(
        f"/instruments/{eq5d.slug}/value-sets", {"file": table, "source": "Somebody, 2026"}
    )
    curator.post(f"/instruments/{eq5d.slug}/again")
    assert score_again() == 1
    assert offered(walks, world.ruth) == [], "another value set changed none of these numbers"
    with acting_as(actor := world.ruth.actor()):
        (found,) = results(actor, {"eq-5d-5l"})
        (entry,) = Entry.objects.visible_to(actor).filter(form__scores_of="eq-5d-5l")
        assert found.version.startswith("1.0.0+"), "the newest rule"
        entry.answers = {**entry.answers, "eq_5d_5l_vas": 1}
        entry.row_version += 1
        entry.save(update_fields=["answers", "row_version"])
    assert [one.entry for one in offered(walks, world.ruth)] == [entry]


def test_her_file_and_the_history_say_what_was_taken_over(
    walks: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    ruth.post(HERE, {"chosen": ticks(walks, world.ruth)[:1]})
    with acting_as(actor := world.ruth.actor()):
        mine = list(Entry.objects.visible_to(actor).select_related("form__dataset", "version"))
        told = {line["question"]: line["answer"] for line in answers_part(mine).rows}
    assert told["Pain"] == "7" and told["Version of the rule it was worked out by"] == "1.0.0"
    assert "Pain 7" in text_of(ruth.get(f"/registries/entries/{mine[0].ref}/before"))
