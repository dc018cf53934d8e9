"""A questionnaire's items as proms.attach wants them: linkId, codes, options with codings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from proms.attach import Attachment, Meanings, attach, untold
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


def open_items(rule: ScaleSpec, version: Version) -> list[str]:
    """Items no question was found for; their order is the rule's."""
    found = tried(version, rule)
    lost = {problem.path for problem in found.problems} - found.sources.keys()
    return [name for name in rule.items if name in lost]


def open_answers(
    rule: ScaleSpec, version: Version, chosen: Mapping[str, str]
) -> dict[str, dict[str, list[str]]]:
    """linkId → option nothing tells about → what it may count as, in the rule's codes."""
    asked = questions_of(form_of(version, "en").definition)
    found: dict[str, dict[str, list[str]]] = {}
    for group in untold(rule, asked, chosen):
        item = group.item
        codes = [*item.values, *sorted(item.missing_codes)]
        codes += [code for code in item.follow if code not in item.values]
        for link_id in group.link_ids:
            found[link_id] = dict.fromkeys(group.options, codes)
    return found
