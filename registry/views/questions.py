"""A dataset's forms and questions, written on pages: every save goes into its draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from registry.actions.questions import Unfit
from registry.forms.question_forms import HeadForm
from registry.forms.questions import QuestionForm, kind_words
from registry.queries.datasets import version_in_use
from registry.queries.questions import (
    lists_of_terms,
    used_codes,
    used_forms,
    used_names,
)
from registry.question_book import (
    Book,
    Change,
    ChangedMeanwhile,
    Head,
    NotThere,
    StillUsed,
    mark_of,
)
from registry.question_rows import Question, Row, name_of, question_of, row_of
from registry.views.question_desk import UNUSABLE, Desk, title_of

CONFLICT = 409
FIELDS = {"validation_min": "least", "validation_max": "most", "branching": "branching"}


@only(Hat.CURATOR)
@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """The forms of a dataset in order."""
    desk = Desk(request, slug)
    kept = used_forms(desk.dataset)
    listed = [(one, title_of(one), len(desk.book.questions(one.name))) for one in desk.book.heads]
    context: dict[str, Any] = {
        "forms": [(*one, one[0].name in kept) for one in listed],
        "in_use": version_in_use(desk.dataset),
        "asks": any(count for _head, _title, count in listed),
    }
    return desk.show("all", **context)


@only(Hat.CURATOR)
@require_safe
def of_form(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The questions of one form in order."""
    desk = Desk(request, slug)
    head, kept = desk.head(form), used_names(desk.dataset)
    listed = [question_of(row) for row in desk.book.questions(form)]
    shown = [(one, kind_words(one.kind), one.name in kept) for one in listed]
    return desk.show("form", head=head, title=title_of(head), questions=shown)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Another form, at the end."""
    desk = Desk(request, slug)
    form = HeadForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given, kept = form.cleaned_data, used_forms(desk.dataset)
        book = desk.write(
            lambda book: book.with_form(given["title"], repeats=given["repeats"], taken=kept)
        )
        return redirect("registry:questions_of", slug=slug, form=book.heads[-1].name)
    status = UNUSABLE if form.errors else 200
    return desk.show("head", form=form, status=status)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def form_title(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What a form is called; its name in files stays."""
    desk = Desk(request, slug)
    head = desk.head(form)
    in_use = desk.dataset.forms.filter(name=form).exists()
    initial = {"title": title_of(head), "repeats": head.repeats}
    filled = HeadForm(sent(request), initial=initial, in_use=in_use)
    if request.method == "POST" and filled.is_valid():
        given = filled.cleaned_data
        after = replace(head, title=given["title"], repeats=given.get("repeats", head.repeats))
        try:
            desk.write(lambda book: book.with_head(after))
        except NotThere:
            return desk.gone()
        messages.success(request, _("Saved."))
        return redirect("registry:questions_of", slug=slug, form=form)
    status = UNUSABLE if filled.errors else 200
    return desk.show("head", form=filled, head=head, in_use=in_use, status=status)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_question(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Another question at the end of a form."""
    desk = Desk(request, slug)
    head = desk.head(form)
    if (elsewhere := desk.answered_by_scores(form)) is not None:
        return elsewhere
    filled = _form(desk, sent(request))
    return _written(desk, head, filled) or _ask(desk, head, filled)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, form: str, name: str) -> HttpResponse:
    """One question, changed. What somebody else changed meanwhile is not written over."""
    desk = Desk(request, slug)
    head = desk.head(form)
    try:
        row = desk.book.row(form, name)
    except NotThere as error:
        if request.method != "POST":
            raise Http404 from error
        return _anew(desk, head)
    filled = _form(desk, sent(request), row)
    return _written(desk, head, filled, row) or _ask(desk, head, filled, row)


def _form(desk: Desk, data: Any, row: Row | None = None) -> QuestionForm:
    before = question_of(row) if row else None
    kept, mine = used_names(desk.dataset), before.name if before else ""
    was = [*used_codes(desk.dataset, mine), *([row] if row else [])] if mine else []
    return QuestionForm(
        data,
        initial={**QuestionForm.initial_of(before), "seen": mark_of(row)} if before and row else None,
        before=before,
        taken=(desk.book.taken | kept) - {mine},
        codes={code for one in was for code, _words in question_of(one).choices},
        fixed=mine in kept,
        lists=lists_of_terms(),
    )  # fmt: skip


def _written(
    desk: Desk, head: Head, form: QuestionForm, row: Row | None = None
) -> HttpResponse | None:
    """None where something is to be put right."""
    if desk.request.method != "POST" or not form.is_valid():
        return None
    asked, seen = form.question(), form.cleaned_data["seen"]

    def change(book: Book) -> Book:
        if row is None:
            return book.added(head.name, [row_of(asked, head.name)])
        return book.changed(head.name, name_of(row), asked, seen)

    try:
        desk.write(change)
    except Unfit as error:
        _tell(form, asked, error)
        return None
    except NotThere:
        now = Desk(desk.request, desk.dataset.slug)
        return _anew(now, head) if row and head.name in now.forms else now.gone()
    except ChangedMeanwhile:
        words = _(
            "Somebody else changed this question meanwhile. What you wrote is still here; save again to put it in place of theirs."
        )
        again = desk.request.POST.copy()
        again["seen"] = mark_of(row or {})
        return _ask(desk, head, _form(desk, again, row), row, status=CONFLICT, told=words)
    messages.success(desk.request, _("Saved in the draft."))
    return redirect("registry:questions_of", slug=desk.dataset.slug, form=head.name)


def _anew(desk: Desk, head: Head) -> HttpResponse:
    """The question went meanwhile; what she wrote is still here."""
    words = _("This question is not there any more. Save to add it anew, or leave the page.")
    form = _form(desk, desk.request.POST)
    return _ask(desk, head, form, status=CONFLICT, told=words, gone=True)


def _tell(form: QuestionForm, asked: Question, error: Unfit) -> None:
    """What the importer says, beside the field it is about."""
    for fault in error.faults:
        field = FIELDS.get(fault.column)
        if fault.column == "choices":
            field = "formula" if asked.kind == "calc" else "choices"
        if fault.name != asked.name:
            told = _("“%(name)s”: %(why)s") % {"name": fault.name, "why": fault.message}
            form.add_error(None, told if fault.name else str(fault.message))
        else:
            form.add_error(field, str(fault.message))


def _ask(
    desk: Desk,
    head: Head,
    form: QuestionForm,
    row: Row | None = None,
    *,
    status: int = 0,
    told: str = "",
    gone: bool = False,
) -> HttpResponse:
    names = [
        (one, title_of(each))
        for each in desk.book.heads
        for one in map(question_of, desk.book.questions(each.name))
        if one.kind != "words"
    ]
    context = {
        "form": form,
        "head": head,
        "title": title_of(head),
        "before": question_of(row) if row else None,
        "names": names,
        "told": told,
        "gone": gone,
    }
    return desk.show("one", status=status or (UNUSABLE if form.errors else 200), **context)


STEPS: dict[str, Callable[[str, str], Change]] = {
    "up": lambda form, name: lambda book: book.moved(form, name, -1),
    "down": lambda form, name: lambda book: book.moved(form, name, 1),
    "away": lambda form, name: lambda book: book.put_away(form, name, away=True),
    "back": lambda form, name: lambda book: book.put_away(form, name, away=False),
    "out": lambda form, name: lambda book: book.without(form, name),
}
FORM_STEPS: dict[str, Callable[[str], Change]] = {
    "up": lambda form: lambda book: book.moved_form(form, -1),
    "down": lambda form: lambda book: book.moved_form(form, 1),
    "out": lambda form: lambda book: book.without_form(form),
}


@only(Hat.CURATOR)
@require_POST
def question_step(request: HttpRequest, slug: str, form: str, name: str, step: str) -> HttpResponse:
    """A question one place up or down, put away or back, or, never in use, taken out."""
    desk = Desk(request, slug)
    desk.head(form)
    if step not in STEPS or (step == "out" and name in used_names(desk.dataset)):
        raise Http404
    _step(desk, STEPS[step](form, name))
    return redirect("registry:questions_of", slug=slug, form=form)


@only(Hat.CURATOR)
@require_POST
def form_step(request: HttpRequest, slug: str, form: str, step: str) -> HttpResponse:
    """A form one place up or down; an empty one taken out."""
    desk = Desk(request, slug)
    desk.head(form)
    if step not in FORM_STEPS:
        raise Http404
    _step(desk, FORM_STEPS[step](form))
    return redirect("registry:questions", slug=slug)


def _step(desk: Desk, change: Change) -> None:
    try:
        desk.write(change)
    except NotThere:
        messages.warning(desk.request, _("It is not there any more."))
    except StillUsed as error:
        words = _("It stays: these questions still look at it or stand in it: %(names)s.")
        messages.warning(desk.request, words % {"names": ", ".join(error.others) or "–"})
    except Unfit as error:
        told = {f"{one.name}: {one.message}".removeprefix(": ") for one in error.faults}
        messages.warning(desk.request, " ".join(sorted(told)))
