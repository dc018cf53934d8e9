"""One page from behind: its parts, one to a page; preview; a draft begun, dropped, let go."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education import hints
from education.actions import drafts
from education.checklists import checklists_for
from education.forms.writing import SECTION_FORMS, EasyForm, TopForm, VariantForm
from education.page_text import Explained
from education.queries import desk as queries
from education.queries.made import rests_of
from education.queries.reading import explained_in
from education.sections import IMAGE, KINDS, heading_of, name_of
from education.shown import minutes_to_read, shown_sections
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE, form_page


def one_at_a_time(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opening a part keeps the draft for this editor; whoever comes later is told so at once."""

    @wraps(view)
    def guarded(request: HttpRequest, ref: UUID, **kwargs: Any) -> HttpResponse:
        if request.method == "GET":
            try:
                drafts.hold_draft(actor=signed_in_actor(request), ref=ref)
            except PermissionDenied as refused:
                messages.warning(request, str(refused))
                return redirect("education:desk_page", ref)
        return view(request, ref, **kwargs)

    return guarded


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def page(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where a page stands, its parts, and the one next step."""
    actor = signed_in_actor(request)
    found = queries.desk_page(actor=actor, ref=ref)
    text = found.text
    args = (text.title, text.in_short, text.body, found.article.language)
    context = {
        "page": found,
        "text": text,
        "sections": [
            {"id": one["id"], "name": name_of(one), "kind": KINDS[one["kind"]].label}
            for one in text.body
        ],
        "kinds": list(KINDS.values()),
        "checklists": checklists_for(text.is_about, text.body),
        "hints": hints.hints(*args),
        "figures": hints.figures(*args),
        "may_write": actor.holds(Hat.EDITOR) and found.article.column_id is None,
        "may_archive": actor.holds(Hat.EDITOR),
        "is_draft": found.open is not None and found.open.state == "draft",
        "mine": found.open is not None and actor.account_id in found.open.writers,
        "citations": rests_of(text),
    }
    return render(request, "education/desk/page.html", context)


@only(Hat.EDITOR)
@require_POST
def draft(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Begins a draft, throws one away, or lets others write again."""
    actor, what = signed_in_actor(request), request.POST.get("do", "open")
    try:
        if what == "drop":
            drafts.drop_draft(actor=actor, ref=ref)
            messages.success(request, _("Thrown away. It stays among the older texts."))
        elif what == "up-to-date":
            drafts.brought_up_to_date(actor=actor, ref=ref)
            messages.success(request, _("Noted: this draft tells what the original says now."))
        elif what == "let-go":
            drafts.let_go(actor=actor, ref=ref)
            messages.success(request, _("Others can write on it now."))
        else:
            drafts.open_draft(actor=actor, ref=ref, from_number=_number(request))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:desk_page", ref)


def _number(request: HttpRequest) -> int | None:
    number = request.POST.get("number", "")
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise Http404
    return int(number)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
@one_at_a_time
def top(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What stands on top of a page and at its end."""
    actor = signed_in_actor(request)
    found = _open(request, ref)
    text = found.text
    names = ("title", "purpose", "in_short", "uncertain", "money")
    initial = {name: getattr(text, name) for name in names}
    form = TopForm(
        sent(request), initial=initial | {"kind": text.is_about, "stage": text.stands_in}
    )
    if request.method == "POST" and form.is_valid():
        values, quiet = form.cleaned_data, _is_quiet(request)
        if attempt(form, lambda: drafts.change_draft(actor=actor, ref=ref, quiet=quiet, **values)):
            return _kept(request, ref, quiet)
    return _editor(request, form, ref, _("Title, in short, and what stands at the end"))


@only(Hat.EDITOR)
@require_POST
def add(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One more section, at the end; its page opens."""
    try:
        kind = request.POST.get("kind", "")
        made = drafts.add_section(actor=signed_in_actor(request), ref=ref, kind=kind)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
        return redirect("education:desk_page", ref)
    return redirect("education:section", ref, made)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
@one_at_a_time
def section(request: HttpRequest, ref: UUID, section_id: str) -> HttpResponse:
    """One section. What is sent with X-Autosave is kept without leaving the page."""
    actor = signed_in_actor(request)
    found = _open(request, ref)
    one = next((s for s in found.text.body if s["id"] == section_id), None)
    if one is None:
        raise Http404
    files = request.FILES if request.method == "POST" else None
    form = SECTION_FORMS[one["kind"]](sent(request), files, initial=dict(one))
    if request.method == "POST" and form.is_valid():
        quiet = _is_quiet(request)
        if attempt(
            form,
            lambda: drafts.save_section(
                actor=actor, ref=ref, section_id=section_id, parts=form.parts(), quiet=quiet
            ),
        ):
            return _kept(request, ref, quiet)
    label = str(heading_of(one)) or str(KINDS[one["kind"]].label)
    return _editor(request, form, ref, label, picture_of=section_id if one["kind"] == IMAGE else "")


@only(Hat.EDITOR)
@require_POST
def move(request: HttpRequest, ref: UUID, section_id: str) -> HttpResponse:
    """Up, down, or away."""
    actor, where = signed_in_actor(request), request.POST.get("do")
    try:
        if where == "away":
            drafts.remove_section(actor=actor, ref=ref, section_id=section_id)
        else:
            by = -1 if where == "up" else 1
            drafts.move_section(actor=actor, ref=ref, section_id=section_id, by=by)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:desk_page", ref)


@only(Hat.EDITOR, Hat.REVIEWER)
@require_safe
def preview(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As readers will see it; it prints like a page."""
    actor = signed_in_actor(request)
    text = queries.desk_page(actor=actor, ref=ref).text
    article = queries.article_by_ref(actor=actor, ref=ref)
    explained: Explained = explained_in(article.language)
    context = {
        "article": article,
        "text": text,
        "sections": shown_sections(text.body, explained),
        "minutes": minutes_to_read(text),
        "files_at": f"{reverse('education:desk_page', args=[ref])}/files",
    }
    with override(article.language):
        return render(request, "education/desk/preview.html", context)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def translate(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The same page in another language, begun with this text; it needs its own checks."""
    form = VariantForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = attempt_variant(request, form, ref, easy=False)
        if made is not None:
            return made
    back = reverse("education:desk_page", args=[ref])
    queries.article_by_ref(actor=signed_in_actor(request), ref=ref)
    return form_page(request, form, _("Translate this page"), back, _("Begin"))


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def easy(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The same page in very easy words; it needs two test readers of its own."""
    form = EasyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = attempt_variant(request, form, ref, easy=True)
        if made is not None:
            return made
    back = reverse("education:desk_page", args=[ref])
    queries.article_by_ref(actor=signed_in_actor(request), ref=ref)
    return form_page(request, form, _("Write it in very easy words"), back, _("Begin"))


def attempt_variant(
    request: HttpRequest, form: VariantForm | EasyForm, ref: UUID, *, easy: bool
) -> HttpResponse | None:
    """The new page's address, or None with the refusal at the form."""
    actor = signed_in_actor(request)
    made = []
    if attempt(
        form,
        lambda: made.append(
            drafts.begin_variant(actor=actor, ref=ref, easy=easy, **form.cleaned_data)
        ),
    ):
        return redirect("education:desk_page", made[0].ref)
    return None


def _open(request: HttpRequest, ref: UUID) -> queries.DeskPage:
    """The page with its draft; 404 where there is none."""
    found = queries.desk_page(actor=signed_in_actor(request), ref=ref)
    if found.open is None:
        raise Http404
    return found


def _is_quiet(request: HttpRequest) -> bool:
    return request.headers.get("X-Autosave") == "1"


def _kept(request: HttpRequest, ref: UUID, quiet: bool) -> HttpResponse:
    if quiet:
        return HttpResponse(status=204)
    messages.success(request, _("Saved."))
    return redirect("education:desk_page", ref)


def _editor(
    request: HttpRequest, form: Form, ref: UUID, title: str, *, picture_of: str = ""
) -> HttpResponse:
    """`picture_of`: the section a picture is sent for."""
    context = {"form": form, "title": title, "ref": ref, "section_id": picture_of}
    return render(request, "education/desk/editor.html", context, status=status_of(form))
