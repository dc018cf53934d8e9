"""Joining with an invitation: by its link, or by typing its code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members.forms.joining import InvitationForm
from members.limits import count_try, patient
from members.queries.joining import invitation_by_code
from po_platform.access.declare import public

INVITATION_KEY = "invitation"


@public
@never_cache
@patient
def invitation(request: HttpRequest) -> HttpResponse:
    """The code as somebody read it from a letter."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _take_along(request, form.cleaned_data["code"]):
            return redirect("members:join")
        form.add_error("code", _("This invitation was used, or its time is over. Call us"))
    return needs_invitation(request, form)


@public
@never_cache
@patient
def join_invited(request: HttpRequest, code: str) -> HttpResponse:
    """The link of an invitation; opening it uses nothing up."""
    if _take_along(request, code):
        return redirect("members:join")
    return render(request, "members/joining/invitation_gone.html", status=410)


def _take_along(request: HttpRequest, code: str) -> bool:
    count_try(request, "try_invitation")
    found = invitation_by_code(code)
    if found is not None:
        request.session[INVITATION_KEY] = found.pk
    return found is not None


def needs_invitation(request: HttpRequest, form: InvitationForm) -> HttpResponse:
    """How to get one, and where to type it."""
    return render(
        request,
        "members/joining/invitation.html",
        {"form": form},
        status=422 if form.errors else 200,
    )
