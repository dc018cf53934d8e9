"""Which parts of the portal there are; asked twice before one goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from members.actions.organisation import set_parts
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.forms.parts import PartsForm
from members.models import Organisation
from members.parts import PARTS
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
def parts(request: HttpRequest) -> HttpResponse:
    """Switched on at once; switched off after reading what is gone then."""
    row = get_object_or_404(Organisation)
    form = PartsForm(
        sent(request), initial={"on": [one for one in PARTS if one not in row.parts_off]}
    )
    if form.is_valid():
        off = form.off()
        going = [PARTS[name] for name in off if name not in row.parts_off]
        if going and "sure" not in request.POST:
            context = {"going": going, "on": form.cleaned_data["on"]}
            return render(request, "members/office/parts_sure.html", context)
        set_parts(actor=signed_in_actor(request), off=off)
        messages.success(request, _("Saved. Everybody sees it within a few seconds."))
        return redirect("members:organisation")
    context = {"form": form, "title": _("Parts of the portal")}
    return render(request, "members/office/organisation_edit.html", context, status=status_of(form))
