"""How a number was computed, step by step and in words: the working of the scorer, made readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from po_platform.kit.charts.figures import number_words
from proms.course import in_language
from proms.proof import answers_of_examples
from proms.scale_plan import ScaleScore
from proms.scale_spec import ScaleSpec
from proms.scale_spec.spec import Clip, Linear, Lookup, Scale, Transform
from proms.scoring import Scorer, Sources
from questionnaires.queries import Form
from questionnaires.summary import Said, in_words


@dataclass(frozen=True, slots=True)
class Counted:
    """One part of a number: the question or earlier number, its answer in words, what it counts."""

    part: str
    answer: str
    counts: str


@dataclass(frozen=True, slots=True)
class How:
    """One number. `steps` are sentences in their order; `value` is empty when there is none."""

    name: str
    value: str
    band: str
    counted: tuple[Counted, ...]
    steps: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Example:
    """Made-up answers (`kind`: lowest, middle, highest) and the numbers they lead to."""

    kind: str
    numbers: tuple[How, ...]


def how_computed(
    spec: ScaleSpec,
    sources: Sources,
    scores: Mapping[str, ScaleScore],
    answered: Iterable[Said],
    language: str,
    drawn: Iterable[str] = (),
) -> tuple[How, ...]:
    """Every number of a spec from its scores; those that stand aside only when `drawn`."""
    said = {one.link_id: one for one in answered if not one.rows}
    asked = {name: said[source.link_id] for name, source in sources.items()
             if source.link_id in said}  # fmt: skip
    labels = {scale.id: in_language(scale.label, language) for scale in spec.scales}
    shown = [scale for scale in spec.scales if not scale.aside or scale.id in set(drawn)]
    return tuple(_how(scale, scores[scale.id], asked, labels, language) for scale in shown)


def how_examples(spec: ScaleSpec, sources: Sources, form: Form, language: str) -> list[Example]:
    """The working of every answer counting least, one in the middle, every answer most."""
    scorer, found = Scorer(spec, sources), []
    for kind, answers in answers_of_examples(spec, sources):
        scores = scorer.score(answers).scales
        said = in_words(form, answers, {})
        found.append(Example(kind, how_computed(spec, sources, scores, said, language)))
    return found


def _how(
    scale: Scale,
    score: ScaleScore,
    asked: Mapping[str, Said],
    labels: Mapping[str, str],
    language: str,
) -> How:
    band = scale.band_of(score.value) if score.value is not None else None
    return How(
        labels[scale.id],
        "" if score.value is None else number_words(score.value),
        in_language(band.label, language) if band else "",
        tuple(
            Counted(
                asked[step.part].question
                if step.part in asked
                else labels.get(step.part, step.part),
                asked[step.part].answer if step.part in asked else "",
                "" if step.weight is None else number_words(step.weight),
            )
            for step in score.working.steps
        ),
        tuple(_steps(scale, score)),
        scale.source,
    )


def _steps(scale: Scale, score: ScaleScore) -> list[str]:
    working = score.working
    if working.combined is None:
        return [_too_few(scale, score)]
    found = [_combined(scale, score, number_words(working.combined))]
    for transform, (_name, value) in zip(scale.transform, working.transforms, strict=True):
        found.append(_transformed(transform, number_words(value)))
    last = working.transforms[-1][1] if working.transforms else working.combined
    if score.value is not None and last != score.value:
        found.append(_("Rounded: %(value)s.") % {"value": number_words(score.value)})
    return found


def _too_few(scale: Scale, score: ScaleScore) -> str:
    needed, n_parts = scale.missing.needs, len(score.working.steps)
    there = n_parts - _missing(score)
    if there >= needed:
        return _("Something this number needs is missing, so there is none.")
    words = ngettext(
        "%(n)s of %(all)s answers is there, %(needed)s are needed. So there is no number.",
        "%(n)s of %(all)s answers are there, %(needed)s are needed. So there is no number.",
        there,
    )
    return words % {"n": there, "all": n_parts, "needed": needed}


def _missing(score: ScaleScore) -> int:
    """Parts without a number: questions, or the earlier numbers this one is made of."""
    return sum(step.weight is None for step in score.working.steps)


def _combined(scale: Scale, score: ScaleScore, value: str) -> str:
    missing = _missing(score)
    guessed = scale.missing.value
    if missing and guessed is not None:
        words = ngettext(
            "%(n)s missing answer is taken as %(guess)s. ",
            "%(n)s missing answers are taken as %(guess)s. ",
            missing,
        )
        before = words % {"n": missing, "guess": number_words(guessed)}
    elif missing and scale.missing.prorate:
        words = ngettext(
            "%(n)s missing answer is estimated from the others. ",
            "%(n)s missing answers are estimated from the others. ",
            missing,
        )
        before = words % {"n": missing}
    else:
        before = ""
    return before + _COMBINED.get(scale.combine, _COMBINED["single"])() % {"value": value}


_COMBINED = {
    "sum": lambda: _("Added up: %(value)s."),
    "weighted_sum": lambda: _("Each times its weight, added up: %(value)s."),
    "mean": lambda: _("The mean of the answers: %(value)s."),
    "max": lambda: _("The largest of them: %(value)s."),
    "min": lambda: _("The smallest of them: %(value)s."),
    "count_if": lambda: _("Counted, how many are high enough: %(value)s."),
    "additive_by_level": lambda: _("From the published table, answer by answer: %(value)s."),
    "single": lambda: _("Taken as it is: %(value)s."),
}


def _transformed(step: Transform, value: str) -> str:
    match step:
        case Linear():
            ends = _ends(min(step.to_start, step.to_end), max(step.to_start, step.to_end))
            return _("Brought to a scale from %(low)s to %(high)s: %(value)s.") % {
                **ends,
                "value": value,
            }
        case Lookup():
            return _("Looked up in the published table: %(value)s.") % {"value": value}
        case Clip():
            return _("Kept between %(low)s and %(high)s: %(value)s.") % {
                **_ends(step.low, step.high),
                "value": value,
            }


def _ends(low: Decimal, high: Decimal) -> dict[str, str]:
    return {"low": number_words(low), "high": number_words(high)}
