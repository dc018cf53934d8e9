"""Which people a request means: conditions put together one by one, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.cohorts import change_cohort
from registry.actions.counting import Split, count_people, split_people
from registry.actions.crossing import Crossed, cross_people
from registry.cohort import (
    Clause,
    Criterion,
    NotCohort,
    choosing,
    each_in,
    is_coded,
    one_of,
    parts_of,
    read_criteria,
    sha256_of,
    to_stored,
)
from registry.cohort_words import no_entry_means
from registry.counted_words import in_number, no_more, too_large
from registry.forms.code_conditions import CodeConditionForm
from registry.forms.cohorts import ConditionForm, QuestionForm, SplitForm
from registry.queries.requests import request_of
from registry.request_rules import may_be_counted, may_change
from registry.request_shown import Shown
from registry.uses import use_of

UNUSABLE = 422


@dataclass(frozen=True, slots=True)
class Line:
    """A condition as the page lists it. `mark`: its name in addresses; `parts`: places and words."""

    mark: str
    place: str
    parts: Sequence[tuple[str, str]]

    @property
    def words(self) -> str:
        """Of a group all of them, as a button is told apart by."""
        return " / ".join(words for _place, words in self.parts)


@only(Hat.RESEARCHER, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Conditions so far with the number they give; one more, or one less."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    demand(may_change(actor, row))
    shown = Shown(row)
    criteria = shown.criteria()
    if "everybody" in request.POST:
        change_cohort(actor=actor, ref=ref, criteria=())
        return redirect("registry:request_people", ref)
    if request.POST.keys() & {"take_out", "apart"}:
        change_cohort(actor=actor, ref=ref, criteria=_less(request, criteria))
        return redirect("registry:request_people", ref)
    lines = _lines(shown, criteria)
    beside = _beside(request, criteria, lines)
    form = _condition(request, shown)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            found = _more(request, shown, form, beside)
            change_cohort(actor=actor, ref=ref, criteria=found)
            return redirect("registry:request_people", ref)
        except NotCohort as wrong:
            form.add_error(None, str(wrong))
    context = {
        "row": row,
        "conditions": lines,
        "beside": beside,
        "no_entry_means": no_entry_means(criteria),
        "form": form,
        "asked": shown.label(request.GET.get("question", "").partition("|")[2]) if form else "",
        "questions": QuestionForm(layout=shown.layout, words=shown.words),
        **(_numbers(request, actor, shown) if row.cohort else {}),
    }
    status = UNUSABLE if form is not None and form.is_bound and form.errors else 200
    return render(request, "registry/requests/people.html", context, status=status)


@only(Hat.CURATOR, Hat.COMMITTEE, health=True)
@require_POST
def count(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The number behind a request that is looked at, counted anew; its page shows it."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    if row.asked_by == actor.account_id or not may_be_counted(row):
        raise Http404
    shown = Shown(row)
    count_people(
        actor=actor, dataset=row.dataset, layout=shown.layout, criteria=shown.criteria(),
        use=use_of(row),
    )  # fmt: skip
    return redirect("registry:data_request", ref)


def _lines(shown: Shown, criteria: Sequence[Clause]) -> list[Line]:
    words = iter(shown.in_words(each_in(criteria)))
    found = []
    for place, clause in enumerate(criteria):
        parts = parts_of(clause)
        named = [(f"{place}.{number}", next(words)) for number in range(len(parts))]
        found.append(Line(f"{place}.{_mark(parts[0])}", str(place), named))
    return found


def _mark(one: Criterion) -> str:
    return sha256_of([one])[:16]


def _beside(request: HttpRequest, criteria: Sequence[Clause], lines: Sequence[Line]) -> Line | None:
    """The condition beside which another one would do as well; none where it is not there.

    Pressed twice, it has the other one by then: known by what it holds, the place tells like apart.
    """
    place, _dot, mark = request.GET.get("beside", "").partition(".")
    both = zip(criteria, lines, strict=True)
    there = [line for clause, line in both if mark in map(_mark, parts_of(clause))]
    return next((one for one in there if one.place == place), there[0] if there else None)


def _less(request: HttpRequest, criteria: Sequence[Clause]) -> list[Clause]:
    """Without what was taken out; a group that was put apart is a condition each."""
    out, apart = request.POST.get("take_out", ""), request.POST.get("apart", "")
    found: list[Clause] = []
    for place, clause in enumerate(criteria):
        parts = parts_of(clause)
        left = [
            one for number, one in enumerate(parts) if out not in (str(place), f"{place}.{number}")
        ]
        found += left if str(place) == apart else [one_of(left)] if left else []
    return found


def _more(
    request: HttpRequest, shown: Shown, form: ConditionForm | CodeConditionForm, beside: Line | None
) -> tuple[Clause, ...]:
    """With one condition more: by itself, or in the group of another one. Raises NotCohort."""
    name, _sign, field = request.GET["question"].partition("|")
    wanted = {"form": name, "field": field, "op": form.cleaned_data["op"], "values": form.values()}
    (added,) = read_criteria(shown.layout, [wanted])
    found = [*shown.criteria()]
    if beside is not None:
        place = int(beside.place)
        found[place] = one_of([*parts_of(found[place]), *parts_of(added)])
    elif request.GET.get("beside"):
        raise NotCohort(_("The condition this should stand beside was changed. Choose it again."))
    return read_criteria(shown.layout, to_stored([*found, *([] if beside else [added])]))


def _condition(request: HttpRequest, shown: Shown) -> ConditionForm | CodeConditionForm | None:
    """The form for the question in the address; none without one."""
    wanted = request.GET.get("question", "")
    if not wanted:
        return None
    form, _sign, name = wanted.partition("|")
    items = choosing(shown.layout).get(form, ())
    item = next((one for one in items if one.link_id == name), None)
    if item is None:
        raise Http404
    if is_coded(item):
        return CodeConditionForm(sent(request), item=item)
    return ConditionForm(sent(request), item=item, words=shown.words)


def _numbers(request: HttpRequest, actor: SignedIn, shown: Shown) -> dict[str, Any]:
    """How many there are, and, if wanted, by the answers to one question."""
    dataset, layout, criteria = shown.row.dataset, shown.layout, shown.criteria()
    use = use_of(shown.row)
    asked: dict[str, Any] = {"dataset": dataset, "layout": layout, "criteria": criteria, "use": use}
    split = SplitForm(request.GET, layout=layout, words=shown.words)
    by, across = _chosen(split)
    found: dict[str, Any] = {"split": split}
    try:
        found["counted"] = counted = count_people(actor=actor, **asked)
        found["why_none"] = no_more() if counted.full else ""
        if across:
            found |= _table(
                shown, by, across, cross_people(actor=actor, **asked, by=by, across=across)
            )
        elif by:
            found |= _cells(shown, by, split_people(actor=actor, **asked, by=by))
    except PermissionDenied as refused:  # conditions can be changed all the same
        return {**found, "why_no_split" if "counted" in found else "why_none": str(refused)}
    return found


def _chosen(split: SplitForm) -> tuple[str, str]:
    found = split.cleaned_data if split.is_valid() else {}
    return found.get("split", ""), found.get("across", "")


def _cells(shown: Shown, by: str, made: Split | None) -> dict[str, Any]:
    if made is None:
        return {}
    cells = zip(made.codes, made.cells, strict=True)
    return {
        "why_no_split": no_more() if made.full else "",
        "cells": [(_named(shown, by, code), in_number(cell)) for code, cell in cells],
        "split_by": shown.label(by),
    }


def _table(shown: Shown, by: str, across: str, made: Crossed | None) -> dict[str, Any]:
    if made is None:
        return {}
    if made.full or made.large:
        return {"why_no_split": no_more() if made.full else too_large()}
    heads = [*(shown.option(by, code) for code in made.rows), _("All of them")]
    return {
        "crossed": [
            (head, [in_number(one) for one in line])
            for head, line in zip(heads, made.lines, strict=True)
        ],
        "columns": [*(shown.option(across, code) for code in made.columns), _("All of them")],
        "split_by": shown.label(by),
        "across": shown.label(across),
    }


def _named(shown: Shown, name: str, code: str) -> str:
    return shown.option(name, code) if code else _("No answer, or several")
