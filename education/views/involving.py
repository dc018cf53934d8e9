"""Members take part: ten minutes for a draft, topics they ask for, what came of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import involving as actions
from education.actions.outside import mark_of
from education.forms.involving import (
    EasyPanelForm,
    PanelForm,
    ProgrammePanelForm,
    TopicForm,
    WishForm,
)
from education.forms.outside import remarks_in
from education.models import Article, PanelCall, ProgrammeVersion, Task, Topic
from education.page_text import as_html, line_as_html
from education.programme_shape import read_modules, steps_of
from education.queries import involving as queries
from education.queries.made import rests_of
from education.queries.reading import explained_in
from education.sections import Body
from education.shown import minutes_to_read, shown_sections
from members.asking import actor_of, sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.declare import public_with_own, signed_in

from .desk import WRITE, form_page

FORMS: dict[Task, type[PanelForm]] = {
    Task.DRAFT: PanelForm,
    Task.TRANSLATION: PanelForm,
    Task.EASY: EasyPanelForm,
    Task.PROGRAMME: ProgrammePanelForm,
}


@signed_in(health=True)
@require_safe
def take_part(request: HttpRequest) -> HttpResponse:
    """What she could do in ten minutes, and what she did."""
    actor = signed_in_actor(request)
    context = {
        "drafts": queries.drafts_for(actor=actor, language=_here()),
        "has_wish": queries.my_wish(actor=actor) is not None,
        "readings": queries.my_readings(actor=actor),
    }
    return render(request, "education/involved/take_part.html", context)


@signed_in(health=True)
@require_http_methods(WRITE)
def wishes(request: HttpRequest) -> HttpResponse:
    """What she likes to be offered."""
    actor = signed_in_actor(request)
    was_asked, hers = queries.was_asked(actor=actor), queries.my_wish(actor=actor)
    known = {"stages": list(Article.Stage.values), "kinds": list(Task.values)}
    if was_asked:
        known = {"stages": hers.stages, "kinds": hers.kinds} if hers else {}
    says_no = request.POST.get("do") == "no"
    form = WishForm({} if says_no else sent(request), initial=known)
    if form.is_valid() and attempt(
        form, lambda: actions.wish_to_read(actor=actor, **form.cleaned_data)
    ):
        messages.success(
            request,
            _("Fine. We do not ask again; you can change your mind here on any day.")
            if says_no
            else _("Saved. You can change it on any day."),
        )
        return redirect("education:take_part")
    context = {"form": form, "was_asked": was_asked}
    return render(request, "education/involved/wishes.html", context, status=status_of(form))


@signed_in(health=True)
@require_http_methods(WRITE)
def read_draft(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A draft and five questions; the editors learn what she says, not who she is."""
    actor = signed_in_actor(request)
    try:
        call = queries.draft_to_read(actor=actor, ref=ref)
    except PermissionDenied as refused:
        messages.info(request, str(refused))
        return redirect("education:take_part")
    form = FORMS[call.task](sent(request))
    remarks = remarks_in(request.POST, _parts(call))
    seen = request.POST.get("seen", "")
    if form.is_valid() and attempt(
        form,
        lambda: actions.read_for_panel(
            actor=actor, ref=ref, remarks=remarks, seen=seen, **form.said()
        ),
    ):
        messages.success(request, _("Thank you. What you said helps those who read after you."))
        return redirect("education:take_part")
    if call.version is not None:
        return _programme(request, call, call.version, form, remarks)
    return _draft(request, call, form, remarks)


def _parts(call: PanelCall) -> Body:
    """What remarks may be about: the parts of a page, the steps of a programme."""
    if call.version is not None:
        return [{"id": one.id} for one in steps_of(read_modules(call.version.modules))]
    body: Body = call.text.body
    return body


def _draft(
    request: HttpRequest, call: PanelCall, form: PanelForm, remarks: dict[str, str]
) -> HttpResponse:
    text = call.text
    original = text.article.translation_of if call.task == Task.TRANSLATION else None
    context = {
        "panel": call,
        "text": text,
        "sections": [
            (one, remarks.get(one.id, ""))
            for one in shown_sections(text.body, explained_in(text.article.language))
        ],
        "minutes": minutes_to_read(text),
        "files_at": f"{request.path}/files",
        "citations": rests_of(text),
        "form": form,
        "seen": mark_of(text) if call.task == Task.EASY else "",
        "original": original if original and original.live_id else None,
    }
    return render(request, "education/reader/read.html", context, status=status_of(form))


def _programme(
    request: HttpRequest, call: PanelCall, version: ProgrammeVersion, form: PanelForm,
    remarks: dict[str, str],
) -> HttpResponse:  # fmt: skip
    explained = explained_in(version.programme.language)
    modules = [
        (
            one.title,
            [
                (
                    step,
                    as_html(step.text, explained),
                    [line_as_html(item, explained) for item in step.items],
                    as_html(step.transcript, explained),
                    remarks.get(step.id, ""),
                )
                for step in one.steps
            ],
        )
        for one in read_modules(version.modules)
    ]
    context = {"call": call, "version": version, "modules": modules, "form": form}
    return render(
        request, "education/involved/read_programme.html", context, status=status_of(form)
    )


@signed_in(health=True)
@require_POST
def name_off(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her name stands on the page no more."""
    actions.take_name_off(actor=signed_in_actor(request), reader=ref)
    messages.success(request, _("Taken off. Nobody is named there for what you said."))
    return redirect("education:take_part")


@public_with_own
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """What members ask for, what is planned, and what came of it."""
    found = queries.topics(actor=actor_of(request), language=_here())
    state = Topic.State
    of = {one: [line for line in found if line.topic.state == one] for one in state}
    context = {
        "waiting": [*of[state.NEW], *of[state.REFUSED]],
        "open": of[state.OPEN],
        "planned": of[state.PLANNED],
        "done": of[state.DONE],
        "not_now": of[state.NOT_NOW],
    }
    return render(request, "education/involved/topics.html", context)


@signed_in(health=True)
@require_http_methods(WRITE)
def new_topic(request: HttpRequest) -> HttpResponse:
    """A topic she misses."""
    form = TopicForm(sent(request))
    if form.is_valid() and attempt(
        form,
        lambda: actions.propose_topic(
            actor=signed_in_actor(request), language=_here(), **form.cleaned_data
        ),
    ):
        messages.success(
            request, _("Thank you. The editors look at it; then you read here what they say.")
        )
        return redirect("education:topics")
    back = reverse("education:topics")
    return form_page(request, form, _("Propose a topic"), back, _("Propose it"))


@signed_in(health=True)
@require_POST
def support(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She wants to read about it as well, or no more."""
    try:
        wanted = request.POST.get("want") != "no"
        actions.support_topic(actor=signed_in_actor(request), ref=ref, wanted=wanted)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:topics")


def _here() -> str:
    return (get_language() or "en")[:2]
