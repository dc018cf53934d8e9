"""How an instrument counts: further value sets, and earlier answers computed again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.scoring_again import start_scoring_again
from proms.actions.value_sets import add_value_sets
from proms.forms import ValueSetsForm
from proms.models import Instrument
from proms.queries.scoring_again import newest_runs
from proms.queries.value_sets import rule_with_value_sets, value_sets_of
from proms.value_sets import ValueSetRefused


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def value_sets(request: HttpRequest, slug: str) -> HttpResponse:
    """Those it knows, and reading in another table."""
    found = get_object_or_404(Instrument, slug=slug)
    rule = rule_with_value_sets(found)
    if rule is None:
        raise Http404
    form = ValueSetsForm(sent(request), request.FILES or None)
    if form.is_valid():
        table, source = form.cleaned_data["file"], form.cleaned_data["source"]
        actor = signed_in_actor(request)
        try:
            names = add_value_sets(actor=actor, instrument=found, table=table, source=source)
        except ValueSetRefused as error:
            form.add_error("file", str(error))
        else:
            words = _("Read in: %(names)s. Choose now whether one of them becomes a line.")
            messages.success(request, words % {"names": ", ".join(names)})
            return redirect("proms:drawn", slug=slug)
    context = {"instrument": found, "form": form, "sets": value_sets_of(found, rule[1])}
    return render(request, "proms/value_sets.html", context)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """Computing earlier answers by the newest rule, how far that is, and what it changed."""
    found = get_object_or_404(Instrument, slug=slug)
    if request.method == "POST":
        if start_scoring_again(actor=signed_in_actor(request), instrument=found):
            messages.success(request, _("It has begun. You can leave this page."))
        else:
            messages.info(request, _("It is running already."))
        return redirect("proms:score_again", slug=slug)
    runs = newest_runs(found, get_language() or "en")
    context = {"instrument": found, "runs": runs, "running": any(not one.done for one in runs)}
    return render(request, "proms/again.html", context)
