"""Whoever looks after a registry says whether ages may be used."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent
from members.attempts import status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.ages import say_ages
from registry.forms.ages import NOT_USED, AgesForm
from registry.layout import OLDEST_TOLD
from registry.queries.ages import could_be_born
from registry.queries.datasets import (
    ages_ready,
    form_in_use,
    layout_of,
    my_rights,
    version_in_use,
)
from registry.rules import may_manage
from registry.templatetags.registry_words import form_words
from registry.views.found import my_dataset


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def ages(request: HttpRequest, slug: str) -> HttpResponse:
    """What it means, in plain words, and the switch."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    version = version_in_use(found)
    if version is None:
        raise Http404
    words = form_in_use(version)
    dates = [
        (f"{name}|{item.link_id}", f"{form_words(name)}: {words.texts.label(item)}")
        for name, item in could_be_born(layout_of(found, version))
    ]
    kept = found.ages
    chosen = f"{kept['form']}|{kept['born']}" if kept else NOT_USED
    form = AgesForm(sent(request), dates=dates, initial={"born": chosen})
    if request.method == "POST" and form.is_valid():
        name, born = form.chosen()
        say_ages(actor=actor, dataset=found, form=name, born=born)
        saved = _("Saved. Ages can be used once all years are read, in a few minutes.")
        messages.success(request, saved if born else _("Saved. No year of birth is kept."))
        return redirect("registry:dataset", slug=slug)
    context = {
        "dataset": found,
        "form": form,
        "dates": dates,
        "reading": bool(kept) and not ages_ready(found),
        "oldest": OLDEST_TOLD,
    }
    return render(request, "registry/ages.html", context, status=status_of(form))
