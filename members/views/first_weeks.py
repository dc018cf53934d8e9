"""First weeks: where somebody stands, one page for those just diagnosed, and peace for a while."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions.first_weeks import ask_me_now, say_where
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.doctor_questions import QUESTIONS
from members.forms.own_health import WhereForm
from members.models import Standing
from members.queries.first_weeks import first_page, standing_of
from po_platform.access.declare import public, signed_in


@signed_in(health=True)
def where(request: HttpRequest) -> HttpResponse:
    """Where I stand."""
    actor = signed_in_actor(request)
    said = standing_of(actor=actor)
    form = WhereForm(sent(request), initial={"where": said.where if said else ""})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["where"]
        if attempt(form, lambda: say_where(actor=actor, where=chosen)):
            if chosen == Standing.Where.JUST_DIAGNOSED:
                return redirect("members:first_weeks")
            messages.success(request, _("Saved. Only you see it."))
            return redirect("members:start")
    return render(
        request, "members/me/where.html", {"form": form, "said": said}, status=status_of(form)
    )


@signed_in(health=True)
@require_safe
def first_weeks(request: HttpRequest) -> HttpResponse:
    """First things first, on one page."""
    actor = signed_in_actor(request)
    return render(request, "members/me/first_weeks.html", {"first": first_page(actor=actor)})


@signed_in(health=True)
@require_POST
def ask_me(request: HttpRequest) -> HttpResponse:
    """Questionnaires may come already."""
    ask_me_now(actor=signed_in_actor(request))
    messages.success(request, _("Questionnaires come from now on, as to everybody."))
    return redirect("members:start")


@public
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """A list to print and take to the doctor; it is about nobody."""
    return render(request, "members/questions.html", {"questions": QUESTIONS})
