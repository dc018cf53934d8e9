"""Lists of medical terms: three formats read as they are, hostile files refused, editions compared."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import override

from registry.models import Term, TermName
from registry.queries.terms import find_terms, known_codes, named_exactly
from registry.terms.shapes import Entry, NotTerms, fold
from registry.terms.systems import SYSTEMS, read_system
from tests.registry.terms_files import CODES, RARE, SIGNS, orphadata, read_in

ALL = list(SYSTEMS)


def entries(system: str, raw: bytes) -> dict[str, Entry]:
    """Every term of a file by its code."""
    found = list(read_system(SYSTEMS[system], BytesIO(raw)))
    return {one.code: one for one in found if isinstance(one, Entry)}


def test_orphadata_gives_names_synonyms_and_what_an_old_code_became() -> None:
    found = entries("orphadata", orphadata())
    assert found["ORPHA:900001"].names == ("Morning hands syndrome", "Stiff dawn disease", "MHS")
    old = found["ORPHA:900003"]
    assert (old.obsolete, old.instead) == (True, ("ORPHA:900001",))
    assert not found["ORPHA:900002"].obsolete


def test_a_link_that_leads_here_replaces_nothing_here() -> None:
    raw = orphadata(RARE[:1]).replace(
        b"<DisorderDisorderAssociationList>",
        b'<DisorderDisorderAssociationList><DisorderDisorderAssociation><TargetDisorder id="x900001"'
        b' cycle="true"/><RootDisorder id="z"><OrphaCode>5</OrphaCode></RootDisorder>'
        b'<DisorderDisorderAssociationType id="21471"/></DisorderDisorderAssociation>',
    )
    assert entries("orphadata", raw)["ORPHA:900001"].obsolete is False


def test_the_hpo_gives_parents_and_merged_codes() -> None:
    found = entries("hpo", SIGNS.encode())
    assert found["HP:9000001"].names == ("Slow walking", 'Walks "slowly"')
    assert found["HP:9000001"].parents == ("HP:9000000",)
    assert found["HP:9000002"].instead == ("HP:9000001",)
    merged = found["HP:9000009"]
    assert (merged.obsolete, merged.instead) == (True, ("HP:9000001",))
    assert "part_of" not in found


def test_icd_codes_that_exist_by_modifiers_are_there() -> None:
    found = entries("icd10gm", CODES.encode())
    assert found["X90"].names == ("Steife Hände", "Morgensteife")
    assert found["X90.1"].names == ("Steife Hände: rechts",)
    assert found["X90.1"].parents == ("X90",)
    assert found["X91.29"].names == ("Sehr warme Hände: nicht gesagt",)
    assert "X919" not in found
    assert found["X"].choosable is False


def test_words_are_folded_as_people_type_them() -> None:
    assert fold("Ménière’s  Größe (alt)") == "meniere s grosse alt"


BOMB = (
    b'<!DOCTYPE JDBOR [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><JDBOR date="2025-01-01">&b;</JDBOR>'
)
OUTSIDE = b'<!DOCTYPE JDBOR [<!ENTITY x SYSTEM "file:///etc/passwd">]><JDBOR>&x;</JDBOR>'


@pytest.mark.parametrize(
    ("system", "raw"),
    [
        ("orphadata", b""),
        ("orphadata", b"\x00\xff\xfe"),
        ("orphadata", BOMB),
        ("orphadata", OUTSIDE),
        ("orphadata", orphadata()[:-20]),
        ("orphadata", orphadata(day="soon")),
        ("orphadata", orphadata().replace(b"UTF-8", b"no-such", 1)),
        ("orphadata", b'<JDBOR date="2025-01-01">' + b"<a>" * 60),
        ("orphadata", b'<JDBOR date="' + b"2" * 3_000_000 + b'"/>'),
        ("orphadata", CODES.encode()),
        ("icd10gm", CODES.replace('code="X90"', 'code="<X>"').encode()),
        ("icd10gm", CODES.replace('code="X90"', 'code="X 90"').encode()),
        ("hpo", SIGNS.replace("ontology: hp", "ontology: other").encode()),
        ("hpo", SIGNS.replace("data-version", "no-version").encode()),
        ("hpo", SIGNS.encode() + b"\nname: " + b"a" * 200_000),
        ("hpo", SIGNS.encode() + b"\nname: \xff"),
        ("hpo", SIGNS.partition("[Term]")[0].encode()),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_words(system: str, raw: bytes) -> None:
    with pytest.raises(NotTerms) as refused:
        entries(system, raw)
    assert str(refused.value).endswith((".", "?"))


def test_a_file_is_never_held_whole() -> None:
    class Counted(BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None and 0 < size <= 100_000
            return super().read(size)

    many = [(str(number), f"Illness {number}", (), False, "") for number in range(900_000, 903_000)]
    found = read_system(SYSTEMS["orphadata"], Counted(orphadata(many)))
    assert sum(isinstance(one, Entry) for one in found) == 3_000


@pytest.mark.django_db
def test_a_second_time_changes_nothing() -> None:
    first = read_in("orphadata", orphadata())
    assert (first.status, first.new, first.obsolete) == ("imported", 3, 1)
    again = read_in("orphadata", orphadata())
    assert (again.status, again.unchanged, again.changed, again.gone) == ("unchanged", 3, 0, 0)


@pytest.mark.django_db
def test_a_dry_run_leaves_nothing() -> None:
    tried = read_in("orphadata", orphadata(), dry_run=True)
    assert (tried.status, tried.new) == ("tried", 3)
    assert not Term.objects.exists()


@pytest.mark.django_db
def test_a_new_edition_marks_what_is_gone_and_brings_it_back() -> None:
    read_in("orphadata", orphadata())
    fewer = orphadata(RARE[:2], day="2026-06-24")
    assert "Is the file whole?" in str(read_in("orphadata", fewer).refusal)
    assert read_in("orphadata", fewer, fewer=True).gone == 1
    known = known_codes(lists=ALL, codes=["ORPHA:900003"])["orphadata", "ORPHA:900003"]
    assert (known.state, known.instead) == ("gone", ("ORPHA:900001",))
    older = read_in("orphadata", orphadata())
    assert older.status == "refused" and "older" in str(older.refusal)
    back = read_in("orphadata", orphadata(day="2026-07-01"))
    assert (back.changed, back.unchanged, back.gone) == (1, 2, 0)


@pytest.mark.django_db
def test_another_language_of_the_edition_adds_names() -> None:
    read_in("orphadata", orphadata())
    german = [("900001", "Morgenhand-Syndrom", ("Morgensteife",), False, "")]
    report = read_in("orphadata", orphadata(german, language="de"))
    assert (report.changed, report.gone) == (1, 0)
    with override("de"):
        assert [one.label for one in find_terms(lists=ALL, typed="morgenst")] == [
            "Morgenhand-Syndrom"
        ]
    assert find_terms(lists=ALL, typed="morgenst")[0].label == "Morning hands syndrome"
    assert TermName.objects.filter(term__code="ORPHA:900001").count() == 5


@pytest.mark.django_db
def test_half_a_file_leaves_what_was_there() -> None:
    read_in("orphadata", orphadata())
    assert read_in("orphadata", orphadata(day="2026-01-01")[:-30]).status == "refused"
    assert set(Term.objects.values_list("seen_in", flat=True)) == {"2025-06-24"}


@pytest.fixture
def lists(db: None) -> None:
    read_in("orphadata", orphadata())
    read_in("hpo", SIGNS.encode())
    read_in("icd10gm", CODES.encode())


@pytest.mark.django_db
@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("hands morning", ["ORPHA:900001"]),
        ("stiff da", ["ORPHA:900001"]),
        ("menage", ["ORPHA:900002"]),
        ("900002", ["ORPHA:900002"]),
        ("orpha: 900002", ["ORPHA:900002"]),
        ("X90", ["X90", "X90.0", "X90.1"]),
        ("old hand", []),
        ("kapitel", []),
        ("a", []),
        ("'; drop & | !", []),
        ("\x00 %_", []),
    ],
)
def test_by_words_or_code(typed: str, codes: list[str]) -> None:
    assert [one.code for one in find_terms(lists=ALL, typed=typed)] == codes


@pytest.mark.django_db
@pytest.mark.usefixtures("lists")
def test_only_in_the_lists_that_are_meant() -> None:
    assert find_terms(lists=["hpo"], typed="morning") == []
    assert find_terms(lists=[], typed="morning") == []


@pytest.mark.django_db
@pytest.mark.usefixtures("lists")
def test_a_name_or_code_alone_is_enough() -> None:
    assert named_exactly(lists=ALL, typed="mhs") == [("ORPHA:900001", "orphadata")]
    assert named_exactly(lists=ALL, typed="hp:9000001") == [("HP:9000001", "hpo")]
    assert named_exactly(lists=ALL, typed="morning") == []


@pytest.mark.django_db
@pytest.mark.usefixtures("lists")
def test_a_search_asks_the_database_twice(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(2):
        find_terms(lists=ALL, typed="hands")


@pytest.mark.django_db
def test_the_command_tells_programs_what_became_of_a_file(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "list.xml"
    file.write_bytes(orphadata())
    call_command("import_terminology", "orphadata", str(file), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["terms"], told["version"]) == ("imported", 3, "2025-06-24")
    file.write_bytes(b"<JDBOR>")
    with pytest.raises(SystemExit):
        call_command("import_terminology", "orphadata", str(file))
    assert "refused" in capsys.readouterr().out
