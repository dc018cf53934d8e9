"""Ruth in a registry of somebody else's: what stands there must reach no curator without a right."""

from __future__ import annotations

from datetime import date

from members.models import DeathTold
from po_platform.access.actor import Hat, acting_as
from registry.actions.asking import answer_query, ask, dispute
from registry.actions.doubles import judge, put_together
from registry.actions.figures import choose_figures
from registry.actions.joining import join_registry
from registry.actions.likeness import compare_again, say_who_asks
from registry.actions.papers import key_paper, print_paper
from registry.actions.person_state import tell_office_of_death
from registry.actions.quality import accept, add_rule
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.models import (
    Accepted,
    Alike,
    Batch,
    Dataset,
    Entry,
    Joined,
    PaperConsent,
    QualityRule,
    Query,
    Right,
    Subject,
    TakeOut,
)
from registry.queries.quality import finding_of
from tests.personas import Persona, World, make_persona
from tests.registry.joining import sheet_of
from tests.registry.world import HEADER, Walks, give_right, make_walks

ENTERED, KNOWN_AS = "canary-entered-words", "canary-sealed-name"
WONDERED = "canary-words-of-a-query"
FOUND_RIGHT = "canary-reason-why-it-is-right"
SCANNED = "canary-on-the-scan"
HERS, ALIKE, TOGETHER = "canary-7", "canary-8-alike", "canary-9-together"


def furnish_registry(world: World) -> None:
    """One record that is Ruth's, in a registry only its own curator works in; she has joined it."""
    keeper = make_persona("Karla Keeper", role=Hat.CURATOR)
    walks = make_walks(world, keeper)
    line = f",{KNOWN_AS},1954,0,,2,10,1,0,0,5,.5,0,2"
    lines = [f"{number}{line}" for number in (HERS, ALIKE, TOGETHER)]
    assert walks.bring(HEADER, *lines, file_name=f"{ENTERED}.csv").usable
    with acting_as(keeper.actor()) as actor:
        Subject.objects.visible_to(actor).filter(number=HERS).update(subject_id=world.ruth.subject)
        Entry.objects.visible_to(actor).filter(record__number=HERS).update(
            subject_id=world.ruth.subject, missing={"sex": ENTERED}
        )
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=walks.registry))
        begin_sheet(actor=actor, registry=walks.registry)
        walks.dataset.forms.update(members_fill=True)
        choose_figures(
            actor=actor, registry=walks.registry, who="everybody", dataset=walks.dataset,  # type: ignore[arg-type]
            code="reuse", born="", questions=["person|sex"],
        )  # fmt: skip
    with acting_as(world.ruth.actor()) as actor:
        join_registry(
            actor=actor,
            sheet=sheet_of(walks),
            language="en",
            said={"contact": {"whole": "yes"}, "reuse": {"past": "ask", "future": "ask"}},
        )
        record = Subject.objects.visible_to(actor).get()
    with acting_as(keeper.actor()) as actor:
        entry = (
            Entry.objects.visible_to(actor)
            .select_related("record", "form__dataset")
            .order_by("pk")[0]
        )
        entry.record = record
        ask(actor=actor, entry=entry, link_id="sex", to="member", words=WONDERED)
        found = finding_of(actor=actor, entry=entry, kind="blank", link_id="pregnant")
        assert found is not None
        accept(actor=actor, finding=found, reason=FOUND_RIGHT)
        add_rule(actor=actor, dataset=walks.dataset, title="Slow", logic="[metres] < [minutes]")

    _told(walks, record)
    _disputed(walks, world, entry)
    _alike(walks, world)
    _on_paper(walks, world)


def _told(walks: Walks, record: Subject) -> None:
    """Its keeper told the office that she has died; the office has not found out yet."""
    with acting_as(walks.curator.actor()) as actor:
        told = tell_office_of_death(actor=actor, record=record, on=None, why="From her sister")
    assert told


def _disputed(walks: Walks, world: World, entry: Entry) -> None:
    """She said that something is wrong; the answer closed it."""
    with acting_as(world.ruth.actor()) as actor:
        query = dispute(actor=actor, entry=entry, link_id="born", words=WONDERED)
    with acting_as(walks.curator.actor()) as actor:
        answer_query(actor=actor, query=query, words=WONDERED)


def _alike(walks: Walks, world: World) -> None:
    """Two records that look like Ruth's; two people put one of them together with hers."""
    second = make_persona("Karl Keeper", role=Hat.CURATOR)
    give_right(walks, second, enters=True)
    with acting_as(walks.curator.actor()) as actor:
        say_who_asks(actor=actor, dataset=walks.dataset, form="person", names=["name"], born="born")
        compare_again(actor=actor, dataset=walks.dataset)
        pair = Alike.objects.visible_to(actor).get(
            subject_id=world.ruth.subject, second__number=TOGETHER
        )
        judge(actor=actor, pair=pair, verdict="same")
    with acting_as(second.actor()) as actor:
        put_together(actor=actor, pair=pair)


