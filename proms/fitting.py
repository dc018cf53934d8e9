"""A questionnaire's items as proms.attach wants them: linkId, codes, options with codings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from proms.attach import Attachment, Meanings, attach
from proms.scale_spec import ScaleSpec
from questionnaires.definition import Coding, Definition
from questionnaires.models import Version
from questionnaires.outline import asked_questions
from questionnaires.queries import form_of


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


def tried(
    version: Version,
    spec: ScaleSpec,
    chosen: Mapping[str, str] | None = None,
    meanings: Meanings | None = None,
) -> Attachment:
    """Where every item of a spec stands in a questionnaire version; nothing is stored."""
    return attach(spec, questions_of(form_of(version, "en").definition), chosen, meanings)


def questions_of(definition: Definition) -> list[AskedQuestion]:
    """Every question of a form, hidden and calculated ones left out."""
    asked = asked_questions(definition)
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
        if item.link_id in asked
    ]
