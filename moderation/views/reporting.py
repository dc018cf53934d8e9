"""Telling us about something: members about anything, guests about what is against the law."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import actor_of, sent
from members.attempts import attempt, status_of
from members.limits import count_try, patient
from moderation.actions.reporting import report_thing
from moderation.content import Thing, content_kind
from moderation.guests import Guest
from moderation.models import Report
from moderation.report_forms import GuestReportForm, ReportForm
from moderation.rules import may_report
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.declare import public, public_with_own
from po_platform.access.refusals import demand
from po_platform.kit.engines import not_for_engines


def _readable(actor: Actor, kind: str, ref: UUID) -> Thing:
    known = content_kind(kind)
    thing = known.for_reader(actor, ref) if known else None
    if thing is None:
        raise Http404
    return thing


@public_with_own
@patient
@not_for_engines
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, ref: UUID) -> HttpResponse:
    """The words in question stand above the form; nothing happens to them by itself."""
    actor = actor_of(request)
    thing = _readable(actor, kind, ref)
    demand(may_report(actor, thing, Report.Reason.ILLEGAL))
    member = isinstance(actor, SignedIn)
    first = {"reason": request.GET["reason"]} if "reason" in request.GET else {}
    form: ReportForm | GuestReportForm = GuestReportForm(sent(request))
    if member:
        form = ReportForm(sent(request), kind=kind, initial=first)
    if form.is_bound and form.is_valid():
        count_try(request, "tell_us")
        given = form.cleaned_data
        reason = given.get("reason", Report.Reason.ILLEGAL)
        guest = None if member else Guest(given["name"], given["address"])
        made: list[Report] = []

        def tell() -> None:
            text = _said(given)
            made.append(
                report_thing(
                    actor=actor, kind=kind, ref=ref, reason=reason, text=text, guest=guest,
                    about_children=bool(given.get("about_children")),
                )
            )  # fmt: skip

        if attempt(form, tell):
            if not member:
                return redirect("moderation:thanks")
            messages.success(request, _told(made[0]))
            return redirect("moderation:my_reports")
    context = {"form": form, "thing": thing, "member": member}
    return render(request, "moderation/report.html", context, status=status_of(form))


def _said(given: dict[str, Any]) -> str:
    """Her words, and above them what she ticked, in the language of the house."""
    if not given.get("about_children"):
        return str(given["text"])
    with override(settings.LANGUAGE_CODE):
        first = _("Said to show or describe sexual abuse of a child.")
    return f"{first}\n{given['text']}"[:2000]


def _told(row: Report) -> str:
    if row.answer == Report.Answer.BEFORE:
        return _(
            "Somebody decided about this before. It reads as it did then, so it stays as it is. If"
            " it is changed, tell us again."
        )
    if row.reason == Report.Reason.WORRIED:
        return _("Thank you for looking out for each other. We look at it as soon as we can.")
    return _("Thank you. We look at it and tell you what came of it.")


@public
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """For a guest, who has no page of her own."""
    return render(request, "moderation/thanks.html")
