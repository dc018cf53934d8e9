"""The first page of an empty installation, open only to whoever holds the code from the host."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.actions.first_run import CodeUnknown, open_portal, use_setup_code
from members.arrival import arrive
from members.asking import actor_of
from members.attempts import status_of
from members.duties import all_duties
from members.forms.first_run import SetupCodeForm
from members.forms.organisation import SetUpForm
from members.models import Account, Organisation
from members.queries.organisation import is_set_up
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import public


@public
def first_run(request: HttpRequest) -> HttpResponse:
    """Asks for the code, then for what the portal needs to open; gone as soon as that is saved."""
    if is_set_up():
        raise Http404
    actor = actor_of(request)
    if isinstance(actor, SignedIn) and Hat.ADMINISTRATOR in actor.roles:
        return _set_up(request, actor)
    return _enter_code(request)


def _enter_code(request: HttpRequest) -> HttpResponse:
    form = SetupCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = use_setup_code(actor=actor_of(request), typed=form.cleaned_data["code"])
        except CodeUnknown:
            form.add_error("code", _("Check the code: we do not know it, or it is used or too old"))
        else:
            _sign_in(request, account)
            return redirect("members:first_run")
    return render(request, "members/first_run/code.html", {"form": form}, status=status_of(form))


def _sign_in(request: HttpRequest, account: Account) -> None:
    """The code counts as one factor; the office asks for the second one."""
    record_authentication(request, account, method="code")
    get_adapter(request).login(request, account)
    arrive(request, account)
    request.session["hat"] = Hat.ADMINISTRATOR.value


def _set_up(request: HttpRequest, actor: SignedIn) -> HttpResponse:
    first = {"joining": Organisation.Joining.APPROVED, "minimum_age": 16}
    form = SetUpForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        open_portal(
            actor=actor,
            name=given["name"],
            phone=given["phone"],
            hours=form.texts("hours"),
            joining=given["joining"],
            minimum_age=given["minimum_age"],
            first_invitation=given["invite"],
        )
        return redirect("members:set_up")
    context = {"form": form, "duties": [duty for duty in all_duties() if duty.needs > 1]}
    return render(request, "members/first_run/set_up.html", context, status=status_of(form))
