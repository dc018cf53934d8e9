"""Whoever asks whether a question applies looks at the same answers: file, count, page, desk and her own file."""

from __future__ import annotations

import pytest
from django.db import connection

from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.applying import applying, looked_up
from registry.entry_flow import At, EntryFlow
from registry.export_answers import answers_part
from registry.models import Entry
from registry.queries.data_file import data_file
from registry.queries.datasets import layout_of, version_in_use
from registry.queries.quality import look_through
from registry.queries.values import answers_around, values_of
from tests.personas import World
from tests.questionnaires.dictionaries import field
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
FIELDS = [
    field("record_id", form="person"),
    field("pill", "radio", form="pills", choices="0, no | 1, yes"),
    field("fall", form="falls"),
    field("hurt", "radio", form="falls", choices="0, no | 1, yes", branching="[pill] = '1'"),
]
HEAD = "record_id,redcap_repeat_instrument,redcap_repeat_instance,pill,fall,hurt"
# "No" was said once; the first of the repeats said "yes", and is no answer about the first fall.
ROWS = ("1,,,0,,", "1,pills,1,1,,", "1,falls,1,,on ice,1")


@pytest.fixture
def walks(world: World) -> Walks:
    actor = world.curator.actor()
    with acting_as(actor):
        registry = make_registry(actor=actor, title="Walks")
        raw = dictionary_csv(FIELDS).encode()
        taken = take_in_dictionary(actor=actor, raw=raw, registry=registry, title="Walk")
    assert taken.dataset is not None, taken.to_json()
    found = Walks(world.curator, registry, taken.dataset)
    report = found.bring(HEAD, *ROWS, new_visits=True)
    assert report.usable, report.to_json()
    found.dataset.refresh_from_db()
    return found


def test_a_repeat_of_another_form_says_nothing_of_this_one(walks: Walks) -> None:
    actor, dataset = walks.curator.actor(), walks.dataset
    version = version_in_use(dataset)
    assert version is not None
    layout, forms = layout_of(dataset, version), dict(dataset.forms.values_list("name", "pk"))
    with acting_as(actor):
        fall = Entry.objects.visible_to(actor).select_related("record", "form", "version").get(
            form__name="falls"
        )  # fmt: skip
        file = data_file(actor=actor, dataset=dataset, version=version, level="full")
        names = file.header()
        [row] = [
            told
            for line in file.all_rows()
            if (told := dict(zip(names, line, strict=True)))["redcap_repeat_instrument"] == "falls"
        ]
        assert (row["fall"], row["hurt"]) == ("on ice", "")
        with connection.cursor() as cursor:
            still = applying(cursor, layout, forms, {"hurt"})
            head, bound = looked_up([still])
            applies, more = still.still("hurt")
            cursor.execute(
                f"{head}select {applies} from registry_entry e {still.around} where e.id = %s",
                [*bound, *more, fall.pk],
            )
            assert cursor.fetchall() == [(False,)]
        assert answers_around(actor=actor, entry=fall) == {"pill": "0"}
        shown = [one.link_id for one in values_of(actor=actor, entry=fall, language="en")]
        assert shown == ["fall"]
        at = At(fall.record, dataset, fall.form, None, 1)
        assert EntryFlow.of(actor=actor, at=at, version=version, entry=fall).around == {"pill": "0"}
        odd = look_through(actor=actor, dataset=dataset, kinds=["hidden"]).findings
        assert [(one.entry.pk, one.odd.link_id) for one in odd] == [(fall.pk, "hurt")]
        mine = Entry.objects.visible_to(actor).select_related(
            "registry", "form", "event", "version"
        )
        asked = [line["question"] for line in answers_part(mine).rows]
        assert "Fall" in asked and "Hurt" not in asked
