"""A questionnaire somebody else wrote is matched to a scale spec by codes, or told why it is not.

Nothing is matched by position or by wording: printed order and score order differ in the wild.
What no code and no weight tells, a person says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from proms.scale_spec.document import Problem, gettext_noop, plain
from proms.scale_spec.spec import Item, ScaleSpec
from proms.scoring import Source


class Coding(Protocol):
    """A code and the system that gives it its meaning."""

    @property
    def system(self) -> str: ...
    @property
    def code(self) -> str: ...


class Option(Protocol):
    """One possible answer: the code stored in answers, a printed weight if any, other codings."""

    @property
    def code(self) -> str: ...
    @property
    def weight(self) -> Decimal | None: ...
    @property
    def codings(self) -> Sequence[Coding]: ...


class Question(Protocol):
    """One question of a questionnaire version; `options` is empty for numbers and text."""

    @property
    def link_id(self) -> str: ...
    @property
    def codes(self) -> Sequence[Coding]: ...
    @property
    def options(self) -> Sequence[Option]: ...


Meanings = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Where every item of a spec stands in one questionnaire version.

    `problems` names, by item, what did not match; `sources` is complete only without any.
    """

    spec_id: str
    spec_sha256: str
    sources: Mapping[str, Source]
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        return not self.problems


def attach(
    spec: ScaleSpec,
    questions: Iterable[Question],
    chosen: Mapping[str, str] | None = None,
    meanings: Meanings | None = None,
) -> Attachment:
    """Match a spec to a questionnaire version.

    An item is found by a code the spec accepts for it, else by a linkId equal to its name;
    `chosen` (item → linkId) is a person's own choice and comes first. An option is found by its
    coding in the spec's system, else by its printed weight; both given must agree. An optional
    item nobody asks for is left out. `meanings` (linkId → option code → the spec's code) is what a
    person said about options nothing else tells about.
    """
    asked = list(questions)
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    for item in spec.items.values():
        question = _question(spec, item, asked, chosen or {}, problems)
        if question is None:
            continue
        taken = next((n for n, s in sources.items() if s.link_id == question.link_id), None)
        if taken:
            said = gettext_noop("The question “%(link_id)s” already answers “%(item)s”.")
            problems.append(Problem(item.id, said, {"link_id": question.link_id, "item": taken}))
        meant = (meanings or {}).get(question.link_id, {})
        codes = _codes(spec, item, question, meant, problems)
        sources[item.id] = Source(question.link_id, codes)
    return Attachment(spec.id, spec.sha256, sources, tuple(problems))


def told_by_codes(specs: Iterable[ScaleSpec], questions: Iterable[Question]) -> ScaleSpec | None:
    """The one spec the questions' own codes tell, when no panel's code and no name does.

    Its items must all be found by their codes, and no question to choose at may carry a code it
    does not know: PHQ-9 holds all of PHQ-2 and is none. Of several the one with most items; of
    two with as many none, a person says which.
    """
    asked = list(questions)
    sized = [(len(spec.items), spec) for spec in specs if _all_told(spec, asked)]
    most = max((size for size, _spec in sized), default=0)
    found = [spec for size, spec in sized if size == most]
    return found[0] if len(found) == 1 else None


def _all_told(spec: ScaleSpec, asked: Sequence[Question]) -> bool:
    known = frozenset().union(*spec.attach.items.values())
    choices = [codes for q in asked if q.options and (codes := _public(spec, q))]
    if not choices or not all(codes & known for codes in choices):
        return False
    found = attach(spec, asked)
    by_id = {question.link_id: question for question in asked}
    return found.complete and all(
        spec.attach.items.get(name, frozenset()) & _public(spec, by_id[source.link_id])
        for name, source in found.sources.items()
    )


def _public(spec: ScaleSpec, question: Question) -> set[str]:
    return _codes_in(spec.attach.system, question.codes)


@dataclass(frozen=True, slots=True)
class Untold:
    """Options nothing tells about, asked once for all questions that share them.

    `item` is one of the items; they take the same answers.
    """

    item: Item
    link_ids: tuple[str, ...]
    options: tuple[str, ...]


def untold(
    spec: ScaleSpec, questions: Iterable[Question], chosen: Mapping[str, str] | None = None
) -> list[Untold]:
    """What a person still has to say: options without a coding of the spec's system or a weight."""
    asked = list(questions)
    groups: dict[object, list[tuple[Item, Question]]] = {}
    for item in spec.items.values():
        question = _question(spec, item, asked, chosen or {}, [])
        if question is None or item.takes_numbers:
            continue
        if all(_told(spec, item, option) for option in question.options):
            continue
        codes = tuple(option.code for option in question.options)
        key = (codes, tuple(item.values.items()), item.missing_codes, tuple(item.follow))
        groups.setdefault(key, []).append((item, question))
    return [
        Untold(
            members[0][0],
            tuple(question.link_id for _item, question in members),
            tuple(option.code for option in members[0][1].options),
        )
        for members in groups.values()
    ]


