"""Questions to experts from behind: sessions, who answers, reading questions, publishing answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import expert_questions as questions
from education.actions import expert_sessions as actions
from education.forms.expert_sessions import (
    EntryForm,
    ExpertForm,
    LinkForm,
    ReadForm,
    SessionForm,
    WhyForm,
    known_session,
)
from education.models import SessionExpert
from education.queries import expert_sessions as queries
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from notifications.letters import absolute
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE, form_page


@only(Hat.EDITOR, health=True)
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """All of them, with how many questions wait to be read."""
    found = queries.sessions_for_desk(actor=signed_in_actor(request))
    return render(request, "education/desk/experts/sessions.html", {"sessions": found})


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def put(request: HttpRequest, ref: UUID | None = None) -> HttpResponse:
    """A session, new or changed."""
    actor = signed_in_actor(request)
    row = queries.held_session(actor=actor, ref=ref) if ref else None
    known = known_session(row) if row else {"stage": "days", "language": _here()}
    form = SessionForm(sent(request), session=row, initial=known)
    made: list[UUID] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(actions.put_session(actor=actor, ref=ref, **form.values()).ref),
    ):
        messages.success(request, _("Saved."))
        return redirect("education:experts_desk_one", made[0])
    back = (
        reverse("education:experts_desk_one", args=[ref]) if ref
        else reverse("education:experts_desk")
    )  # fmt: skip
    return form_page(request, form, _("A session with experts"), back, _("Save"))


@only(Hat.EDITOR, health=True)
@require_safe
def session(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One session: the next step, who answers, questions and answers."""
    found = queries.session_for_desk(actor=signed_in_actor(request), ref=ref)
    return render(request, "education/desk/experts/session.html", {"desk": found})


