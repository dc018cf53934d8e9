"""Acting for a child by law: asking, waiting, handing the first place on."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions.proxies import ask_as_proxy, hand_over, take_back_wish
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.forms.proxies import AskAsProxyForm
from members.models import Proxy
from members.proxy_secrets import open_said
from members.queries.helpers import people_i_help
from members.queries.proxies import own_proxy_wish, proxies_known
from po_platform.access.declare import signed_in


@signed_in(health=True)
def ask(request: HttpRequest) -> HttpResponse:
    """For whom, why, and the paper. Nothing opens before two people of the office have seen it."""
    posted = request.method == "POST"
    form = AskAsProxyForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"attempt": uuid4()},
    )
    made: list[Proxy] = []
    if form.is_valid() and attempt(form, lambda: made.append(_ask(request, form))):
        return redirect("members:proxy_wish", made[0].ref)
    context = {"form": form}
    return render(request, "members/proxies/ask.html", context, status=status_of(form))


def _ask(request: HttpRequest, form: AskAsProxyForm) -> Proxy:
    given = form.cleaned_data
    return ask_as_proxy(
        actor=signed_in_actor(request),
        said=form.said(),
        ground=given["ground"],
        shown=given["shown"],
        paper=given["paper"] if given["shown"] == Proxy.Shown.FILE else None,
        attempt=given["attempt"] or uuid4(),
    )


@signed_in(health=True)
@require_safe
def wish(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Where it stands, in words; to take back while it waits."""
    found = own_proxy_wish(actor=signed_in_actor(request), ref=ref)
    context = {"wish": found, "name": open_said(found.ref, found.said).name}
    return render(request, "members/proxies/wish.html", context)


@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nobody looks at it any more, and the paper is deleted."""
    take_back_wish(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken back. We have deleted what you sent."))
    return redirect("members:helping")


@signed_in(health=True)
def others(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Who else acts for the same child; the first one hands over in one step."""
    actor = signed_in_actor(request)
    one = next((one for one in people_i_help(actor=actor) if one.grant_id == grant_id), None)
    if one is None or not one.by_law:
        raise Http404
    if request.method == "POST":
        chosen = request.POST.get("to", "")
        if not chosen.isdecimal() or int(chosen) >= 2**63:
            raise Http404
        hand_over(actor=actor, person_id=one.person_id, other=int(chosen))
        messages.success(request, _("Reminders and letters go to the other person from now on."))
        return redirect("members:proxy_others", grant_id)
    known = proxies_known(one.person_id)
    context = {
        "one": one,
        "known": known,
        "grant_id": grant_id,
        "am_first": any(other.grant_id == grant_id and other.is_first for other in known),
    }
    return render(request, "members/proxies/others.html", context)
