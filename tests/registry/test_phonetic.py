"""Codes for how names sound, against examples published by others."""

import pytest

from registry.likeness import DAY, NAME, NEAR, SOUND, SWAPPED, marks_of
from registry.phonetic import cologne, letters_of, soundex


# Examples of the German and English encyclopaedia articles on the method (de.wikipedia.org,
# Kölner Phonetik), worked out there by others.
@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Müller-Lüdenscheidt", "65752682"),
        ("Wikipedia", "3412"),
        ("Breschnew", "17863"),
        ("Meier", "67"),
        ("Mayer", "67"),
        ("", ""),
        ("H", ""),
    ],
)
def test_cologne_codes_are_as_published(word: str, code: str) -> None:
    assert cologne(word) == code


# Examples of the National Archives (archives.gov/research/census/soundex).
@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Washington", "W252"),
        ("Lee", "L000"),
        ("Gutierrez", "G362"),
        ("Pfister", "P236"),
        ("Jackson", "J250"),
        ("Tymczak", "T522"),
        ("Ashcraft", "A261"),
        ("", ""),
    ],
)
def test_soundex_codes_are_as_published(word: str, code: str) -> None:
    assert soundex(word) == code


def test_letters_lose_their_marks_and_nothing_else() -> None:
    assert letters_of("Strauß-Ångström 2") == "STRAUSSANGSTROM"


def kinds(one: tuple[list[str], str], other: tuple[list[str], str], language: str = "de") -> set[str]:  # fmt: skip
    """What two people share; `day`, also where one has it swapped."""
    mine, hers = (
        {mark: kind for kind, mark in marks_of(*who, registry_id=1, language=language)}
        for who in (one, other)
    )
    return {kind if kind == hers[mark] else SWAPPED for mark, kind in mine.items() if mark in hers}


def test_the_same_person_typed_twice_shares_everything() -> None:
    anna = (["Anna", "Müller"], "1950-03-01")
    assert kinds(anna, (["Dr. Müller, Anna"], "1950-03-01")) == {NAME, SOUND, NEAR, DAY, SWAPPED}


def test_a_name_that_sounds_alike_with_day_and_month_swapped() -> None:
    assert kinds((["Anna Meier"], "1950-03-01"), (["Anna Mayr"], "1950-01-03")) == {
        SOUND, NEAR, SWAPPED,
    }  # fmt: skip
    assert kinds((["Anna Meier"], "1950-03-21"), (["Anna Mayr"], "1950-03-12")) == {SOUND, NEAR}


def test_a_new_family_name_still_shares_the_birth_date() -> None:
    assert DAY in kinds((["Anna Berg"], "1950-03-21"), (["Anna Tal"], "1950-03-21"))
    assert not kinds((["Anna Berg"], "1950-03-21"), (["Bodo Tal"], "1950-03-21"))


def test_without_a_name_there_is_no_mark_and_registries_never_meet() -> None:
    assert marks_of(["", "Dr."], "1950-03-01", registry_id=1, language="de") == ()
    here = marks_of(["Anna Berg"], "1950", registry_id=1, language="en")
    there = marks_of(["Anna Berg"], "1950", registry_id=2, language="en")
    assert len(here) == 3
    assert not set(here) & set(there)