def sources_to_json(sources: Mapping[str, Source]) -> dict[str, Any]:
    """Plain data to store beside the questionnaire version."""
    return {
        name: {"link_id": source.link_id, "codes": dict(source.codes)}
        for name, source in sources.items()
    }


def sources_from_json(stored: Mapping[str, Any]) -> dict[str, Source]:
    """The reverse of sources_to_json."""
    return {name: Source(entry["link_id"], dict(entry["codes"])) for name, entry in stored.items()}


def _question(
    spec: ScaleSpec,
    item: Item,
    asked: Sequence[Question],
    chosen: Mapping[str, str],
    problems: list[Problem],
) -> Question | None:
    if item.id in chosen:
        found = [question for question in asked if question.link_id == chosen[item.id]]
    else:
        accepted = spec.attach.items.get(item.id, frozenset())
        found = [q for q in asked if accepted & _codes_in(spec.attach.system, q.codes)]
        found = found or [question for question in asked if question.link_id == item.id]
    if len(found) == 1:
        return found[0]
    if item.optional and not found and item.id not in chosen:
        return None
    params: dict[str, str] = {}
    if item.id in chosen:
        said, params = (
            gettext_noop("There is no question “%(link_id)s”."),
            {"link_id": chosen[item.id]},
        )
    elif found:
        said = gettext_noop("More than one question carries its code: %(link_ids)s. Choose one.")
        params = {"link_ids": ", ".join(question.link_id for question in found)}
    else:
        said = gettext_noop("No question carries its code. Choose the question yourself.")
    problems.append(Problem(item.id, said, params))
    return None


def _codes(
    spec: ScaleSpec,
    item: Item,
    question: Question,
    meant: Mapping[str, str],
    problems: list[Problem],
) -> dict[str, str]:
    if not question.options:
        if not item.takes_numbers and not all(map(_is_number, item.values)):
            said = gettext_noop(
                "The question “%(link_id)s” has no choices, but the spec needs them."
            )
            problems.append(Problem(item.id, said, {"link_id": question.link_id}))
        return {}
    codes: dict[str, str] = {}
    for option in question.options:
        code = _told(spec, item, option) or meant.get(option.code)
        if code is None:
            words = gettext_noop("The answer “%(code)s” has no weight in the spec.")
            problems.append(Problem(item.id, words, {"code": option.code}))
            continue
        codes[option.code] = code
        problems.extend(_disagreeing(item, option, code))
    problems.extend(_uncovered(spec, item, codes))
    return codes


def _told(spec: ScaleSpec, item: Item, option: Option) -> str | None:
    """The spec's code for an option: by its coding, else by its printed weight."""
    said = _codes_in(spec.attach.system, option.codings)
    known = (*item.values, *item.missing_codes, *item.follow)
    return next((code for code in known if code in said), None) or _by_weight(item, option.weight)


def _disagreeing(item: Item, option: Option, code: str) -> list[Problem]:
    ours = item.values.get(code)
    if option.weight is None or ours is None or option.weight in (ours, item.recode.get(ours)):
        return []
    said = gettext_noop(
        "The answer “%(code)s” counts %(theirs)s in the file and %(ours)s in the spec."
    )
    params = {"code": option.code, "theirs": plain(option.weight), "ours": plain(ours)}
    return [Problem(item.id, said, params)]


def _by_weight(item: Item, weight: Decimal | None) -> str | None:
    if weight is None:
        return None
    if item.takes_numbers:
        low, high = sorted((item.weighed(item.low), item.weighed(item.high)))
        return plain(weight) if low <= weight <= high else None
    return next((code for code, ours in item.values.items() if ours == weight), None)


def _uncovered(spec: ScaleSpec, item: Item, codes: Mapping[str, str]) -> list[Problem]:
    if item.takes_numbers:
        wanted = {item.weighed(item.low), item.weighed(item.high)}
        found = {Decimal(code) for code in codes.values()}
    else:
        wanted = set(item.values.values())
        found = {item.values[code] for code in codes.values() if code in item.values}
        for code in set(codes.values()) & set(item.follow):
            found |= set(spec.items[item.follow[code]].values.values())
    said = gettext_noop("No answer counts %(weight)s, as the spec needs.")
    return [Problem(item.id, said, {"weight": plain(weight)}) for weight in sorted(wanted - found)]


def _codes_in(system: str, codings: Sequence[Coding]) -> set[str]:
    return {coding.code for coding in codings if system and coding.system == system}


def _is_number(code: str) -> bool:
    return code.lstrip("-").replace(".", "", 1).isdigit()
