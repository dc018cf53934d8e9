"""A member hears that entries came into her record from another one, and decides about them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.declare import signed_in
from registry.actions.doubles import say_of_found
from registry.forms.doubles import FoundForm
from registry.models import Joined
from registry.queries.doubles import found_for_me

UNUSABLE = 422


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def found_for_her(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What came over, from where, and what may be done with it."""
    actor = signed_in_actor(request)
    found = found_for_me(actor=actor).filter(ref=ref).first()
    if found is None or actor.helping is not None:
        raise Http404
    form = FoundForm(sent(request), initial={"said": found.said})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["said"]
        say_of_found(actor=actor, joined=found, said=said, language=get_language() or "en")
        if said == Joined.Said.NOT_ME:
            messages.success(request, _("Thank you. They have left your record."))
        else:
            messages.success(request, _("Saved. It holds from now on."))
        return redirect("registry:my_data", slug=found.registry.slug)
    context = {"found": found, "form": form, "entries": len(found.moved)}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/mine/found.html", context, status=status)
