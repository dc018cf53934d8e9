"""Somebody in danger is looked up; another person reviews it; the member's letter about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import revealing as actions
from moderation.danger_forms import LookUpForm, ReviewForm
from moderation.models import Reveal
from moderation.queries import reveals as queries
from moderation.queries.cases import case_for
from moderation.wording_danger import facts_of, not_known, to_copy
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only, signed_in
from po_platform.access.refusals import Denied


@only(Hat.MODERATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Why, and then name, address and telephone."""
    actor = signed_in_actor(request)
    case = case_for(actor=actor, ref=ref)
    form = LookUpForm(sent(request))
    if form.is_bound and form.is_valid():
        made: list[Reveal] = []

        def write() -> None:
            made.append(actions.look_up(actor=actor, case=ref, why=form.cleaned_data["why"]))

        if attempt(form, write):
            return redirect("moderation:reveal", made[0].ref)
    verdict = queries.look_up_verdict(actor=actor, case=case)
    context = {
        "case": case,
        "form": form,
        "refused": verdict.reason if isinstance(verdict, Denied) else "",
        "living": queries.own_living(actor=actor, case=case),
    }
    return render(request, "moderation/look_up.html", context, status=status_of(form))


@only(Hat.MODERATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The facts, for whoever opened them; was it right, for everybody else."""
    actor = signed_in_actor(request)
    form = ReviewForm(sent(request))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: actions.review(
                actor=actor, ref=ref, was_right=given["was_right"] == "yes",
                words=given["words"], harm=given["harm"],
            ),
        ):  # fmt: skip
            messages.success(
                request,
                _("Written down. The person is not told.")
                if given["harm"]
                else _("Written down. The person gets a letter."),
            )
            return redirect("moderation:reveals")
    return render(
        request, "moderation/reveal.html", _shown(actor, ref, form), status=status_of(form)
    )


def _shown(actor: SignedIn, ref: UUID, form: ReviewForm) -> dict[str, Any]:
    page = queries.reveal_page(actor=actor, ref=ref)
    return {
        "page": page,
        "form": form,
        "facts": facts_of(page),
        "not_known": not_known(page),
        "copy": to_copy(page) if page.known else "",
    }


@only(Hat.MODERATOR, health=True)
@require_safe
def reveals(request: HttpRequest) -> HttpResponse:
    """Who was looked up in danger, by whom, and whether that was right; no name or address."""
    rows = queries.reveals_lately(actor=signed_in_actor(request))
    return render(request, "moderation/reveals.html", {"reveals": rows})


@signed_in(health=True)
@require_safe
def my_reveal(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The letter to her."""
    row = queries.my_letter(actor=signed_in_actor(request), ref=ref)
    return render(request, "moderation/my_reveal.html", {"row": row})
