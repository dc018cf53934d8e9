"""What the database writes is what object by object would be written, byte by byte, for every kind of field."""

from __future__ import annotations

from io import BytesIO

import pytest

from po_platform.access.actor import SignedIn, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.file_formats import TYPES
from registry.hiding import AS_IT_IS, Hiding
from registry.models import Dataset
from registry.queries.data_file import DataFile, data_file
from registry.queries.datasets import version_in_use
from registry.row_sql import Way
from tests.personas import World
from tests.questionnaires.dictionaries import field
from tests.registry.orm_rows import lines
from tests.registry.world import Walks

pytestmark = pytest.mark.django_db
FIELDS = [
    field("record_id", form="person"),
    field("name", form="person", identifier="y"),
    field("born", form="person", validation="date_dmy", annotation="@PARTIAL-DATE"),
    field("born_in", "radio", form="person", choices="1, here | 2, there", identifier="y"),
    field("sex", "radio", form="person", choices="0, Female | 1, Male | -2, Other"),
    field("pregnant", "yesno", form="person", branching="[sex] = '0'"),
    field("seen", validation="datetime_ymd"),
    field("minutes", validation="integer"),
    field("at", validation="time"),
    field("metres", validation="number"),
    field("remark", "notes"),
    field("with_whom", "checkbox", choices="1, alone | 2, a friend | -9, not said"),
    field("pace", "calc", choices="round([metres] / [minutes], 1)"),
    field("stopped", "radio", choices="0, no | 1, yes", branching="[pace] < 30"),
    field("month", validation="integer", branching="[pregnant] = '1'"),
    field("fall", form="falls"),
    field("hurt", "yesno", form="falls", branching="[sex] = '0'"),
]
HEAD = (
    "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,"
    "redcap_data_access_group,name,born,born_in,sex,pregnant,person_complete,seen,minutes,at,"
    "metres,remark,with_whom___1,with_whom___2,with_whom____9,pace,stopped,month,visit_complete,"
    "fall,hurt,falls_complete"
)
ROWS = (
    '10,first,,,north,"Berg, ""A""",1950,1,0,1,2,2024-05-06 07:08,10,9:05,-50.5,"=1+1\nand, so",1,0,1,5.05,1,3,2,,,',
    "2,first,,,,Bodo,1949-03,2,1,1,,2024-05-06 07:08:09,20,23:59,.50,@cmd,0,1,0,,1,4,1,,,",
    "2,first,falls,1,,,,,,,,,,,,,,,,,,,,+49 30,1,2",
    "2,first,falls,2,,,,,,,,,,,,,,,,,,,,-5,0,0",
    "2,second,,1,,,,,,,,,1,,1e-7,-,,,,,,,,,,",
    "10,second,,2,,,,,,,,,0,,100000,ümlaut ’ 😀,,,,,,,,,,",
    "-3,second,,1,,,1949-12-31,,-2,,,,-7,,12.30,\\.,,,,,,,,,,",
)


@pytest.fixture
def walks(world: World) -> Walks:
    actor = world.curator.actor()
    with acting_as(actor):
        registry = make_registry(actor=actor, title="Walks")
        raw = dictionary_csv(FIELDS).encode()
        taken = take_in_dictionary(actor=actor, raw=raw, registry=registry, title="Walk")
    assert taken.dataset is not None, taken.to_json()
    Dataset.objects.filter(pk=taken.dataset.pk).update(missing_codes={"UNK": "not known"})
    found = Walks(world.curator, registry, Dataset.objects.get(pk=taken.dataset.pk))
    report = found.bring(HEAD, *ROWS, new_visits=True)
    assert report.usable, report.to_json()
    assert found.bring("record_id,redcap_event_name,minutes", "4,first,UNK").usable
    found.dataset.refresh_from_db()
    return found


def file_of(walks: Walks, actor: SignedIn, level: str, hiding: Hiding) -> DataFile:
    version = version_in_use(walks.dataset)
    assert version is not None
    return data_file(
        actor=actor, dataset=walks.dataset, version=version, level=level, hiding=hiding
    )


def test_the_rows_of_the_database_are_the_rows_of_the_objects(walks: Walks) -> None:
    actor = walks.curator.actor()
    with acting_as(actor):
        for level in ("full", "no_identifiers", "deidentified"):
            for hiding in (
                AS_IT_IS, Hiding(dates="shifted"), Hiding(dates="year", numbers=True),
                Hiding(dates="month"), Hiding(identifiers=True, texts=True, dates="none"),
            ):  # fmt: skip
                file = file_of(walks, actor, level, hiding)
                for way in (Way(), Way(whole=True), Way(safe=True), TYPES):
                    out = BytesIO()
                    file.write_all(out, way)
                    assert out.getvalue().decode() == lines(file, way), (level, hiding, way)


def test_what_does_not_apply_any_more_does_not_go_out(walks: Walks) -> None:
    actor = walks.curator.actor()
    with acting_as(actor):
        file = file_of(walks, actor, "no_identifiers", AS_IT_IS)
        names, found = file.header(), [*file.all_rows()]
        two = [dict(zip(names, row, strict=True)) for row in found if row[0] == "2"]
        assert two[0]["sex"] == "1" and two[0]["pregnant"] == ""
        assert [one["hurt"] for one in two if one["redcap_repeat_instrument"]] == ["", ""]
        whole = [*file.all_rows(Way(whole=True))]
        assert dict(zip(names, whole[0], strict=True))["pregnant"] == "1"
