"""My helpers: who helps me and with what, naming one, changing, ending."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions.consent import change_grant
from members.actions.helpers import end_help, name_helper, take_back_offer, tell_helper
from members.asking import sent, signed_in_actor
from members.forms.helpers import HelperForm, TicksForm
from members.help_words import naming
from members.models import Grant, Ticket
from members.next_page import with_next
from members.queries.care import account_names
from members.queries.helpers import my_helpers, open_offers, own_help
from members.queries.proxies import proxies_known
from members.rules import widens
from members.share_codes import in_groups
from members.wording import Rendered
from po_platform.access.actor import Tick
from po_platform.access.declare import signed_in


def _language() -> str:
    return get_language() or "en"


@signed_in(health=True)
@require_safe
def helpers(request: HttpRequest) -> HttpResponse:
    """Everybody who helps her, with what, and the codes nobody used yet."""
    actor = signed_in_actor(request)
    context = {
        "helpers": my_helpers(actor=actor),
        "codes": open_offers(actor=actor),
        "proxies": proxies_known(actor.person_id),
    }
    return render(request, "members/helpers/helpers.html", context)


@signed_in(health=True, fresh=True)
def name(request: HttpRequest) -> HttpResponse:
    """Who and what; then the exact words, and the yes."""
    actor = signed_in_actor(request)
    if "change" in request.POST:  # back from the words, with everything chosen still there
        chosen = {**request.POST.dict(), "ticks": request.POST.getlist("ticks")}
        form = HelperForm(initial=chosen)
        return render(request, "members/helpers/name.html", {"form": form})
    form = HelperForm(sent(request))
    if not form.is_valid():
        return render(
            request, "members/helpers/name.html", {"form": form}, status=422 if form.errors else 200
        )
    given, ticks = form.cleaned_data, form.chosen()
    words = naming(given["meant_for"], ticks, _language())
    attempt = as_uuid(request.POST.get("attempt", ""))
    if attempt is None or request.POST.get("shown") != words.sha256:
        context = {"form": form, "words": words, "attempt": attempt or uuid4()}
        return render(request, "members/helpers/confirm.html", context)
    code, ticket = name_helper(
        actor=actor,
        meant_for=given["meant_for"],
        ticks=ticks,
        rendered=words,
        attempt=attempt,
        email=given["email"],
    )
    if ticket.used_at or ticket.withdrawn_at:
        return redirect("members:helpers")
    return sheet(request, code, ticket, mailed=bool(given["email"]), by=actor.display_name)


def as_uuid(text: str) -> UUID | None:
    """What a page sent as its attempt."""
    try:
        return UUID(text)
    except ValueError:
        return None


def sheet(
    request: HttpRequest, code: str, ticket: Ticket, *, mailed: bool, by: str, back: str = ""
) -> HttpResponse:
    """The code to hand over; shown only now."""
    address = settings.BASE_URL.rstrip("/") + reverse("members:help_code")
    context = {
        "code": in_groups(code),
        "ticket": ticket,
        "address": address,
        "mailed": mailed,
        "by": by,
        "back": back or reverse("members:helpers"),
    }
    return render(request, "members/helpers/sheet.html", context)


@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The code opens nothing any more."""
    take_back_offer(actor=signed_in_actor(request), ticket_id=ticket_id)
    messages.success(request, _("The code is taken back. Nobody can use it any more."))
    return redirect("members:helpers")


@signed_in(health=True)
@require_POST
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """One click, at once."""
    actor = signed_in_actor(request)
    grant = _own(request, grant_id)
    who = _helper_name(grant)
    end_help(actor=actor, grant_id=grant.pk, helper=who, language=_language())
    tell_helper(grant.grantee_id, grant.pk)
    messages.success(request, _("%(who)s does not help you any more.") % {"who": who})
    return redirect("members:helpers")


@signed_in(health=True)
def change(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Less at once; more after a new code, and the exact words."""
    actor, grant = signed_in_actor(request), _own(request, grant_id)
    form = TicksForm(sent(request), initial={"ticks": grant.scope})
    who, words = _helper_name(grant), None
    if form.is_valid():
        ticks = form.chosen()
        scope = [tick.value for tick in Tick if tick in ticks]
        if widens(grant, scope=scope, ends_at=None) and not actor.fresh:
            return redirect(with_next("members:fresh_proof", request.path))
        words = naming(who, ticks, _language())
        if request.POST.get("shown") == words.sha256:
            _change(request, grant, scope, words)
            return redirect("members:helpers")
    context = {"form": form, "who": who, "words": words}
    return render(
        request, "members/helpers/change.html", context, status=422 if form.errors else 200
    )


def _change(request: HttpRequest, grant: Grant, scope: list[str], words: Rendered) -> None:
    change_grant(
        actor=signed_in_actor(request),
        grant_id=grant.pk,
        scope=scope,
        ends_at=None,
        rendered=words,
    )
    messages.success(request, _("Saved. It holds from now on."))


def _own(request: HttpRequest, grant_id: int) -> Grant:
    grant = own_help(actor=signed_in_actor(request)).filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    return grant


def _helper_name(grant: Grant) -> str:
    return account_names([grant.grantee_id or 0]).get(grant.grantee_id or 0, "") or _(
        "Somebody who is not here any more"
    )