def _on_paper(walks: Walks, world: World) -> None:
    """A form of hers the desk has typed in."""
    with acting_as(world.desk.actor()) as actor:
        paper = print_paper(
            actor=actor, person_id=world.ruth.person.pk, sheet=sheet_of(walks), language="en"
        )
        scan = ("image/png", b"\x89PNG\r\n\x1a\n" + SCANNED.encode())
        key_paper(actor=actor, paper=paper, said={}, signed_on=date(2026, 3, 1), scan=scan)


def registry_arguments(world: World) -> dict[str, dict[str, str]]:
    """The addresses of the registry's things."""
    with acting_as(world.ruth.actor()) as actor:
        entry = Entry.objects.visible_to(actor).order_by("pk").first()
        record = Subject.objects.visible_to(actor).get()
        queries = Query.objects.visible_to(actor)
        query, disputed = queries.get(about="asked"), queries.get(about="disputed")
        right_row = Accepted.objects.visible_to(actor).get()
        joined = {"ref": str(Joined.objects.visible_to(actor).get().ref)}
        paper = {"ref": str(PaperConsent.objects.visible_to(actor).get().ref)}
    right = Right.objects.filter(registry__slug="walks", form=None).earliest("pk")
    keeper = Persona("", right.account, right.account.person, Hat.CURATOR, strong=True)
    with acting_as(keeper.actor()) as actor:
        pair = Alike.objects.visible_to(actor).filter(state="open").order_by("pk")[0]
    assert entry is not None
    take = TakeOut.objects.get_or_create(
        dataset=Dataset.objects.get(slug="walk"), asked_by=right.account_id
    )[0]
    found = {
        "slug": "walk",
        "registry": "walks",
        "record": str(record.ref),
        "form": "visit",
        "ref": str(entry.ref),
        "batch": str(Batch.objects.get().ref),
    }
    mine = {"slug": "walks", "dataset": "walk", "form": "visit", "code": "reuse"}
    sheet = {"registry": "walks", "code": "reuse", "number": "1"}
    names = (
        "new_dataset", "eu_elements", "dataset", "as_shipped", "new_version", "dictionary", "draft", "bring_data",
        "take_in_data", "undo_data", "records", "record", "new_entry", "record_paper", "entry", "who_fills",
        "values", "confirm", "who_asks", "ages", "counted_often", "quality", "quality_rules", "working_out", "stop_working_out", "found_right", "data_out", "take_out",
        "visits", "how_often", "words", "missing_codes", "identifiers", "own_record", "questions", "new_form", "scores_form", "begin_dataset", "empty_table", "before", "lock", "my_before", "person", "tell_death", "move",
    )  # fmt: skip
    of_members = (
        "about", "figures", "asked", "asked_file", "join", "my_consent", "my_answer", "leave", "give_again", "my_data", "my_form", "my_paper", "my_nothing_new", "my_take_over", "my_scores",
    )  # fmt: skip
    of_sheets = (
        "consent", "consent_begin", "consent_publish", "consent_texts", "consent_question",
        "consent_check", "queries", "keepers", "name_keeper", "sites", "doubles", "joined",
        "choose_figures", "definition_file",
    )  # fmt: skip
    value = {"ref": str(entry.ref), "link_id": "sex"}
    asked = {"slug": "walk", "form": "visit", "name": "metres", "step": "up"}
    of_questions = (
        "questions_of", "form_title", "form_step", "look_at_form", "take_over", "new_question",
        "question", "question_step",
    )  # fmt: skip
    with acting_as(world.administrator.actor()) as office:
        told = {"ref": str(DeathTold.objects.visible_to(office).get(settled_at=None).ref)}
    return {
        "members:death_told": told,
        **{f"registry:{name}": asked for name in of_questions},
        **{f"registry:{name}": found for name in names},
        **{f"registry:{name}": mine for name in of_members},
        **{f"registry:{name}": sheet for name in of_sheets},
        **{f"registry:{name}": value for name in ("ask", "my_wrong")},
        "registry:oddity": {**value, "kind": "blank", "link_id": "pregnant"},
        "registry:visit": {"slug": "walk", "name": "new"},
        "registry:site": {"registry": "walks", "name": "new"},
        "registry:double": {"ref": str(pair.ref)},
        **{
            f"registry:{name}": {"ref": str(take.ref)}
            for name in ("out_file", "stop_out_file", "fetch_out_file")
        },
        "registry:apart": joined,
        **{f"registry:{name}": paper for name in ("paper", "paper_sheet", "paper_scan")},
        "registry:found_for_her": joined,
        "registry:stop_rule": {"slug": "walk", "ref": str(QualityRule.objects.get().ref)},
        "registry:open_again": {"slug": "walk", "ref": str(right_row.ref)},
        **{f"registry:my_entry{tail}": {"ref": value["ref"]} for tail in ("", "_change", "_same")},
        **{f"registry:{name}": {"ref": str(query.ref)} for name in ("query", "my_asked")},
        "registry:my_again": {"ref": str(disputed.ref)},
        "registry:keeper": {"registry": "walks", "ref": str(right.ref)},
    }
