"""Keeping somebody from writing: from a case, seconded, ended, objected to, and the member's letter."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import silencing as actions
from moderation.content import content_kind
from moderation.forms import AppealForm, ObjectionAnswerForm, SilenceForm
from moderation.models import Silence
from moderation.queries import silences as queries
from moderation.queries.cases import case_for, case_page, rules_now
from moderation.silence_rules import may_object
from moderation.turning import turns_to
from moderation.wording import how_long, rule_text, rule_words
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only, signed_in


@only(Hat.MODERATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How long, why, by which rule; from the case."""
    actor = signed_in_actor(request)
    page = case_page(actor=actor, case=case_for(actor=actor, ref=ref))
    there = queries.silence_of(actor=actor, person_id=page.case.person_id)
    form = SilenceForm(sent(request), rules=rules_now())
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made: list[Silence] = []

        def write() -> None:
            made.append(
                actions.keep_from_writing(
                    actor=actor,
                    case=ref,
                    days=int(given["days"]) or None,
                    why=given["why"],
                    rule=int(given["rule"]),
                )
            )

        if attempt(form, write):
            messages.success(request, _said(made[0]))
            return redirect("moderation:silence", made[0].ref)
    context = {"page": page, "form": form, "there": there}
    return render(request, "moderation/keep.html", context, status=status_of(form))


def _said(row: Silence) -> str:
    if not row.began:
        return _("It begins when a second moderator has said yes.")
    if row.needs_second:
        return _("It holds for a week. It lasts longer when a second moderator has said yes.")
    return _("It holds from now on. The member gets a letter, and it ends by itself.")


@only(Hat.MODERATOR, health=True)
@require_safe
def silences(request: HttpRequest) -> HttpResponse:
    """Everybody who does not write now, and what waits for another person."""
    rows = queries.open_silences(actor=signed_in_actor(request))
    shown = [(row, name, how_long(row.days), row.in_force(timezone.now())) for row, name in rows]
    return render(request, "moderation/silences.html", {"silences": shown})


@only(Hat.MODERATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def silence(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One of them: a second person says yes or no, anybody ends it."""
    actor = signed_in_actor(request)
    act = request.POST.get("act", "")
    if request.method == "POST":
        done = {
            "yes": _("It lasts as it was asked for. The member gets a letter."),
            "no": _("It lasts no longer than the week."),
            "lift": _("The member can write again."),
        }
        try:
            with transaction.atomic():
                if act in ("yes", "no"):
                    actions.settle_silence(actor=actor, ref=ref, yes=act == "yes")
                elif act == "lift":
                    actions.lift_silence(actor=actor, ref=ref)
            if act in done:
                messages.success(request, done[act])
        except PermissionDenied as refused:
            messages.warning(request, str(refused))
        return redirect("moderation:silence", ref)
    return render(request, "moderation/silence.html", _shown(actor, ref, ObjectionAnswerForm()))


@only(Hat.MODERATOR, health=True)
@require_POST
def answer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another person answers the objection."""
    actor = signed_in_actor(request)
    form = ObjectionAnswerForm(request.POST)
    if form.is_valid():
        stays, words = form.cleaned_data["stays"] == "yes", form.cleaned_data["answer"]
        if attempt(
            form,
            lambda: actions.answer_objection(actor=actor, ref=ref, stays=stays, answer=words),
        ):
            messages.success(request, _("Answered. The member gets a letter."))
            return redirect("moderation:silence", ref)
    context = _shown(actor, ref, form)
    return render(request, "moderation/silence.html", context, status=status_of(form))


def _shown(actor: SignedIn, ref: UUID, form: ObjectionAnswerForm) -> dict[str, object]:
    found = queries.silence_shown(actor=actor, ref=ref)
    return {
        "found": found,
        "form": form,
        "length": how_long(found.row.days),
        "rule": rule_words(found.row.rule),
    }


@signed_in(health=True, keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def my_silence(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The letter to her, and her objection."""
    actor = signed_in_actor(request)
    row = queries.my_silence(actor=actor, ref=ref)
    form = AppealForm(sent(request))
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: actions.object_to_silence(actor=actor, ref=ref, text=text)):
            messages.success(
                request, _("Sent. A person who did not take the decision looks at it.")
            )
            return redirect("moderation:my_silence", ref)
    known = content_kind(row.kind)
    context = {
        "row": row,
        "form": form,
        "in_force": row.in_force(timezone.now()),
        "can_object": bool(may_object(row, now=timezone.now())),
        "rule": rule_words(row.rule),
        "rule_text": rule_text(row.rule),
        "thing": known.for_case(row.thing) if known else None,
        "turn_to": turns_to([(row.objection, row.objected_at)], now=timezone.now()),
    }
    return render(request, "moderation/my_silence.html", context, status=status_of(form))
