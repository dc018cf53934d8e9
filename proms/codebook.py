"""What each questionnaire asks, what answers count, and how its numbers come about: data, not words.

Wording stands in it only where its licence lets it be shown; codes and rules always do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from po_platform.kit.csv_cells import harmless
from proms.course import in_language
from proms.models import Instrument, LicenceTerms
from proms.scale_spec import ScaleSpec
from proms.scale_spec.spec import Scale
from proms.scoring import Sources
from questionnaires.definition import Coding, Definition, Item
from questionnaires.models import Version
from questionnaires.texts import Texts

Book = dict[str, Any]
COLUMNS = (
    "questionnaire", "version", "part", "id", "words", "kind", "codes", "counts", "low", "high",
    "direction", "rule", "missing", "source", "licence", "holder", "licence_ends_on",
)  # fmt: skip
NUMBERS = ("version", "low", "high")


@dataclass(frozen=True, slots=True)
class Kept:
    """One instrument as it is used; `terms` go for the language of its words.

    `texts` are empty where no licence lets them be shown.
    """

    instrument: Instrument
    terms: LicenceTerms
    version: Version
    language: str
    definition: Definition
    texts: Texts
    rules: Sequence[tuple[ScaleSpec, Sources]]


def codebook_of(kept: Kept, language: str) -> Book:
    """Plain data for JSON, a table or a page; numbers are texts as published, `None` is unknown."""
    one, terms = kept.instrument, kept.terms
    ends = terms.licence_ends_on
    return {
        "questionnaire": one.slug,
        "title": one.name,
        "version": kept.version.number,
        "version_sha256": kept.version.sha256,
        "words_in": kept.language,
        "wording": terms.wording or None,
        "licence": {
            "state": terms.licence,
            "holder": terms.holder,
            "terms": terms.terms,
            "allowed_use": terms.allowed_use,
            "ends_on": ends.isoformat() if ends else None,
            "copyright": one.attribution,
        },
        "questions": [_question(item, kept) for item in kept.definition.walk() if item.is_question],
        "scales": [
            _scale(scale, spec, sources, one.drawn, language)
            for spec, sources in kept.rules
            for scale in spec.scales
        ],
    }


def _question(item: Item, kept: Kept) -> Book:
    return {
        "id": item.link_id,
        "words": kept.texts.label(item) or None,
        "type": item.type,
        "repeats": item.repeats,
        "codes": [_code(code) for code in item.codes],
        "low": item.min_value or None,
        "high": item.max_value or None,
        "answers": [
            {
                "code": option.code,
                "words": kept.texts.item(item.link_id).options[option.code].text
                if option.code in kept.texts.item(item.link_id).options
                else None,
                "codes": [_code(option.coding)] if option.coding else [],
                "counts": _counts(item.link_id, option.code, kept.rules),
            }
            for option in item.options
        ],
    }


def _counts(link_id: str, code: str, rules: Iterable[tuple[ScaleSpec, Sources]]) -> Book:
    """Rule → what this answer counts in it, turned round or recoded where the rule says so."""
    found: Book = {}
    for spec, sources in rules:
        for name, source in sources.items():
            item = spec.items[name]
            said = source.codes.get(code, code)
            if source.link_id == link_id and said in item.values:
                found[f"{spec.id}.{name}"] = _plain(item.weighed(item.values[said]))
            elif source.link_id == link_id and said in item.missing_codes:
                found[f"{spec.id}.{name}"] = "missing"
    return found


def _scale(
    scale: Scale, spec: ScaleSpec, sources: Sources, drawn: Iterable[str], language: str
) -> Book:
    change = scale.change
    return {
        "id": f"{spec.id}.{scale.id}",
        "words": in_language(scale.label, language),
        "rule": spec.id,
        "rule_version": spec.version,
        "rule_sha256": spec.sha256,
        "direction": scale.direction,
        "low": _plain(scale.low),
        "high": _plain(scale.high),
        "decimals": scale.digits,
        "rounding": spec.rounding,
        "combine": scale.combine,
        "parts": [
            {
                "name": part.name,
                "question": sources[part.name].link_id if part.name in sources else None,
                "weight": _plain(part.weight),
                "taken_from": _plain(part.invert),
            }
            for part in scale.parts
        ],
        "missing": {
            "rule": scale.missing.rule,
            "needs": scale.missing.needs,
            "of": len(scale.parts),
            "value": _plain(scale.missing.value),
            "estimated": scale.missing.prorate,
        },
        "codes": [{"system": system, "code": code} for system, code in scale.codes],
        "drawn": not scale.aside or scale.id in drawn,
        "source": scale.source,
        "bands": [
            {
                "words": in_language(band.label, language),
                "low": _plain(band.low),
                "high": _plain(band.high),
                "source": band.source,
            }
            for band in scale.bands
        ],
        "change": None
        if change is None
        else {
            "kind": change.kind,
            "better": _plain(change.better),
            "worse": _plain(change.worse),
            "source": change.source,
        },
    }


def _code(coding: Coding) -> dict[str, str]:
    return {"system": coding.system, "code": coding.code}


def _plain(value: Decimal | None) -> str | None:
    """As published, without a power of ten."""
    return None if value is None else f"{value.normalize():f}"


def as_table(books: Iterable[Book]) -> str:
    """One table of all of them: a line for each questionnaire, question, answer, scale and band."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for book in books:
        same = {"questionnaire": book["questionnaire"], "version": book["version"]}
        for row in _rows(book):
            filled = {**same, **{name: value for name, value in row.items() if value is not None}}
            writer.writerow(
                {
                    name: value if name in NUMBERS else harmless(value)
                    for name, value in filled.items()
                }
            )
    return "\ufeff" + out.getvalue()


