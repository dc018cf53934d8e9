"""Sending, checking, comparing: the way from a draft to its readers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions.beside import answer_checklist, note_reading
from education.actions.reviews import decide_step, send_to_review, take_back
from education.checklist import Checklist, reasons, shares, span
from education.checklists import CHECKLISTS, checklists_for
from education.comparing import compare as compared
from education.forms.checking import ChecklistForm, DecideForm, ReadingForm
from education.forms.writing import SendForm
from education.models import Article, Revision
from education.publishing import seen_mark
from education.queries import desk as queries
from education.queries.made import rests_of
from education.queries.reading import explained_in
from education.sections import files_named, lines_of
from education.shown import shown_sections
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE, form_page


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def send(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What changed, how much it weighs, by when to check again; then the first check opens."""
    actor = signed_in_actor(request)
    found = queries.desk_page(actor=actor, ref=ref)
    if found.open is None or found.open.state != Revision.State.DRAFT:
        raise Http404
    initial = {"significance": found.open.significance, "what_changed": found.open.what_changed}
    again = found.article.live_id is not None
    form = SendForm(sent(request), initial=initial, again=again)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: send_to_review(actor=actor, ref=ref, **values)):
            messages.success(request, _("Sent. Whoever checks it was told."))
            return redirect("education:desk_page", ref)
    context = {"form": form, "page": found}
    return render(request, "education/desk/send.html", context, status=status_of(form))


@only(Hat.EDITOR, Hat.REVIEWER)
@require_http_methods(WRITE)
def check(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The text to be checked, what changed in it, checklists; approved or sent back."""
    actor = signed_in_actor(request)
    found = queries.desk_page(actor=actor, ref=ref)
    if request.method == "POST" and found.step is None:
        messages.info(request, _("Nothing on this page waits for a check."))
        return redirect("education:desk_page", ref)
    form = DecideForm(sent(request))
    if request.method == "POST" and form.is_valid():
        approve, note = request.POST.get("decide") == "approve", form.cleaned_data["note"]
        seen = request.POST.get("seen", "")
        if attempt(
            form,
            lambda: decide_step(actor=actor, ref=ref, approve=approve, note=note, seen=seen),
        ):
            messages.success(request, _("Done.") if approve else _("Sent back to the writers."))
            return redirect("education:desk")
    text, live = found.text, found.article.live
    context = {
        "page": found,
        "text": text,
        "form": form,
        "seen": seen_mark(found.step) if found.step else "",
        "sections": shown_sections(text.body, explained_in(found.article.language)),
        "files_at": f"{reverse('education:desk_page', args=[ref])}/files",
        "changes": _changes(live, text) if live and found.open else [],
        "checklists": [
            {"one": one, **_answers(text, one)} for one in checklists_for(text.is_about, text.body)
        ],
        "done": queries.decided(list(text.steps.select_related("outside").order_by("decided_at"))),
        "citations": rests_of(text),
    }
    return render(request, "education/desk/check.html", context, status=status_of(form))


def _changes(old: Revision, new: Revision) -> list[object]:
    """Only lines in which something changed."""
    lines = compared(_lines(old), _lines(new))
    return [pieces for pieces in lines if any(one.mark != "same" for one in pieces)]


def _lines(one: Revision) -> list[str]:
    shelf = [Article.Kind(one.is_about).label, Article.Stage(one.stands_in).label]
    words = lines_of(one.title, one.in_short, one.body) + [one.uncertain, one.money]
    words += files_named(one.body)
    return [*words, ", ".join(str(label) for label in shelf)]


def _answers(text: Revision, one: Checklist) -> dict[str, object]:
    """What everybody answered, each apart: several shares, or a span of grades, never one number.
    Each no with its reason."""
    given = [row.answers for row in text.checklists.all() if row.name == one.name]
    found: dict[str, object] = {
        "people": len(given),
        "reasons": [line for answers in given for line in reasons(one, answers)],
    }
    if one.graded:
        return {**found, "span": span(one, given)}
    return {**found, "shares": [shares(one, answers) for answers in given]}


@only(Hat.EDITOR)
@require_POST
def back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A writer takes the text back to go on writing."""
    try:
        take_back(actor=signed_in_actor(request), ref=ref)
        messages.success(request, _("Taken back. You can go on writing."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:desk_page", ref)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_http_methods(WRITE)
def checklist(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """One checklist about the text as it is now."""
    actor = signed_in_actor(request)
    if name not in CHECKLISTS:
        raise Http404
    text, one = queries.desk_page(actor=actor, ref=ref).text, CHECKLISTS[name]
    kept = text.checklists.filter(name=name, by_account=actor.account_id).first()
    initial = {**kept.answers, "note": kept.note} if kept else {}
    form = ChecklistForm(sent(request), checklist=one, initial=initial)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        answer_checklist(
            actor=actor, revision=text, checklist=one, answers=form.answers(), note=note
        )
        messages.success(request, _("Kept with this text."))
        return redirect("education:desk_page", ref)
    back_to = reverse("education:desk_page", args=[ref])
    return form_page(request, form, str(one.title), back_to, _("Save"), str(one.lead))


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def reading(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A test reader read the easy-read draft."""
    actor = signed_in_actor(request)
    found = queries.desk_page(actor=actor, ref=ref)
    if found.article.easy_read_of_id is None:
        raise Http404
    form = ReadingForm(sent(request))
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "understood": form.cleaned_data["understood"] == "yes"}
        if attempt(form, lambda: note_reading(actor=actor, ref=ref, **values)):
            messages.success(request, _("Noted."))
            return redirect("education:desk_page", ref)
    back_to = reverse("education:desk_page", args=[ref])
    return form_page(request, form, _("Somebody read it"), back_to, _("Save"))


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def history(request: HttpRequest, ref: UUID) -> HttpResponse:
    """All texts of a page: who approved which when; compare and take up again."""
    actor = signed_in_actor(request)
    article, texts = queries.history(actor=actor, ref=ref)
    context = {
        "article": article,
        "texts": texts,
        "urgents": list(article.urgents.order_by("-at")),
        "may_write": actor.holds(Hat.EDITOR),
    }
    return render(request, "education/desk/history.html", context)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def compare(request: HttpRequest, ref: UUID, old: int, new: int) -> HttpResponse:
    """Two texts of a page, word by word."""
    actor = signed_in_actor(request)
    before = queries.revision(actor=actor, ref=ref, number=old)
    after = queries.revision(actor=actor, ref=ref, number=new)
    lines = compared(_lines(before), _lines(after))
    context = {"article": before.article, "before": before, "after": after, "lines": lines}
    return render(request, "education/desk/compare.html", context)
