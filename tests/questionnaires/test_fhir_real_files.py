"""Files nobody here wrote; skipped where the folder with them is absent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from questionnaires.fhir import ImportResult, export_fhir, import_fhir
from questionnaires.outline import outline
from tests.questionnaires.forms import SHARED

FOLDER = SHARED / "questionnaires"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no real questionnaires in {FOLDER} (set PO_SHARED_DATA)"
)


def brought(name: str) -> ImportResult:
    """One of the files."""
    return import_fhir((FOLDER / name).read_bytes())


def errors_of(name: str) -> list[tuple[str, str]]:
    """(path, sentence) of a file that must be refused."""
    result = brought(name)
    assert result.report.status == "refused"
    return [(error.path, str(error.message)) for error in result.report.errors]


def test_a_depression_screener_by_lhc_forms_is_usable_as_it_comes() -> None:
    result = brought("lforms-phq9.json")
    assert result.report.status == "imported_with_notes"
    assert result.report.items == 11
    definition = result.definition
    assert definition is not None
    asked = [i for i in definition.walk() if i.link_id not in outline(definition).unasked]
    assert len(asked) == 10
    assert [option.weight for option in asked[0].options] == ["0", "1", "2", "3"]
    assert asked[0].options[0].code == "LA6568-5"
    assert asked[0].codes[0].system == "http://loinc.org"
    score = definition.by_link_id["/44261-6"]
    assert score.calculated is not None
    told = [str(note.message) for note in result.report.notes]
    assert sum("scale spec" in sentence for sentence in told) == 1


def test_it_comes_back_the_same() -> None:
    first = brought("lforms-phq9.json")
    assert first.definition is not None
    assert first.metadata is not None
    out = json.dumps(export_fhir(first.definition, first.translations, first.metadata))
    again = import_fhir(out.encode())
    assert (again.definition, again.translations, again.metadata) == (
        first.definition,
        first.translations,
        first.metadata,
    )


def test_a_formula_that_joins_texts_is_refused_and_everything_else_is_read() -> None:
    ((path, sentence),) = errors_of("lforms-enablewhen.json")
    assert path == "item[13].item[2].extension[0]"
    assert "cannot run" in sentence
    form = json.loads((FOLDER / "lforms-enablewhen.json").read_text("utf-8"))
    del form["item"][13]["item"][2]
    result = import_fhir(json.dumps(form).encode())
    assert result.definition is not None
    ruled = [item for item in result.definition.walk() if item.show_if is not None]
    assert len(ruled) == 55


def test_a_loop_is_refused_by_name() -> None:
    ((path, sentence),) = errors_of("lforms-reference-loop.json")
    assert path == "item[0]"
    assert "item1 → item3 → item1" in sentence


def test_a_form_with_one_link_id_twice_is_refused_where_it_stands_again() -> None:
    assert [path for path, _sentence in errors_of("android-fhir-paginated.json")] == [
        "item[9].item[0]"
    ]


def test_a_form_without_its_value_sets_says_which_are_missing() -> None:
    found = errors_of("android-fhir-measles.json")
    missing = [sentence for path, sentence in found if path.endswith("answerValueSet")]
    assert len(missing) == 37
    assert all("http" in sentence for sentence in missing)
    assert [s for _path, s in found if "telephone" in s] == [
        "The linkId telephone stands 2 times. Each may stand once."
    ]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_no_cut_or_flipped_byte_raises(path: Path) -> None:
    raw = path.read_bytes()
    for place in range(0, len(raw), max(1, len(raw) // 25)):
        assert import_fhir(raw[:place]).report.status == "refused"
        flipped = raw[:place] + bytes([raw[place] ^ 0x20]) + raw[place + 1 :]
        result = import_fhir(flipped)
        assert result.usable is (result.report.status != "refused")
