"""Whoever looks after a registry says whether ages may be used."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.ages import say_ages
from registry.forms.ages import NOT_USED, USED, AgesForm
from registry.layout import OLDEST_TOLD
from registry.queries.datasets import ages_ready, my_rights
from registry.rules import may_manage
from registry.views.found import my_dataset


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def ages(request: HttpRequest, slug: str) -> HttpResponse:
    """What it means, in plain words, and the switch."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    form = AgesForm(sent(request), initial={"use": USED if found.ages else NOT_USED})
    if request.method == "POST" and form.is_valid():
        use = form.cleaned_data["use"] == USED
        if attempt(form, lambda: say_ages(actor=actor, dataset=found, use=use)):
            saved = _("Saved. Ages can be used once all years are read, in a few minutes.")
            messages.success(request, saved if use else _("Saved. No year of birth is kept."))
            return redirect("registry:dataset", slug=slug)
    context = {
        "dataset": found,
        "form": form,
        "can_be": found.ages or bool(found.who.get("born")),
        "reading": found.ages and not ages_ready(found),
        "oldest": OLDEST_TOLD,
    }
    return render(request, "registry/ages.html", context, status=status_of(form))
