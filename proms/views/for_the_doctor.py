"""The page for one visit: on paper, on the member's own screen, or opened by its code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.actions.consent import child_of
from members.asking import sent, signed_in_actor
from members.limits import count_try, patient
from notifications.letters import absolute
from po_platform.access.actor import Actor, Bearer, acting_as
from po_platform.access.declare import by_code, by_law_too, signed_in
from po_platform.kit.qr import picture_of
from proms.actions.visit_codes import (
    called,
    make_visit_code,
    name_and_year,
    open_for_visit,
    take_back_visit_code,
)
from proms.doctor_forms import DoctorCodeForm, MakeCodeForm
from proms.letter import Letter, letter_about
from proms.letter_text import as_plain_text
from proms.numbers import tables_of
from proms.queries.visits import STAYS, ForTheDoctor, behind, holder_of, my_visit_code
from proms.take_along import form_behind, said_in
from proms.views.files import pdf_file
from proms.views.visits import own_visit
from proms.visit_codes import as_typed, code_hash, in_groups

OPENED = "visit.opened"  # in the session: what is stored of the code, and until when it shows


def _letter(actor: Actor, subject: UUID) -> Letter:
    return letter_about(
        actor=actor, subject=subject, language=get_language() or "en", today=timezone.localdate()
    )


def _behind(letter: Letter) -> dict[str, Any]:
    """What is folded behind the page, because it leads to no other one."""
    course = letter.course
    return {
        "letter": letter,
        "tables": tables_of(course.lines, get_language() or "en", course.said),
        "answers": [
            (response, form_behind(response).texts, said_in(response))
            for response in letter.newest_of_each
        ],
    }


# ---------- The member's side ----------


@by_law_too
@signed_in(health=True)
@require_safe
def show(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Hand the phone over: this page and nothing else of hers."""
    actor, visit = signed_in_actor(request), own_visit(request, ref)
    name = name_and_year(actor) or called(actor)
    letter = _letter(actor, visit.subject_id)
    text = as_plain_text(letter, name=name, today=timezone.localdate())
    context = {**_behind(letter), "name": name, "visit": visit, "text": text}
    return render(request, "proms/visits/show.html", context)


@by_law_too
@signed_in(health=True)
@require_safe
def own_pdf(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The same to print, post or file."""
    actor, visit = signed_in_actor(request), own_visit(request, ref)
    name = name_and_year(actor) or called(actor)
    return pdf_file(_letter(actor, visit.subject_id), name)


@by_law_too
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Make the code, or read it again: large, and as a picture for the doctor's camera."""
    actor, visit = signed_in_actor(request), own_visit(request, ref)
    found = my_visit_code(actor=actor, visit=visit)
    context: dict[str, object] = {"visit": visit, "code": found, "child": child_of(actor)}
    if not found:
        context["form"] = form = MakeCodeForm(sent(request), known=name_and_year(actor))
        if form.is_valid():
            make_visit_code(actor=actor, visit=visit, named=form.cleaned_data["named"] == "yes")
            return redirect("proms:visit_code", ref)
    else:
        link = absolute(f"{reverse('proms:doctor')}?code={found.code}")
        width, path = picture_of(link)
        context |= {
            "words": in_groups(found.code),
            "address": absolute(reverse("proms:doctor")),
            "width": width,
            "path": path,
        }
    return render(request, "proms/visits/code.html", context)


@by_law_too
@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One click, and it opens nothing any more."""
    take_back_visit_code(actor=signed_in_actor(request), visit=own_visit(request, ref))
    messages.success(request, _("The code is taken back. It opens nothing any more."))
    return redirect("proms:visit", ref)


# ---------- The doctor's side ----------


@by_code
@patient
@require_http_methods(["GET", "HEAD", "POST"])
def doctor(request: HttpRequest) -> HttpResponse:
    """Type the code or come by its picture. Only the button opens; looking uses nothing up."""
    form = DoctorCodeForm(sent(request), initial={"code": request.GET.get("code", "")[:20]})
    if form.is_valid():
        typed = as_typed(form.cleaned_data["code"])
        tried = count_try(request, "try_visit_code")
        bearer = holder_of(code_hash(typed)) if typed else None
        if bearer is not None and typed is not None:
            tried.rollback()
            return _opened(request, bearer, code_hash(typed))
        form.add_error(
            "code",
            _("Check the code: it is not known, was taken back, or its day is over"),
        )
    status = 422 if form.is_bound else 200
    return render(request, "proms/doctor/code.html", {"form": form}, status=status)


def _opened(request: HttpRequest, bearer: Bearer, hashed: bytes) -> HttpResponse:
    try:
        with acting_as(bearer):
            whose = behind(bearer)
            if whose is None:
                raise Http404
            open_for_visit(bearer=bearer)
    except PermissionDenied as refused:
        return render(request, "proms/doctor/closed.html", {"reason": str(refused)}, status=403)
    except Http404:
        return _over(request)
    until = timezone.now() + STAYS
    request.session[OPENED] = [hashed.hex(), until.isoformat()]
    return redirect("proms:doctor_summary")


def _over(request: HttpRequest) -> HttpResponse:
    reason = _("This page is closed here. Enter the code again to open it.")
    return render(request, "proms/doctor/closed.html", {"reason": reason}, status=410)


def _page(
    request: HttpRequest, then: Callable[[ForTheDoctor, Letter], HttpResponse]
) -> HttpResponse:
    """What a code opened in this browser within the hour, while the code lives."""
    kept = request.session.get(OPENED)
    if not kept or datetime.fromisoformat(kept[1]) <= timezone.now():
        return _over(request)
    bearer = holder_of(bytes.fromhex(kept[0]))
    if bearer is None:
        return _over(request)
    with acting_as(bearer):
        whose = behind(bearer)
        if whose is None:
            return _over(request)
        return then(whose, _letter(bearer, whose.subject))


@by_code
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """The one page, and what is folded behind it where whoever made the code was told so."""

    def show(whose: ForTheDoctor, letter: Letter) -> HttpResponse:
        context = _behind(letter) if whose.behind else {"letter": letter}
        text = as_plain_text(letter, name=whose.name, today=timezone.localdate())
        context |= {"whose": whose, "text": text}
        return render(request, "proms/doctor/summary.html", context)

    return _page(request, show)


@by_code
@require_safe
def summary_pdf(request: HttpRequest) -> HttpResponse:
    """The same, to be filed."""
    return _page(request, lambda whose, letter: pdf_file(letter, whose.name))
