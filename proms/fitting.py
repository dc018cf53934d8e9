"""A questionnaire's items as proms.attach wants them: linkId, codes, options with codings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from questionnaires.definition import Coding, Definition


@dataclass(frozen=True, slots=True)
class AskedOption:
    """One option: the code answers store, a printed weight if the file had one, its codings."""

    code: str
    weight: Decimal | None
    codings: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question with its public codes."""

    link_id: str
    codes: tuple[Coding, ...]
    options: tuple[AskedOption, ...]


def questions_of(definition: Definition) -> list[AskedQuestion]:
    """Every question of a form, hidden and calculated ones left out."""
    return [
        AskedQuestion(
            item.link_id,
            item.codes,
            tuple(
                AskedOption(
                    option.code,
                    Decimal(option.weight) if option.weight else None,
                    (option.coding,) if option.coding else (),
                )
                for option in item.options
            ),
        )
        for item in definition.walk()
        if item.is_question and not item.is_fixed
    ]
