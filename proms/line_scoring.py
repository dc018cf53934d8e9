"""One line in, one line out: a set of answers as JSON becomes its scores, or says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from po_platform.kit.strict_json import NotJson, read_json
from proms.scale_plan import ScaleScore
from proms.scale_spec import ScaleSpec
from proms.scale_spec.document import FARTHEST, plain
from proms.scale_spec.spec import Item
from proms.scoring import AnswerRefused, Scorer, Scores, Source


class LineRefused(ValueError):
    """This line cannot be scored; `item` names the answer it is about, if it is about one."""

    def __init__(self, message: str, item: str = "") -> None:
        self.item = item
        super().__init__(message)


class LineScorer:
    """A spec prepared for many lines. Answers are option weights as published, or option codes."""

    def __init__(self, spec: ScaleSpec, *, working: bool = False) -> None:
        """`working`: each line also tells the spec's version and how every value came about."""
        self.spec, self.working = spec, working
        self._keys = {name.lower(): name for name in (*spec.items, *spec.unscored)}
        self._answerable = spec.answerable
        self._scorer = Scorer(spec, {name: _source(item) for name, item in spec.items.items()})

    def answer(self, raw: bytes) -> dict[str, Any]:
        """`{"id", "scales"}`, or `{"id", "error"}` for a line that cannot be scored."""
        told: Any = None
        try:
            try:
                line = read_json(raw)
            except NotJson as error:
                raise LineRefused(f"This line is not JSON: {error}") from error
            if not isinstance(line, dict):
                raise LineRefused('A line is an object: {"id": …, "answers": {…}}.')
            told = line.get("id")
            return {"id": told, **self._scored(line.get("answers"))}
        except LineRefused as error:
            item = {"item": error.item} if error.item else {}
            return {"id": told, "error": {**item, "message": str(error)}}

    def _scored(self, answers: object) -> dict[str, Any]:
        if not isinstance(answers, dict):
            raise LineRefused("“answers” is missing; it is an object: item → answer.")
        try:
            scores = self._scorer.score(self._named(answers))
        except AnswerRefused as error:
            raise _wrong(self.spec.items[error.item]) from error
        if not self.working:
            return {"scales": {name: _told(score) for name, score in scores.scales.items()}}
        scales = {
            name: {**_told(score), "n_items": score.n_items, "working": _working(score)}
            for name, score in scores.scales.items()
        }
        return {"spec": _spec(scores), "scales": scales}

    def _named(self, answers: Mapping[str, Any]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, answer in answers.items():
            name = self._keys.get(key.strip().lower())
            if name is None:
                raise LineRefused(f"{self.spec.id} has no item “{key[:40]}”.", key[:40])
            if name in found:
                raise LineRefused(f"{name} is answered twice.", name)
            item = self._answerable.get(name)
            code = None if item is None else _as_code(item, answer)
            if name in self.spec.items:
                found[name] = code
            elif item is not None and not _takes(item, code):
                raise _wrong(item)
        return found


def _as_code(item: Item, answer: object) -> object:
    """Numbers are said as codes, so that 2, 2.0 and "2" are one answer."""
    if answer is None or answer == "":
        return None
    if isinstance(answer, str):
        text = answer.strip()
        return _number(item, text) if item.takes_numbers else text
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        raise _wrong(item)
    number = _number(item, str(answer))
    return number if item.takes_numbers else plain(number)


def _takes(item: Item, code: object) -> bool:
    """Whether an item no scale reads can be answered like this, or is left open."""
    if code is None:
        return True
    if isinstance(code, Decimal):
        return item.low <= code <= item.high
    return code in _source(item).codes


def _number(item: Item, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise _wrong(item) from None
    if not number.is_finite() or abs(number.adjusted()) > FARTHEST:
        raise _wrong(item)
    return number


def _wrong(item: Item) -> LineRefused:
    said = f"{item.id} cannot be answered like this; it takes {_accepted(item)}."
    return LineRefused(said, item.id)


def _source(item: Item) -> Source:
    """Codes that are no numbers, such as LOINC answers, may be given by their weight as well."""
    codes = {code: code for code in (*item.values, *item.missing_codes, *item.follow)}
    by_weight = {plain(weight): code for code, weight in reversed(list(item.values.items()))}
    if not any(code.lstrip("-").isdigit() for code in item.values):
        codes = {**by_weight, **codes}
    return Source(item.id, {} if item.takes_numbers else codes)


def answers_of(item: Item) -> list[Any] | dict[str, Any]:
    """What an item takes: its weights or codes as published, or the ends of a number."""
    if item.takes_numbers:
        return {"min": _json(item.low), "max": _json(item.high)}
    numbers = sorted({int(code) for code in _source(item).codes if code.lstrip("-").isdigit()})
    words = [code for code in (*item.values, *item.missing_codes) if not code.isdigit()]
    return [*numbers, *dict.fromkeys(words)]


def _accepted(item: Item) -> str:
    taken = answers_of(item)
    if isinstance(taken, dict):
        return f"numbers from {taken['min']} to {taken['max']}"
    return ", ".join(str(answer) for answer in taken)


def _told(score: ScaleScore) -> dict[str, Any]:
    return {"value": _json(score.value), "state": score.state, "n_answered": score.n_answered}


def _working(score: ScaleScore) -> dict[str, Any]:
    working = score.working
    return {
        "parts": [
            {"part": step.part, "answer": _plain_answer(step.answer), "weight": _json(step.weight)}
            for step in working.steps
        ],
        "combine": working.combine,
        "combined": _json(working.combined),
        "transforms": [{"step": name, "value": _json(value)} for name, value in working.transforms],
        "digits": working.digits,
    }


def _spec(scores: Scores) -> dict[str, str]:
    return {"id": scores.spec_id, "version": scores.spec_version, "sha256": scores.spec_sha256}


def _plain_answer(answer: object) -> object:
    return _json(answer) if isinstance(answer, Decimal) else answer


def _json(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
