"""A dataset begun without a file; questions taken from others, those several share, and how they look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from po_platform.kit.forms_look import Hinted
from questionnaires import paging
from questionnaires.asking import Asked
from questionnaires.redcap.importing import FORM
from questionnaires.visibility import everything
from registry.actions.questions import Unfit, begin_dataset
from registry.forms.question_forms import BeginForm, TakeOverForm
from registry.forms.questions import kind_words
from registry.queries.datasets import form_in_use, my_rights
from registry.queries.questions import books_of, datasets_i_write, shared_questions, used_names
from registry.question_book import Book, NotThere
from registry.question_copies import Copies, copies
from registry.question_rows import question_of
from registry.rules import may_manage
from registry.templatetags.registry_words import form_words
from registry.views.found import my_registry
from registry.views.question_desk import UNUSABLE, Desk, title_of


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, registry: str) -> HttpResponse:
    """A dataset with one empty form."""
    actor, found = my_registry(request, registry)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.pk)))
    form = BeginForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = begin_dataset(
            actor=actor,
            registry=found,
            title=given["title"],
            form=given["form"],
            language=given["language"],
        )
        return redirect("registry:questions", slug=made.slug)
    context = {"form": form, "registry": found}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/questions/begin.html", context, status=status)


@only(Hat.CURATOR)
@require_safe
def look(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """One form as it is filled in; nothing chosen here is kept."""
    desk = Desk(request, slug)
    head = desk.head(form)
    words = form_in_use(desk.newest)
    group = words.definition.by_link_id.get(f"{FORM}{form}")
    shown = everything(words.definition)
    asked = Asked(words, {}, {}, shown)
    mine = {item.link_id for item in group.items} if group else set()
    page = paging.pages(words.definition, "all")[0]
    listed = [one for one in asked.page(page) if one.link_id in mine]
    depends = any(question_of(row).branching for row in desk.book.questions(form))
    return desk.show("look", head=head, title=title_of(head), questions=listed, depends=depends)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Questions of another dataset, copied to the end of a form. `?from`: which dataset."""
    desk = Desk(request, slug)
    head = desk.head(form)
    if (elsewhere := desk.answered_by_scores(form)) is not None:
        return elsewhere
    others = [one for one in datasets_i_write(actor=desk.actor) if one.pk != desk.dataset.pk]
    wanted = request.GET.get("from", "")
    context: dict[str, Any] = {"head": head, "title": title_of(head), "others": others}
    if not wanted:
        return desk.show("take_over", **context)
    source = next((one for one in others if one.slug == wanted), None)
    if source is None:
        raise Http404
    there = books_of([source])[source.pk]
    filled = TakeOverForm(sent(request), choices=_choices(there))
    if request.method == "POST" and filled.is_valid():
        names = filled.cleaned_data["names"]
        made = copies(there, names, desk.book)
        try:
            if _fits(filled, made) and _taken(desk, form, there, filled):
                return redirect("registry:questions_of", slug=slug, form=form)
        except NotThere:
            return desk.gone()
    status = UNUSABLE if filled.errors else 200
    return desk.show("take_over", form=filled, source=source, status=status, **context)


def _choices(book: Book) -> list[tuple[str, Hinted]]:
    return [
        (one.name, Hinted(one.label or one.name, _hint(title_of(head), one.kind, one.name)))
        for head in book.heads
        for one in map(question_of, book.questions(head.name))
    ]


def _hint(form: str, kind: str, name: str) -> str:
    return f"{form} · {kind_words(kind)} · {name}"


def _fits(form: TakeOverForm, made: Copies) -> bool:
    for name, missing in made.lacking.items():
        told = {"name": name, "others": ", ".join(missing)}
        if name in made.broken:
            words = _("“%(name)s” is worked out of %(others)s. Choose that, too.")
            form.add_error("names", words % told)
        elif not form.cleaned_data["without_rules"]:
            words = _(
                "“%(name)s” shows only where a rule fits that looks at %(others)s. Choose that, too, or leave the rule out below."
            )
            form.add_error("names", words % told)
    for name, missing in made.alone.items():
        if not form.cleaned_data["without_rules"]:
            words = _(
                "“%(name)s” goes with %(others)s. Choose that, too, or leave the rule out below."
            )
            form.add_error("names", words % {"name": name, "others": ", ".join(missing)})
    return form.is_valid()


def _taken(desk: Desk, form: str, there: Book, filled: TakeOverForm) -> bool:
    names, kept = filled.cleaned_data["names"], used_names(desk.dataset)
    made: list[Copies] = []

    def change(book: Book) -> Book:
        made.append(copies(there, names, book, kept))
        return book.added(form, made[-1].rows)

    try:
        desk.write(change)
    except Unfit as error:
        for fault in error.faults:
            told = _("“%(name)s”: %(why)s") % {"name": fault.name, "why": fault.message}
            filled.add_error(None, told)
        return False
    request, last = desk.request, made[-1]
    messages.success(request, _("Taken over into the draft."))
    for old, new in last.names.items():
        words = _("There is a “%(old)s” here already, so this one is called “%(new)s”.")
        messages.info(request, words % {"old": old, "new": new})
    for name, missing in last.lacking.items():
        words = _("“%(name)s” now always shows. Its rule looked at %(others)s.")
        what = {"name": last.names.get(name, name), "others": ", ".join(missing)}
        messages.info(request, words % what)
    for name, missing in last.alone.items():
        words = _("“%(name)s” now stands by itself. It went with %(others)s.")
        what = {"name": last.names.get(name, name), "others": ", ".join(missing)}
        messages.info(request, words % what)
    return True


@only(Hat.CURATOR)
@require_safe
def in_several(request: HttpRequest) -> HttpResponse:
    """Questions that stand in two or more datasets she looks after."""
    found = [
        (one, [(use, form_words(use.form), question_of(use.row)) for use in one.uses])
        for one in shared_questions(actor=signed_in_actor(request))
    ]
    return render(request, "registry/questions/in_several.html", {"shared": found})
