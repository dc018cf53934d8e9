"""A PIN of one's own: chosen, changed, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.pins import set_pin
from members.asking import signed_in_actor
from members.forms.cards import NewPinForm
from members.models import Account
from members.next_page import with_next
from members.queries.identity import identity_of
from members.queries.signing import my_ways_in
from members.sessions import key_hash_of
from po_platform.access.declare import signed_in


@signed_in(fresh=True, health=True)
@never_cache
def pin(request: HttpRequest) -> HttpResponse:
    """The old one is not asked for: the new code proved more. Her birthday is refused."""
    actor = signed_in_actor(request)
    if my_ways_in(actor=actor).must_step and not actor.strong:
        return redirect(with_next("members:second_factor", request.get_full_path()))
    born = identity_of(actor=actor, person_id=actor.person_id).birth_date
    form = NewPinForm(born, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_pin(actor=actor, pin=form.cleaned_data["pin"], here=key_hash_of(request))
        messages.success(request, _("Your PIN is saved. All other devices are signed out."))
        return redirect("members:ways_in")
    has_pin = bool(Account.objects.values_list("pin", flat=True).get(pk=actor.account_id))
    context = {"form": form, "has_pin": has_pin}
    return render(request, "members/signing/pin.html", context, status=422 if form.errors else 200)


@signed_in(fresh=True)
@require_POST
def pin_remove(request: HttpRequest) -> HttpResponse:
    """Without a PIN."""
    actor = signed_in_actor(request)
    if my_ways_in(actor=actor).must_step and not actor.strong:
        return redirect(with_next("members:second_factor", "/me/sign-in"))
    set_pin(actor=actor, pin="", here=key_hash_of(request))
    messages.success(request, _("Your PIN is gone. All other devices are signed out."))
    return redirect("members:ways_in")