def _rows(book: Book) -> Iterator[Book]:
    licence = book["licence"]
    yield {
        "part": "questionnaire",
        "id": book["questionnaire"],
        "words": book["title"],
        "kind": book["wording"],
        "source": licence["copyright"],
        "licence": licence["state"],
        "holder": licence["holder"],
        "licence_ends_on": licence["ends_on"],
    }
    for one in book["questions"]:
        yield {
            "part": "question",
            "id": one["id"],
            "words": one["words"],
            "kind": one["type"],
            "codes": _joined(one["codes"]),
            "low": one["low"],
            "high": one["high"],
        }
        for answer in one["answers"]:
            yield {
                "part": "answer",
                "id": f"{one['id']}={answer['code']}",
                "words": answer["words"],
                "codes": _joined(answer["codes"]),
                "counts": "; ".join(f"{name}: {n}" for name, n in answer["counts"].items()),
            }
    for scale in book["scales"]:
        yield from _scale_rows(scale)


def _scale_rows(scale: Book) -> Iterator[Book]:
    missing = scale["missing"]
    yield {
        "part": "scale",
        "id": scale["id"],
        "words": scale["words"],
        "kind": scale["combine"],
        "codes": _joined(scale["codes"]),
        "low": scale["low"],
        "high": scale["high"],
        "direction": scale["direction"],
        "rule": f"{scale['rule']} {scale['rule_version']}",
        "missing": f"{missing['rule']}, {missing['needs']} of {missing['of']}",
        "source": scale["source"],
    }
    for band in scale["bands"]:
        yield {"part": "band", "id": scale["id"], **band}
    if scale["change"]:
        change = scale["change"]
        for side in ("better", "worse"):
            if change[side] is not None:
                yield {
                    "part": "change",
                    "id": scale["id"],
                    "kind": f"{change['kind']}, {side}",
                    "low": change[side],
                    "high": change[side],
                    "source": change["source"],
                }


def _joined(codes: Iterable[Mapping[str, str]]) -> str:
    return "; ".join(f"{one['system']}|{one['code']}" for one in codes)
