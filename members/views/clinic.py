"""The clinician's side: people who share with her, and accepting a code."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.actions import Looked, record_reads
from members.actions.identity import report_tampering
from members.actions.sharing import accept_invitation
from members.actions.using_codes import CodeGone
from members.asking import signed_in_actor
from members.clinician_list import list_columns
from members.code_tries import count_wrong_code, too_many_wrong_codes
from members.forms.sharing import AcceptForm, CodeForm
from members.looks import NAME
from members.names import LONGEST, tidy_name
from members.queries.care import my_clinics
from members.queries.clinic import Sharer, SharersPage, people_who_share
from members.queries.helpers import acted_by_law_for
from members.queries.sharing import Invitation, invitation_behind
from members.rules import may_accept_invitation, may_take_codes
from members.share_codes import as_typed
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only, signed_in
from po_platform.access.refusals import demand
from po_platform.kit import spoken

# A list this long is read at one glance and needs no search.
SEEN_AT_ONCE = 7


@only(Hat.CLINICIAN, health=True)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who shares with me: found by name, in order of name or arrival, never of what was answered."""
    actor = signed_in_actor(request)
    number = request.GET.get("page", "")
    by_arrival = request.GET.get("order") == "arrival"
    named = tidy_name(request.GET.get("name", "")[:LONGEST])
    page = people_who_share(
        actor=actor,
        named=named,
        by_arrival=by_arrival,
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )
    looked = [Looked(one.person.subject_id, one.grant_id) for one in page.sharers]
    record_reads(actor=actor, what=NAME, looked=looked)
    for one in page.sharers:
        if one.person.unreadable:
            report_tampering(
                actor=actor, person_id=one.person.person_id, fields=one.person.unreadable
            )
    extra = [str(column.label) for column in list_columns()]
    context = {
        "page": page,
        "columns": [_("Name"), *extra, _("Shares since"), _("Until")],
        "rows": [_row(one) for one in page.sharers],
        "by_arrival": by_arrival,
        "can_sort": bool(extra),
        "named": named,
        "can_find": page.everybody > SEEN_AT_ONCE,
        "numbers": _numbers(page, by_arrival, named),
    }
    return render(request, "members/clinic/people.html", context)


def _row(one: Sharer) -> dict[str, Any]:
    born = [_("born %(year)s") % {"year": one.person.birth_year}] if one.person.birth_year else []
    moments = [
        spoken.day(moment) if moment else str(column.nothing or _("none yet"))
        for column, moment in zip(list_columns(), one.moments, strict=True)
    ]
    until = spoken.day(one.until) if one.until else _("open")
    return {
        "title": one.person.name,
        "url": one.url,
        "sub": ", ".join([*born, *one.through]),
        "cells": [{"text": text} for text in (*moments, spoken.day(one.since), until)],
    }


def _numbers(page: SharersPage, by_arrival: bool, named: str) -> list[dict[str, Any]]:
    if page.pages == 1:
        return []
    kept = {"order": "arrival"} if by_arrival else {}
    kept |= {"name": named} if named else {}
    return [
        {
            "number": number,
            "url": f"?{urlencode({'page': number, **kept})}",
            "current": number == page.page,
        }
        for number in range(1, page.pages + 1)
    ]


@signed_in(health=True)
def accept(request: HttpRequest) -> HttpResponse:
    """Enter a code or come by its link, see who offers what, accept. GET uses nothing up."""
    actor = signed_in_actor(request)
    demand(may_take_codes(actor))
    if not actor.strong:
        back = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('members:second_factor')}?{back}")
    if too_many_wrong_codes(actor.account_id):
        return render(request, "429.html", {"minutes": 60}, status=429)
    given = request.POST if request.method == "POST" else request.GET
    form = CodeForm(given if "code" in given else None)
    if not form.is_valid():
        return render(request, "members/clinic/code.html", {"form": form})
    code = as_typed(form.cleaned_data["code"])
    invitation = invitation_behind(code) if code else None
    if code is None or invitation is None:
        return _unknown(request, actor, form)
    return _offer(request, actor, code, invitation)


def _unknown(request: HttpRequest, actor: SignedIn, form: CodeForm) -> HttpResponse:
    count_wrong_code(actor.account_id)
    form.add_error(
        "code",
        _("Check the code: we do not know it, or it was used, taken back or is older than 60 days"),
    )
    return render(request, "members/clinic/code.html", {"form": form})


def _offer(
    request: HttpRequest, actor: SignedIn, code: str, invitation: Invitation
) -> HttpResponse:
    demand(
        may_accept_invitation(
            actor,
            giver=invitation.bearer.subject_id,
            by_law=acted_by_law_for(actor=actor, subject=invitation.bearer.subject_id),
            giver_state=invitation.giver_state,
            for_clinics=invitation.for_clinics,
            clinic_id=None,
            my_clinics=frozenset(),
        )
    )
    clinics = my_clinics(actor=actor) if invitation.for_clinics else []
    form = AcceptForm(request.POST if "accept_as" in request.POST else None, clinics=clinics)
    if form.is_valid():
        try:
            accept_invitation(actor=actor, code=code, clinic_id=form.clinic_id())
        except CodeGone:
            messages.warning(request, _("Somebody else has just used this code."))
            return redirect("members:accept_sharing")
        messages.success(request, _("%(name)s shares with you now.") % {"name": invitation.giver})
        return redirect("members:clinic")
    context = {"form": form, "code": code, "invitation": invitation}
    return render(request, "members/clinic/offer.html", context)
