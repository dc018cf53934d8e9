"""What data were used for: for everybody, and for each member which uses contain hers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from members.purposes import Words
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public, signed_in
from registry.models import DataRequest, UseAsked
from registry.queries.releases import PAGE, public_uses, uses_of_my_data
from registry.queries.single_uses import OUTCOMES, my_asked, outcomes_of
from registry.queries.studies import my_invitations
from registry.request_change import all_as_approved, with_approved


@public
@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    """Every release that went out: who asked, what for, what members gain, what came out."""
    before = request.GET.get("before", "")
    found = list(
        public_uses(before=int(before) if before.isdecimal() and len(before) < 18 else 0)[
            : PAGE + 1
        ]
    )
    context = {
        "uses": with_approved(found[:PAGE]),
        "older_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newer_url": reverse("registry:uses") if before else "",
    }
    return render(request, "registry/uses.html", context)


@signed_in(health=True)
@require_safe
def my_uses(request: HttpRequest) -> HttpResponse:
    """Which of them contain her data, and whether they do now."""
    found = uses_of_my_data(actor=signed_in_actor(request))
    with_approved([one.release for one in found])
    asked = list(my_invitations(actor=signed_in_actor(request))[:PAGE])
    rows = all_as_approved([one.study.request for one in asked])
    context = {
        "mine": found,
        "asked": list(zip(asked, rows, strict=True)),
        "single": _single_uses(signed_in_actor(request)),
    }
    return render(request, "registry/my_uses.html", context)


def _single_uses(actor: SignedIn) -> list[tuple[UseAsked, DataRequest, Words]]:
    """Each use she was asked about, in the words that were approved, and what became of it."""
    asked = list(my_asked(actor=actor))
    rows = all_as_approved([one.asking.request for one in asked])
    said = [OUTCOMES[one] for one in outcomes_of(actor=actor, asked=asked)]
    return list(zip(asked, rows, said, strict=True))
