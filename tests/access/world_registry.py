"""Ruth in a registry of somebody else's: what stands there must reach no curator without a right."""

from __future__ import annotations

from po_platform.access.actor import Hat, acting_as
from registry.actions.asking import ask
from registry.actions.joining import join_registry
from registry.actions.quality import accept, add_rule
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.models import Accepted, Batch, Entry, QualityRule, Query, Right, Subject
from registry.queries.quality import finding_of
from tests.personas import World, make_persona
from tests.registry.joining import sheet_of
from tests.registry.world import HEADER, make_walks

ENTERED, KNOWN_AS = "canary-entered-words", "canary-sealed-name"
WONDERED = "canary-words-of-a-query"
FOUND_RIGHT = "canary-reason-why-it-is-right"


def furnish_registry(world: World) -> None:
    """One record that is Ruth's, in a registry only its own curator works in; she has joined it."""
    keeper = make_persona("Karla Keeper", role=Hat.CURATOR)
    walks = make_walks(world, keeper)
    line = f"canary-7,{KNOWN_AS},1954,0,,2,10,1,0,0,5,.5,0,2"
    assert walks.bring(HEADER, line, file_name=f"{ENTERED}.csv").usable
    with acting_as(keeper.actor()) as actor:
        Subject.objects.visible_to(actor).update(subject_id=world.ruth.subject)
        Entry.objects.visible_to(actor).update(
            subject_id=world.ruth.subject, missing={"sex": ENTERED}
        )
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=walks.registry))
        begin_sheet(actor=actor, registry=walks.registry)
        walks.dataset.forms.update(members_fill=True)
    with acting_as(world.ruth.actor()) as actor:
        join_registry(
            actor=actor, sheet=sheet_of(walks), said={"contact": {"whole": "yes"}}, language="en"
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


def registry_arguments(world: World) -> dict[str, dict[str, str]]:
    """The addresses of the registry's things."""
    with acting_as(world.ruth.actor()) as actor:
        entry = Entry.objects.visible_to(actor).order_by("pk").first()
        record = Subject.objects.visible_to(actor).get()
        query = Query.objects.visible_to(actor).get()
        right_row = Accepted.objects.visible_to(actor).get()
    assert entry is not None
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
    right = Right.objects.get(registry__slug="walks", form=None)
    names = (
        "new_dataset", "eu_elements", "dataset", "new_version", "dictionary", "draft", "bring_data",
        "take_in_data", "undo_data", "records", "record", "new_entry", "entry", "who_fills",
        "values", "confirm", "quality", "quality_rules", "found_right", "data_out", "take_out",
    )  # fmt: skip
    of_members = (
        "about", "join", "my_consent", "my_answer", "leave", "my_data", "my_form", "my_paper",
    )  # fmt: skip
    of_sheets = (
        "consent", "consent_begin", "consent_publish", "consent_texts", "consent_question",
        "consent_check", "queries", "keepers", "name_keeper",
    )  # fmt: skip
    value = {"ref": str(entry.ref), "link_id": "sex"}
    return {
        **{f"registry:{name}": found for name in names},
        **{f"registry:{name}": mine for name in of_members},
        **{f"registry:{name}": sheet for name in of_sheets},
        **{f"registry:{name}": value for name in ("ask", "my_wrong")},
        "registry:oddity": {**value, "kind": "blank", "link_id": "pregnant"},
        "registry:stop_rule": {"slug": "walk", "ref": str(QualityRule.objects.get().ref)},
        "registry:open_again": {"slug": "walk", "ref": str(right_row.ref)},
        **{f"registry:my_entry{tail}": {"ref": value["ref"]} for tail in ("", "_change", "_same")},
        **{f"registry:{name}": {"ref": str(query.ref)} for name in ("query", "my_asked")},
        "registry:keeper": {"registry": "walks", "ref": str(right.ref)},
    }