@only(Hat.EDITOR)
@require_POST
def step(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Announced, or ended: the button says which."""
    actor = signed_in_actor(request)
    try:
        if request.POST.get("do") == "announce":
            actions.announce_session(actor=actor, ref=ref)
            messages.success(request, _("Announced. Members read of it and can ask."))
        elif request.POST.get("do") == "end":
            actions.end_session(actor=actor, ref=ref)
            messages.success(request, _("Ended. Whoever got no answer was told so."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:experts_desk_one", ref)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def call_off(request: HttpRequest, ref: UUID) -> HttpResponse:
    """It does not take place."""
    actor = signed_in_actor(request)
    queries.held_session(actor=actor, ref=ref)
    form = WhyForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: actions.call_off_session(actor=actor, ref=ref, **form.cleaned_data)
    ):
        messages.success(request, _("Called off. Whoever asked was told."))
        return redirect("education:experts_desk_one", ref)
    back = reverse("education:experts_desk_one", args=[ref])
    lead = _("The reason stands on its page. Whoever asked already is told.")
    return form_page(request, form, _("Call this session off"), back, _("Call it off"), lead)


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def expert(request: HttpRequest, ref: UUID, expert_ref: UUID | None = None) -> HttpResponse:
    """Who answers, new or changed."""
    actor = signed_in_actor(request)
    row = queries.held_session(actor=actor, ref=ref)
    known: dict[str, Any] = {}
    if expert_ref:
        kept = get_object_or_404(SessionExpert, session=row, ref=expert_ref)
        known = {
            "public_name": kept.public_name, "role": kept.role, "interests": kept.interests,
            "has_interests": "no" if kept.no_interests else "yes",
        }  # fmt: skip
    form = ExpertForm(sent(request), initial=known)
    if form.is_valid() and attempt(
        form,
        lambda: actions.put_expert(actor=actor, ref=ref, expert=expert_ref, **form.said()),
    ):
        messages.success(request, _("Saved. It stands beside the answers."))
        return redirect("education:experts_desk_one", ref)
    back = reverse("education:experts_desk_one", args=[ref])
    return form_page(request, form, _("Who answers"), back, _("Save"))


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def link(request: HttpRequest, ref: UUID, expert_ref: UUID) -> HttpResponse:
    """A link for an expert, shown once."""
    actor = signed_in_actor(request)
    row = queries.held_session(actor=actor, ref=ref)
    who = get_object_or_404(SessionExpert, session=row, ref=expert_ref)
    form = LinkForm(sent(request), initial={"language": row.language})
    made: list[str] = []
    if form.is_valid():
        given = form.cleaned_data
        attempt(
            form,
            lambda: made.append(
                actions.give_link(actor=actor, ref=ref, expert=expert_ref, **given)
            ),
        )
    context = {
        "session": row, "expert": who, "form": form, "link": absolute(made[0]) if made else "",
    }  # fmt: skip
    return render(request, "education/desk/experts/link.html", context, status=status_of(form))


@only(Hat.EDITOR, health=True)
@require_http_methods(WRITE)
def read(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What members asked, to be put to the experts, alone or together, or not."""
    actor = signed_in_actor(request)
    row = queries.held_session(actor=actor, ref=ref)
    entries = queries.open_entries(row)
    form = ReadForm(sent(request), entries=entries, session=row)
    chosen = _uuids(request.POST.getlist("question"))
    if form.is_valid() and attempt(form, lambda: _decide(request, form, ref, chosen)):
        messages.success(request, _("Done."))
        return redirect("education:experts_desk_read", ref)
    row, found = queries.questions_to_read(actor=actor, ref=ref)
    context = {"session": row, "questions": found, "form": form, "chosen": set(chosen)}
    return render(request, "education/desk/experts/read.html", context, status=status_of(form))


def _decide(request: HttpRequest, form: ReadForm, ref: UUID, chosen: list[UUID]) -> None:
    actor, given = signed_in_actor(request), form.cleaned_data
    if request.POST.get("do") == "keep":
        questions.keep_from_experts(actor=actor, ref=ref, questions=chosen, why=given["why"])
        return
    entry = given.get("entry")
    questions.put_to_experts(
        actor=actor, ref=ref, questions=chosen, entry=entry.ref if entry else None,
        words=given["words"],
    )  # fmt: skip


def _uuids(given: list[str]) -> list[UUID]:
    found = []
    for one in given[: queries.PAGE]:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


@only(Hat.EDITOR, health=True)
@require_http_methods(WRITE)
def entry(request: HttpRequest, ref: UUID, entry_ref: UUID) -> HttpResponse:
    """One question with its answer: worded, answered, published, put right."""
    actor = signed_in_actor(request)
    found, asked = queries.entry_for_desk(actor=actor, ref=ref, entry=entry_ref)
    known = {"words": found.words, "answer": found.answer, "expert": found.expert}
    form = EntryForm(sent(request), session=found.session, initial=known)
    publish = request.POST.get("do") == "publish"
    if form.is_valid() and attempt(
        form,
        lambda: questions.save_entry(
            actor=actor, ref=ref, entry=entry_ref, seen=request.POST.get("seen", ""),
            publish=publish, **form.cleaned_data,
        ),
    ):  # fmt: skip
        messages.success(
            request, _("Published. Whoever asked was told.") if publish else _("Saved.")
        )
        return redirect("education:experts_desk_one", ref)
    seen = questions.entry_mark(found)
    context = {
        "entry": found,
        "asked": asked,
        "form": form,
        "seen": seen,
        "came": form.is_bound and request.POST.get("seen") != seen,
    }
    return render(request, "education/desk/experts/entry.html", context, status=status_of(form))


@only(Hat.EDITOR)
@require_POST
def off(request: HttpRequest, ref: UUID, entry_ref: UUID) -> HttpResponse:
    """The answer, or the name beside the question, does not stand on the page any more."""
    actor = signed_in_actor(request)
    if request.POST.get("what") == "name":
        questions.take_entry_name_off(actor=actor, ref=ref, entry=entry_ref)
        messages.success(request, _("The name does not stand on the page."))
    elif request.POST.get("what") == "answer":
        questions.take_entry_off(actor=actor, ref=ref, entry=entry_ref)
        messages.success(request, _("Taken off. Readers do not see it any more."))
    return redirect("education:experts_desk_one", ref)


def _here() -> str:
    return (get_language() or "en")[:2]
