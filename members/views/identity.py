"""Name, address, telephone and birth date: seen and corrected by the person herself."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.actions.identity import KeyBroken, correct_identity, report_tampering
from members.asking import sent, signed_in_actor
from members.forms.me import IdentityForm
from members.queries.identity import identity_of
from po_platform.access.declare import signed_in


@signed_in(health=True)
def identity(request: HttpRequest) -> HttpResponse:
    """Shows what is known and stores what is corrected; what does not open is said, not hidden."""
    actor = signed_in_actor(request)
    known = identity_of(actor=actor, person_id=actor.person_id)
    if known.unreadable:
        report_tampering(actor=actor, person_id=actor.person_id, fields=known.unreadable)
    form = IdentityForm(sent(request), initial=asdict(known))
    broken = False
    if request.method == "POST" and form.is_valid():
        try:
            correct_identity(actor=actor, person_id=actor.person_id, known=form.known())
        except KeyBroken:
            broken = True
        else:
            messages.success(request, _("Saved."))
            return redirect("members:identity")
    unreadable = [form.fields[name].label for name in form.fields if name in known.unreadable]
    context = {"form": form, "unreadable": unreadable, "broken": broken}
    return render(request, "members/me/identity.html", context)
