"""Programmes from behind: what there is, one with its parts, what changed since readers got it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from education.comparing import Piece, compare
from education.models import IfThenPlan, Programme, ProgrammeVersion
from education.programme_shape import (
    OUTCOME,
    PLAN,
    QUESTIONS,
    SITUATION,
    Module,
    Step,
    faults,
    lines_of,
    read_modules,
    steps_of,
)
from education.rules import may_see_drafts
from education.sections import Words
from members.models import Standing
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.models import Questionnaire
from questionnaires.queries import form_of, newest_published

MOST = 200


@dataclass(frozen=True, slots=True)
class ProgrammeDesk:
    """One programme for who writes and checks. `text`: the draft, else what is live."""

    programme: Programme
    text: ProgrammeVersion
    draft: ProgrammeVersion | None
    modules: tuple[Module, ...]
    missing: list[Words]


def all_programmes(*, actor: Actor) -> list[tuple[Programme, bool]]:
    """(programme, whether a draft is open), by title; two queries."""
    demand(may_see_drafts(actor))
    drafts = ProgrammeVersion.objects.filter(state="draft")
    open_ones = set(drafts.values_list("programme_id", flat=True)[:MOST])
    rows = Programme.objects.order_by("title", "pk")[:MOST]
    return [(one, one.pk in open_ones) for one in rows]


def programme_desk(*, actor: Actor, ref: UUID) -> ProgrammeDesk:
    """Raises Http404."""
    demand(may_see_drafts(actor))
    programme = Programme.objects.select_related("live").filter(ref=ref).first()
    if programme is None:
        raise Http404
    draft = programme.versions.filter(state="draft").first()
    text = draft or programme.live
    if text is None:
        raise Http404
    modules = read_modules(text.modules)
    missing = faults(modules, lead=text.lead, not_for=text.not_for) if draft else []
    return ProgrammeDesk(programme, text, draft, modules, missing)


def changes_of(found: ProgrammeDesk) -> list[list[Piece]]:
    """Only lines in which something changed; all of them where nothing was live before."""
    live = found.programme.live
    before = _lines(live) if live else []
    lines = compare(before, _lines(found.text))
    return [pieces for pieces in lines if any(one.mark != "same" for one in pieces)]


def _lines(one: ProgrammeVersion) -> list[str]:
    return lines_of(one.title, one.lead, one.good_for, one.not_for, read_modules(one.modules))


def questionnaires_in_use() -> list[tuple[str, str]]:
    """(slug, title) of what a step may ask."""
    rows = Questionnaire.objects.filter(versions__state="published").distinct().order_by("title")
    return list(rows.values_list("slug", "title")[:MOST])


def sources_before(
    modules: tuple[Module, ...], step_id: str, language: str
) -> list[tuple[str, str]]:
    """("source|code", in words) of all a rule of this step may look at: where somebody stands, and
    the answers and outcomes of the steps before."""
    found = [(f"{SITUATION}|{code}", str(words)) for code, words in Standing.Where.choices]
    for step in steps_of(modules):
        if step.id == step_id:
            break
        if step.kind == QUESTIONS:
            found += _answers(step, language)
        if step.kind == PLAN:
            found += [
                (f"{step.id}.{OUTCOME}|{code}", f"{step.title}: {words}")
                for code, words in IfThenPlan.Outcome.choices
            ]
    return found


def _answers(step: Step, language: str) -> list[tuple[str, str]]:
    row = Questionnaire.objects.filter(slug=step.questionnaire).first()
    version = newest_published(row.pk) if row else None
    if version is None:
        return []
    form = form_of(version, language)
    found = []
    for item in form.definition.walk():
        words = form.texts.item(item.link_id)
        for option in item.options:
            label = form.texts.option(item.link_id, option.code).text
            found.append((f"{step.id}.{item.link_id}|{option.code}", f"{words.text}: {label}"))
    return found
