"""A registry with the EU elements: ten invented people joined it, some values are confirmed or asked about."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from registry.actions.ages import read_years, say_ages
from registry.actions.asking import answer_query, ask, dispute
from registry.actions.datasets import Intake, make_registry, say_who_fills, take_in_dictionary
from registry.actions.entries import confirm_values, save_entry
from registry.actions.figures import choose_figures, count_figures
from registry.actions.joining import join_registry
from registry.actions.keepers import name_keeper, say_rights
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.actions.shipped import add_shipped
from registry.actions.terms import take_in_terms
from registry.actions.wording import take_in_words
from registry.cells import State
from registry.consent import ASK, NO, YES, Sheet
from registry.entry_flow import At
from registry.layout import AGE
from registry.models import (
    ConsentSheet,
    Dataset,
    Entry,
    FigureChoice,
    Participation,
    Query,
    Subject,
)
from registry.queries.participation import current_sheet
from registry.shipped import EU_ELEMENTS, EU_TITLE, OWN_RECORD, eu_elements, example_terms

THEIRS = ("person", "history")  # the forms members fill in themselves
HER_OWN: dict[str, dict[str, Any]] = {
    "conditions": {
        "condition_name": "Morning hands",
        "condition_found": "doctor",
        "condition_since": "2011",
        "condition_now": "there",
    },
    "treatments": {
        "treatment_kind": "therapy",
        "treatment_name": "Warm baths for the hands",
        "treatment_for": "Morning hands",
        "treatment_start": "2019-03",
        "treatment_now": "1",
    },
    "side_effects": {
        "effect_what": "Dry skin",
        "effect_of": "Warm baths for the hands",
        "effect_since": "2020",
        "effect_now": "comes_and_goes",
        "effect_bad": "little",
    },
}
DATE = "NCIT_C25164"  # "at a known date"


def seed_registry(curator: SignedIn, clinician: SignedIn, people: Sequence[SignedIn]) -> None:
    """By the real actions; the first of the people is asked something, the second disputes."""
    random = Random(20_261_121)
    with acting_as(System(Purpose.OPERATE)) as operator, example_terms().open("rb") as stream:
        take_in_terms(actor=operator, system="example", stream=stream)
    dataset, sheet = _begun(curator, clinician)
    for number, actor in enumerate(people):
        _joins(actor, sheet, random, generous=number < 7)
        _enters(actor, dataset, random)
    _signs(curator, dataset)
    _confirms(clinician, dataset, random)
    _questions(curator, people[0], people[1], dataset)
    _shows_itself(curator, dataset)
    _keeps_her_own(curator, people[0], dataset)


def _begun(curator: SignedIn, clinician: SignedIn) -> tuple[Dataset, ConsentSheet]:
    with acting_as(curator):
        registry = make_registry(actor=curator, title="Morning Hands registry")
        intake = take_in_dictionary(
            actor=curator, raw=_with_our_list(eu_elements()), registry=registry, title=EU_TITLE
        )
        assert intake.dataset is not None
        german = EU_ELEMENTS.raw("de")
        take_in_words(actor=curator, dataset=intake.dataset, raw=german, language="de")
        say_who_fills(actor=curator, dataset=intake.dataset, names=THEIRS)
        publish_sheet(actor=curator, sheet=begin_sheet(actor=curator, registry=registry))
        right = name_keeper(
            actor=curator, registry=registry, account_id=clinician.account_id, site=None
        )
        say_rights(
            actor=curator,
            right=right,
            level="both",
            manages=False,
            export="none",
            by_form={},
            site=None,
        )
        sheet = current_sheet(registry)
    assert sheet is not None
    return intake.dataset, sheet


def _with_our_list(raw: bytes) -> bytes:
    """Codes come from the example list, for no other list is read in here."""
    for name in (b"[diagnosis_system]", b"[undiagnosed_by]", b"hpo"):
        raw = raw.replace(b"@TERMS='" + name, b"@TERMS='example")
    return raw


def _joins(actor: SignedIn, sheet: ConsentSheet, random: Random, *, generous: bool) -> None:
    said = {}
    for question in Sheet.of(sheet.content).questions:
        likely = (YES, YES, ASK) if generous else (NO, NO, YES)
        words = [word if word in question.choices else NO for word in likely]
        said[question.code] = {part: random.choice(words) for part in question.parts}
    with acting_as(actor):
        join_registry(actor=actor, sheet=sheet, said=said, language="en")


def _enters(actor: SignedIn, dataset: Dataset, random: Random) -> None:
    born = random.randint(1944, 1989)
    began = born + random.randint(18, 40)
    told: dict[str, dict[str, Any]] = {
        "person": {
            "birth_date": f"{born}",
            "sex_at_birth": random.choice(("NCIT_C16576", "NCIT_C16576", "NCIT_C20197")),
        },
        "history": {
            "onset": DATE,
            "onset_date": f"{began}",
            "diagnosed": DATE,
            "diagnosed_date": f"{began + random.randint(0, 6)}",
        },
    }
    with acting_as(actor):
        mine = Participation.objects.visible_to(actor).select_related("record").get()
        for name, answers in list(told.items())[: random.choice((1, 2, 2, 2))]:
            save_entry(
                actor=actor,
                at=At(mine.record, dataset, dataset.forms.get(name=name)),
                entry=None,
                state=State(answers=answers, status=Entry.Status.UNVERIFIED),
                occurred_on="2026",
                seen_version=0,
                own=True,
            )


def _signs(curator: SignedIn, dataset: Dataset) -> None:
    """Three without a diagnosis have their signs coded; one code is out of use.

    Of the first also when one began, and what was looked for and is not there.
    """
    said = ("EX:0101\nEX:0104", "EX:0102", "EX:0013")
    signs: Sequence[dict[str, Any]] = (
        {"sign_code": "EX:0101", "sign_state": "present", "sign_onset": "age", "sign_age": 34},
        {"sign_code": "EX:0102", "sign_state": "absent"},
    )
    with acting_as(curator):
        records = Subject.objects.visible_to(curator).filter(registry_id=dataset.registry_id)
        for record, codes in zip(records.order_by("-pk"), said, strict=False):
            save_entry(
                actor=curator,
                at=At(record, dataset, dataset.forms.get(name="diagnosis"), None, 1),
                entry=None,
                state=State(
                    answers={"undiagnosed_by": "hpo", "undiagnosed_terms": codes},
                    status=Entry.Status.COMPLETE,
                ),
                occurred_on="2026",
                seen_version=0,
            )
        first = records.order_by("-pk")[0]
        for number, answers in enumerate(signs, 1):
            save_entry(
                actor=curator,
                at=At(first, dataset, dataset.forms.get(name="signs"), None, number),
                entry=None,
                state=State(answers=answers, status=Entry.Status.COMPLETE),
                occurred_on="2026",
                seen_version=0,
            )


def _shows_itself(curator: SignedIn, dataset: Dataset) -> None:
    with acting_as(curator):
        say_ages(actor=curator, dataset=dataset, form="person", born="birth_date")
    read_years()
    with acting_as(curator):
        choose_figures(
            actor=curator,
            registry=dataset.registry,
            who=FigureChoice.Who.EVERYBODY,
            dataset=dataset,
            code="reuse",
            born=f"person|{AGE}",
            questions=["person|sex_at_birth"],
        )
    count_figures()


def _keeps_her_own(curator: SignedIn, actor: SignedIn, dataset: Dataset) -> None:
    """The first writes down her illness, a medicine, and what it does to her."""
    with acting_as(curator):
        added = add_shipped(actor=curator, registry=dataset.registry, ours=OWN_RECORD)
    assert isinstance(added, Intake) and added.dataset is not None
    with acting_as(actor):
        mine = Participation.objects.visible_to(actor).select_related("record").get()
        for name, answers in HER_OWN.items():
            save_entry(
                actor=actor,
                at=At(mine.record, added.dataset, added.dataset.forms.get(name=name), None, 1),
                entry=None,
                state=State(answers=dict(answers), status=Entry.Status.UNVERIFIED),
                occurred_on="",
                seen_version=0,
                own=True,
            )


def _confirms(clinician: SignedIn, dataset: Dataset, random: Random) -> None:
    with acting_as(clinician):
        found = Entry.objects.visible_to(clinician).filter(form__name="history")
        entries = list(found.select_related("record", "form", "event", "version").order_by("pk"))
        for entry in entries[::2]:
            confirm_values(
                actor=clinician,
                at=At(entry.record, dataset, entry.form),
                entry=entry,
                names=["diagnosed", "diagnosed_date"],
                seen_version=entry.row_version,
            )


def _questions(curator: SignedIn, asked: SignedIn, wrong: SignedIn, dataset: Dataset) -> None:
    with acting_as(curator):
        mine = Entry.objects.visible_to(curator).select_related("record", "form")
        assert asked.subject_id is not None and wrong.subject_id is not None
        entry = mine.get(subject_id=asked.subject_id, form__name="person")
        other = mine.get(subject_id=wrong.subject_id, form__name="person")
        ask(
            actor=curator,
            entry=entry,
            link_id="sex_at_birth",
            to=Query.To.MEMBER,
            words="The old card index says something else here. Is it right as you wrote it?",
        )
        colleague = ask(
            actor=curator,
            entry=other,
            link_id="sex_at_birth",
            to=Query.To.CURATOR,
            words="Does somebody know whether this comes from the old card index?",
        )
        answer_query(actor=curator, query=colleague, words="Yes, from the card of 2019.")
    with acting_as(wrong):
        assert wrong.subject_id is not None
        dispute(
            actor=wrong,
            entry=Entry.objects.visible_to(wrong)
            .select_related("record", "form", "registry")
            .get(subject_id=wrong.subject_id, form__name="person"),
            link_id="birth_date",
            words="Das Jahr ist um eins zu spät.",
        )
