"""Which question of a consent a use rests on, whatever their order."""

from __future__ import annotations

from itertools import permutations

from registry.consent import DUO, Question
from registry.uses import LIMITS, NOT_COMMERCIAL, PERMITS, covering, permits

COMPANIES = Question("companies", "data", {}, duo=("DUO:0000042",))
NOT_THEM = Question("reuse", "data", {}, duo=("DUO:0000042", "DUO:0000018"))
ILLNESS = Question("illness", "data", {}, duo=("DUO:0000007", "DUO:0000018"))


def test_a_use_rests_on_the_narrowest_question_that_covers_it_in_any_order() -> None:
    for sheet in permutations((COMPANIES, NOT_THEM, ILLNESS)):
        assert covering(sheet, "DUO:0000042", commercial=False) == NOT_THEM
        assert covering(sheet, "DUO:0000042", commercial=True) == COMPANIES
        assert covering(sheet, "DUO:0000007", commercial=False) == ILLNESS
    assert covering((NOT_THEM, ILLNESS), "DUO:0000007", commercial=True) is None


def test_every_code_that_nothing_checks_is_told_in_words_and_permits_nothing() -> None:
    assert len(DUO) == 23 and LIMITS.keys() <= DUO.keys()
    assert DUO.keys() == {*PERMITS, *NOT_COMMERCIAL, *LIMITS}
    for code in LIMITS:
        alone = Question("alone", "data", {}, duo=(code,))
        assert not any(permits(alone, purpose, commercial=False) for purpose in DUO)
