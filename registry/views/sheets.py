"""The curator writes what joining asks, looks at it whole, and publishes it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import Denied, demand
from registry.actions.sheets import begin_sheet, publish_sheet, write_sheet
from registry.consent import Sheet, in_language
from registry.forms.sheets import CheckEditForm, QuestionEditForm, TextsForm
from registry.models import ConsentSheet, Registry
from registry.queries.datasets import my_rights
from registry.queries.participation import (
    agreed_by_version,
    current_sheet,
    draft_sheet,
    published_sheets,
)
from registry.rules import may_ask_like_this, may_manage, may_publish_sheet
from registry.views.found import my_registry

NEW, UNUSABLE = "new", 422


def _managed(request: HttpRequest, slug: str) -> tuple[SignedIn, Registry]:
    actor, found = my_registry(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.pk)))
    return actor, found


def _draft(request: HttpRequest, slug: str) -> tuple[SignedIn, ConsentSheet, Sheet]:
    actor, found = _managed(request, slug)
    draft = draft_sheet(found)
    if draft is None:
        raise Http404
    return actor, draft, Sheet.of(draft.content)


@only(Hat.CURATOR)
@require_safe
def consent(request: HttpRequest, registry: str) -> HttpResponse:
    """Everything joining shows and asks: the draft, or what is in use."""
    actor, found = _managed(request, registry)
    current, draft = current_sheet(found), draft_sheet(found)
    shown = draft or current
    content = Sheet.of(shown.content if shown else {})
    language = get_language() or "en"
    context = {
        "registry": found,
        "current": current,
        "draft": draft,
        "title": in_language(content.title, language),
        "short": in_language(content.short, language),
        "more": in_language(content.more, language),
        "assent": in_language(content.assent, language),
        "questions": [(one, in_language(one.words, language)) for one in content.questions],
        "checks": [in_language(one.words, language) for one in content.checks],
        "agreed": agreed_by_version(actor=actor, registry=found),
        "refused": "" if not draft else _why_not(content, found),
    }
    return render(request, "registry/sheet/consent.html", context)


@only(Hat.CURATOR)
@require_POST
def begin(request: HttpRequest, registry: str) -> HttpResponse:
    """A draft: our words at first, later what is in use."""
    actor, found = _managed(request, registry)
    begin_sheet(actor=actor, registry=found)
    return redirect("registry:consent", registry=registry)


@only(Hat.CURATOR)
@require_POST
def publish(request: HttpRequest, registry: str) -> HttpResponse:
    """From now on people are asked with the draft."""
    actor, draft, _content = _draft(request, registry)
    publish_sheet(actor=actor, sheet=draft)
    messages.success(request, _("Published. Members can read it and join now."))
    return redirect("registry:consent", registry=registry)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest, registry: str) -> HttpResponse:
    """Title, short and long text of the draft."""
    actor, draft, content = _draft(request, registry)
    form = TextsForm(sent(request), initial=TextsForm.initial_of(content))
    if request.method == "POST" and form.is_valid():
        changed = replace(
            content,
            title=form.texts("title"),
            short=form.texts("short"),
            more=form.texts("more"),
            assent=form.texts("assent"),
        )
        write_sheet(actor=actor, sheet=draft, content=changed)
        return redirect("registry:consent", registry=registry)
    return _edit(request, draft, form, _("The text of the consent"))


def _why_not(content: Sheet, found: Registry) -> str:
    """Why a draft cannot be published yet; empty when it can."""
    return getattr(may_publish_sheet(content, published_sheets(found)), "reason", "")


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, registry: str, code: str) -> HttpResponse:
    """One question of the draft, changed, added or taken out."""
    actor, draft, content = _draft(request, registry)
    found = content.question(code)
    if found is None and code != NEW:
        raise Http404
    initial = QuestionEditForm.initial_of(found) if found else {"kind": "data"}
    form = QuestionEditForm(sent(request), initial=initial)
    if request.method == "POST" and ("drop" in request.POST or form.is_valid()):
        listed = list(content.questions)
        if "drop" in request.POST:
            listed = [one for one in listed if one.code != code]
        elif found is None:
            listed.append(form.question(_free_code(draft.registry)))
        else:
            listed[listed.index(found)] = written = form.question(code)
            verdict = may_ask_like_this(
                Sheet(questions=(written,)), published_sheets(draft.registry)
            )
            if isinstance(verdict, Denied):
                form.add_error("kind" if written.kind != found.kind else "duo", verdict.reason)
        if "drop" in request.POST or form.is_valid():
            write_sheet(actor=actor, sheet=draft, content=replace(content, questions=tuple(listed)))
            return redirect("registry:consent", registry=registry)
    return _edit(request, draft, form, _("A question of the consent"), droppable=found is not None)


def _free_code(registry: Registry) -> str:
    """A code no version of this registry ever used: grants speak of it."""
    used = {
        one.code for sheet in registry.sheets.all() for one in Sheet.of(sheet.content).questions
    }
    return next(name for number in range(1, len(used) + 2) if (name := f"q{number}") not in used)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, registry: str, number: int) -> HttpResponse:
    """One check of the draft; the number after the last one adds another."""
    actor, draft, content = _draft(request, registry)
    listed = list(content.checks)
    if not 1 <= number <= len(listed) + 1:
        raise Http404
    found = listed[number - 1] if number <= len(listed) else None
    form = CheckEditForm(sent(request), initial=CheckEditForm.initial_of(found) if found else {})
    if request.method == "POST" and ("drop" in request.POST or form.is_valid()):
        if "drop" in request.POST:
            listed = listed[: number - 1] + listed[number:]
        else:
            listed[number - 1 : number] = [form.check()]
        write_sheet(actor=actor, sheet=draft, content=replace(content, checks=tuple(listed)))
        return redirect("registry:consent", registry=registry)
    title = _("A question that shows whether the text was clear")
    return _edit(request, draft, form, title, droppable=found is not None)


def _edit(
    request: HttpRequest,
    draft: ConsentSheet,
    form: TextsForm | QuestionEditForm | CheckEditForm,
    title: str,
    *,
    droppable: bool = False,
) -> HttpResponse:
    context = {"registry": draft.registry, "form": form, "title": title, "droppable": droppable}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/sheet/edit.html", context, status=status)
