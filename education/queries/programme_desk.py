"""Programmes from behind: what there is, one with its parts, what changed since readers got it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from education.comparing import Piece, compare
from education.measures import measures, title_of
from education.models import IfThenPlan, Programme, ProgrammeStop, ProgrammeVersion
from education.programme_shape import (
    OUTCOME,
    PLAN,
    QUESTIONS,
    SITUATION,
    Module,
    Step,
    faults,
    hints,
    is_combined,
    lines_of,
    read_modules,
    rule_parts,
    steps_of,
)
from education.queries.stopping import stop_over
from education.rules import may_see_drafts
from education.sections import Words
from members.models import Standing
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.expressions import references
from questionnaires.models import Questionnaire, Version
from questionnaires.queries import Form, form_of, newest_published

MOST = 200


@dataclass(frozen=True, slots=True)
class ProgrammeDesk:
    """One programme for who writes and checks. `text`: the draft, else what is live; `missing`
    keeps the draft from coming out, `hints` do not; `stop`: over it."""

    programme: Programme
    text: ProgrammeVersion
    draft: ProgrammeVersion | None
    modules: tuple[Module, ...]
    missing: list[Words]
    hints: list[Words]
    stop: ProgrammeStop | None


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
    programme = Programme.objects.select_related("live__stop").filter(ref=ref).first()
    if programme is None:
        raise Http404
    draft = programme.versions.filter(state="draft").first()
    text = draft or programme.live
    if text is None:
        raise Http404
    modules = read_modules(text.modules)
    missing = faults(modules, lead=text.lead, not_for=text.not_for) if draft else []
    better = hints(modules) if draft else []
    return ProgrammeDesk(programme, text, draft, modules, missing, better, stop_over(text))


def told_again(programme: Programme) -> list[Programme]:
    """The same in other languages, drafts too."""
    root = programme.translation_of_id or programme.pk
    family = Programme.objects.filter(Q(pk=root) | Q(translation_of=root))
    return list(family.exclude(pk=programme.pk).order_by("language", "pk"))


def languages_of(programme: Programme) -> set[str]:
    """In which it is told, drafts too."""
    return {programme.language, *(one.language for one in told_again(programme))}


def changes_of(found: ProgrammeDesk) -> list[list[Piece]]:
    """Only lines in which something changed; all of them where nothing was live before."""
    live = found.programme.live
    before = _lines(live) if live else []
    lines = compare(before, _lines(found.text))
    return [pieces for pieces in lines if any(one.mark != "same" for one in pieces)]


def _lines(one: ProgrammeVersion) -> list[str]:
    asked = title_of(one.measured_by) or one.measured_by
    found = lines_of(one.title, one.lead, one.good_for, one.not_for, read_modules(one.modules))
    said = [
        asked,
        _("A guide may go along.") if one.guided else "",
        _("Whoever hands out cards for it reads ten minutes first.") if one.course_needed else "",
    ]
    return [*found, *filter(None, said)]


@dataclass(frozen=True, slots=True)
class Reached:
    """One step of the live version. `done`, `stopped`: so many people, in steps of five; 0: fewer."""

    step: Step
    done: int
    stopped: int


def how_far(*, actor: Actor, programme: Programme) -> tuple[int, list[Reached]]:
    """(who began, in steps of five; each step in its order) of what is live; nobody is named."""
    demand(may_see_drafts(actor))
    if programme.live is None:
        return 0, []
    with connection.cursor() as cursor:
        cursor.execute("select * from steps_reached(%s)", [programme.live.pk])
        found = {step: (done, stopped) for step, done, stopped in cursor.fetchall()}
    steps = steps_of(read_modules(programme.live.modules))
    begun = found.get("", (0, 0))[0]
    return begun, [Reached(one, *found.get(one.id, (0, 0))) for one in steps]


def questionnaires_in_use() -> list[tuple[str, str]]:
    """(slug, title) of what a step may ask."""
    rows = Questionnaire.objects.filter(versions__state="published").distinct().order_by("title")
    return list(rows.values_list("slug", "title")[:MOST])


def numbers_in_use(kept: str) -> list[tuple[str, str]]:
    """(slug, title) of what may be asked at start and end; `kept`: the one that stands there."""
    offered = measures()
    found = [(slug, str(title)) for slug, title in offered.choices()] if offered else []
    return [*found, *([(kept, kept)] if kept and kept not in dict(found) else [])]


@dataclass(frozen=True, slots=True)
class Source:
    """One thing rules may look at: where somebody stands, an answer, or whether a plan worked.

    `name` as rules call it; `choices`: (code, words).
    """

    name: str
    label: str
    choices: list[tuple[str, str]]


def sources_in(modules: Sequence[Module], language: str, *, pinned: bool = False) -> list[Source]:
    """All of them in the order of the steps; answers to free questions are none."""
    standing = [(code, str(words)) for code, words in Standing.Where.choices]
    found = [Source(SITUATION, _("Where she stands"), standing)]
    for step in steps_of(modules):
        if step.kind == QUESTIONS and not step.is_practice:
            found += _answers(step, language, pinned)
        if step.kind == PLAN:
            outcomes = [(code, str(words)) for code, words in IfThenPlan.Outcome.choices]
            found.append(Source(f"{step.id}.{OUTCOME}", step.title, outcomes))
    return found


def sources_before(
    modules: tuple[Module, ...], step_id: str, language: str
) -> list[tuple[str, str]]:
    """("source|code", in words) of all a rule of this step may look at: what stands before it."""
    earlier: set[str] = {SITUATION}
    for step in steps_of(modules):
        if step.id == step_id:
            break
        earlier.add(step.id)
    return [
        (f"{one.name}|{code}", words if one.name == SITUATION else f"{one.label}: {words}")
        for one in sources_in(modules, language)
        if one.name.partition(".")[0] in earlier
        for code, words in one.choices
    ]


def _answers(step: Step, language: str, pinned: bool) -> list[Source]:
    form = form_in_use(step, language, pinned=pinned)
    if form is None:
        return []
    return [
        Source(
            f"{step.id}.{item.link_id}",
            form.texts.item(item.link_id).text,
            [(one.code, form.texts.option(item.link_id, one.code).text) for one in item.options],
        )
        for item in form.definition.walk()
        if item.options
    ]


def why_not(sources: Sequence[Source], step: Step) -> str:
    """The rule of a step in words; '' for none."""
    if combined := combined_words(sources, step):
        return combined
    name, code = rule_parts(step.show_if)
    for one in sources:
        if one.name == name:
            words = dict(one.choices).get(code, code)
            said = {"question": one.label, "answer": words}
            return _("Only for: %(question)s %(answer)s") % said
    return _("Its rule asks for something that cannot be chosen here.") if name else ""


def combined_words(sources: Sequence[Source], step: Step) -> str:
    """A rule of a file that looks at more than one thing, by what it looks at; '' for any other."""
    if not is_combined(step.show_if):
        return ""
    assert step.show_if is not None  # noqa: S101  (a combined one)
    known = {one.name: one.label for one in sources}
    asked = [known.get(name, name) for name in references(step.show_if)]
    return _("a rule from a file that looks at: %(what)s") % {"what": ", ".join(asked)}


def form_in_use(step: Step, language: str, *, pinned: bool = False) -> Form | None:
    """The questions a step of a draft would ask today; `pinned`: those of a published one."""
    if pinned:
        asked = Version.objects.filter(pk=step.version or 0).first()
        return form_of(asked, language) if asked else None
    row = Questionnaire.objects.filter(slug=step.questionnaire).first()
    version = newest_published(row.pk) if row else None
    return form_of(version, language) if version else None


def questions_asked(
    step: Step, language: str, *, pinned: bool = False
) -> list[tuple[str, list[str]]]:
    """(question, the answers to choose from) of a step, in order."""
    form = form_in_use(step, language, pinned=pinned) if step.kind == QUESTIONS else None
    if form is None:
        return []
    found = []
    for item in form.definition.walk():
        options = [form.texts.option(item.link_id, one.code).text for one in item.options]
        found.append((form.texts.item(item.link_id).text, options))
    return found
