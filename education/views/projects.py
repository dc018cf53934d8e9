"""How pages and programmes came about; and the yearly look at one's own way of making them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.actions.projects import put_project, put_self_audit
from education.forms.projects import ProjectForm, SelfAuditForm
from education.models import Article, Programme
from education.own_look import OWN_LOOK, hints, shown
from education.queries import projects as queries
from education.queries.desk import article_by_ref
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE, form_page


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """All that was written down, and programmes nothing was written about yet."""
    actor = signed_in_actor(request)
    found, without = queries.projects(actor=actor)
    may_write = actor.holds(Hat.EDITOR)
    context = {"projects": found, "without": without, "may_write": may_write}
    return render(request, "education/desk/projects.html", context)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def project_of_page(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How a page came about."""
    article = article_by_ref(actor=signed_in_actor(request), ref=ref)
    return _project(request, article, reverse("education:desk_page", args=[ref]))


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def project_of_programme(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How a programme came about."""
    programme = queries.programme_of(actor=signed_in_actor(request), ref=ref)
    return _project(request, programme, reverse("education:projects"))


def _project(request: HttpRequest, of: Article | Programme, back: str) -> HttpResponse:
    kept = getattr(of, "project", None)
    form = ProjectForm(sent(request), initial=queries.exported_project(kept))
    if request.method == "POST" and form.is_valid():
        put_project(actor=signed_in_actor(request), of=of, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(back)
    title, lead = (
        _("How it came about"),
        _("Everybody can read it, under “How this page was made”."),
    )
    if isinstance(of, Programme):
        lead = _("For the record of your organisation. It leaves with the export of everything.")
    return form_page(request, form, title, back, _("Save"), lead)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def self_audits(request: HttpRequest) -> HttpResponse:
    """The years, and this one."""
    actor = signed_in_actor(request)
    context = {
        "audits": queries.self_audits(actor=actor), "year": timezone.localdate().year,
        "may_write": actor.holds(Hat.EDITOR),
    }  # fmt: skip
    return render(request, "education/desk/self_audits.html", context)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def self_audit(request: HttpRequest, year: int) -> HttpResponse:
    """One year, to read and print."""
    actor = signed_in_actor(request)
    found = queries.self_audit(actor=actor, year=year)
    if found is None:
        raise Http404
    may_write = actor.holds(Hat.EDITOR) and _is_open(year)
    context = {"audit": found, "points": shown(found), "may_write": may_write}
    return render(request, "education/desk/self_audit.html", context)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def write_self_audit(request: HttpRequest, year: int) -> HttpResponse:
    """This year or the one before: point by point, in any order, on any day."""
    actor = signed_in_actor(request)
    if not _is_open(year):
        raise Http404
    kept = queries.self_audit(actor=actor, year=year)
    initial = {
        name if part == "said" else f"{name}_{part}": words
        for name, said in (kept.answers if kept else {}).items()
        for part, words in said.items()
    }
    form = SelfAuditForm(sent(request), checklist=OWN_LOOK, hints=hints(), initial=initial)
    if request.method == "POST" and form.is_valid():
        put_self_audit(actor=actor, year=year, checklist=OWN_LOOK, answers=form.answers())
        messages.success(request, _("Saved."))
        return redirect("education:self_audit", year)
    context = {"form": form, "year": year, "title": OWN_LOOK.title, "lead": OWN_LOOK.lead}
    status = status_of(form)
    return render(request, "education/desk/write_self_audit.html", context, status=status)


def _is_open(year: int) -> bool:
    """This year and the one before are written on."""
    return 0 <= timezone.localdate().year - year <= 1
