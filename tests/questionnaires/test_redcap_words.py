"""Words in another language are kept as far as the base language still says the same, word by word."""

from __future__ import annotations

from typing import Any

import pytest

from questionnaires.redcap.words import still_true
from questionnaires.texts import ItemText, OptionText, Texts, untranslated

ENGLISH = ItemText("Calprotectin", html="<b>Calprotectin</b>", entry_format="in mg/kg")
GERMAN = ItemText(
    "Calprotectin im Stuhl", html="<b>Calprotectin im Stuhl</b>", entry_format="mg/kg"
)


def kept(now: ItemText, was: ItemText = ENGLISH, said: ItemText = GERMAN) -> ItemText:
    """What is kept of `said`, which translates `was`, beside the words of now."""
    return still_true(*(Texts(items={"q": one}) for one in (said, was, now))).item("q")


def with_word(text: str, word: dict[str, Any]) -> ItemText:
    return ItemText(text, **word)


def test_a_note_with_another_unit_takes_the_old_one_away_and_leaves_the_label() -> None:
    now = ItemText("Calprotectin", html="<b>Calprotectin</b>", entry_format="in µg/g")
    found = kept(now)
    assert (found.text, found.html) == (GERMAN.text, GERMAN.html)
    assert found.entry_format == ""
    shown = Texts(items={"q": found}).over(Texts(items={"q": now})).item("q")
    assert (shown.text, shown.entry_format) == ("Calprotectin im Stuhl", "in µg/g")


def test_another_label_leaves_the_note_and_no_markup_of_the_old_label() -> None:
    found = kept(ItemText("Calprotectin, second sample", entry_format="in mg/kg"))
    assert (found.text, found.html, found.entry_format) == ("", "", "mg/kg")
    bold = kept(ItemText("Calprotectin", html="<i>Calprotectin</i>", entry_format="in mg/kg"))
    assert (bold.text, bold.html) == (GERMAN.text, "")


@pytest.mark.parametrize("name", ["prefix", "short", "open_label"])
def test_every_other_word_is_compared_by_itself(name: str) -> None:
    was, said, now = ({name: word} for word in ("old", "alt", "new"))
    assert with_word("Schmerz", said) == kept(
        with_word("Pain", was), with_word("Pain", was), with_word("Schmerz", said)
    )
    changed = kept(with_word("Pain", now), with_word("Pain", was), with_word("Schmerz", said))
    assert (changed.text, getattr(changed, name)) == ("Schmerz", "")


def test_answers_and_units_are_compared_one_by_one() -> None:
    was = ItemText(
        options={"0": OptionText("No"), "1": OptionText("Yes")}, units={"mg": "mg/dl", "g": "g/l"}
    )
    now = ItemText(
        options={"0": OptionText("No"), "1": OptionText("Often")},
        units={"mg": "mmol/l", "g": "g/l"},
    )
    said = ItemText(
        options={"0": OptionText("Nein"), "1": OptionText("Ja")},
        units={"mg": "mg pro dl", "g": "g pro l"},
    )
    found = kept(now, was, said)
    assert (found.options, found.units) == ({"0": OptionText("Nein")}, {"g": "g pro l"})


def test_a_note_without_a_translation_is_reported() -> None:
    base = Texts(items={"q": ENGLISH, "r": ItemText("Weight")})
    assert untranslated(Texts(items={"q": ItemText("C"), "r": ItemText("G")}), base) == ["q"]
    assert untranslated(Texts(items={"q": GERMAN, "r": ItemText("G")}), base) == []
