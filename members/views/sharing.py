"""Who sees my answers: living shares, codes nobody used yet, ending, less and more."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions import consent as consents
from members.actions.sharing import withdraw_invitation
from members.asking import sent, signed_in_actor
from members.forms.sharing import ChangeForm, OfferForm
from members.lengths import Length, end_of, lengths_beside
from members.models import Grant
from members.purposes import CARE
from members.queries import sharing as shared
from members.rules import may_invite_clinician
from members.wording import ending
from po_platform.access.declare import by_law_too, signed_in
from po_platform.access.refusals import demand

from .consent import changed_words, offered_words, show_consent


def _language() -> str:
    return get_language() or "en"


@by_law_too
@signed_in(health=True)
@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    """Everybody who sees the member's answers, by name, and everybody who did."""
    actor = signed_in_actor(request)
    context = {
        "shares": shared.living_shares(actor=actor),
        "codes": shared.pending_invitations(actor=actor),
        "earlier": shared.earlier_shares(actor=actor),
        "may_invite": bool(may_invite_clinician(actor)),
        "child": consents.child_of(actor),
    }
    return render(request, "members/sharing/shares.html", context)


@by_law_too
@signed_in(health=True)
def invite(request: HttpRequest) -> HttpResponse:
    """What, with whom, for how long; then the exact words to agree to."""
    actor = signed_in_actor(request)
    demand(may_invite_clinician(actor))
    child = consents.child_of(actor)
    if "change" in request.POST:  # back from the words, with everything chosen still there
        form = OfferForm(initial=request.POST.dict())
    else:
        form = OfferForm(sent(request))
    if form.is_valid():
        return show_consent(request, form, offered_words(form, _language(), child), uuid4())
    context = {"form": form, "scopes": CARE.scopes, "child": child}
    return render(request, "members/sharing/invite.html", context)


@by_law_too
@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The code opens nothing any more."""
    withdraw_invitation(actor=signed_in_actor(request), ticket_id=ticket_id)
    messages.success(request, _("The code is taken back. Nobody can use it any more."))
    return redirect("members:sharing")


@by_law_too
@signed_in(health=True)
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """GET explains and offers a wish; POST ends at once, also straight from the list."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        grant = consents.end_grant(
            actor=actor,
            grant_id=grant_id,
            consequence=request.POST.get("consequence", consents.STOP),
            language=_language(),
        )
        who = shared.grantee_name(grant)
        messages.success(request, _("%(who)s sees nothing any more.") % {"who": who})
        wish = grant.ended_by and grant.ended_by.consequence == consents.ASK_TO_DELETE
        if wish and grant.ended_by and not consents.child_of(actor):
            return redirect("members:decision", grant.ended_by.pk)  # the wish, to print
        return redirect("members:sharing")
    who, child = shared.grantee_name(_own(request, grant_id)), consents.child_of(actor)
    context = {
        "who": who,
        "stop": ending(who, ask_to_delete=False, language=_language(), child=child),
        "wish": ending(who, ask_to_delete=True, language=_language(), child=child),
    }
    return render(request, "members/sharing/end.html", context)


@signed_in(health=True)
def less(request: HttpRequest, grant_id: int) -> HttpResponse:
    """A shorter time or fewer things: at once, with no new proof."""
    return _change(request, grant_id, wider=False)


@signed_in(health=True, fresh=True)
def more(request: HttpRequest, grant_id: int) -> HttpResponse:
    """A longer time or more things: after a new code, and the exact words."""
    return _change(request, grant_id, wider=True)


def _own(request: HttpRequest, grant_id: int) -> Grant:
    grant = shared.own_grant(actor=signed_in_actor(request), grant_id=grant_id)
    if grant is None:
        raise Http404
    return grant


def _change(request: HttpRequest, grant_id: int, *, wider: bool) -> HttpResponse:
    grant, now = _own(request, grant_id), timezone.localtime()
    form = ChangeForm(sent(request), lengths=lengths_beside(grant.ends_at, now, longer=wider))
    words = None
    if request.method == "POST" and form.is_valid():
        ends_at = end_of(Length(form.cleaned_data["length"]), now)
        words = changed_words(grant, ends_at, _language(), wider=wider)
        # Only what was on the page is decided: the first time it is shown, then it is kept.
        if request.POST.get("shown") == words.sha256:
            consents.change_grant(
                actor=signed_in_actor(request),
                grant_id=grant_id,
                scope=grant.scope,
                ends_at=ends_at,
                rendered=words,
            )
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("members:sharing")
    context = {"form": form, "who": shared.grantee_name(grant), "grant": grant, "wider": wider}
    return render(request, "members/sharing/change.html", {**context, "words": words})
