"""What data were used for: for everybody, and for each member which uses contain hers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from members.asking import signed_in_actor
from po_platform.access.declare import public, signed_in
from registry.queries.releases import PAGE, public_uses, uses_of_my_data
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
    context = {"mine": found, "asked": list(zip(asked, rows, strict=True))}
    return render(request, "registry/my_uses.html", context)
