"""A member gives scores of her questionnaires to a registry; a curator writes the form for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat, Tick
from po_platform.access.declare import helpers_too, only, signed_in
from po_platform.access.refusals import demand
from registry.actions.entries import ChangedMeanwhile
from registry.actions.from_scores import take_over_scores, write_scores_form
from registry.forms.from_scores import ScoresForm, TakeScoresForm
from registry.queries.from_scores import offers
from registry.queries.participation import my_participations
from registry.rules import may_decide_here
from registry.score_form import measures_in
from registry.score_provider import measures
from registry.views.question_desk import UNUSABLE, Desk


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Results of hers that are not in this registry, nothing ticked at first."""
    actor = signed_in_actor(request)
    mine = my_participations(actor=actor).filter(registry__slug=slug).first()
    if mine is None:
        raise Http404
    demand(may_decide_here(actor))
    offered = offers(actor=actor, taking_part=mine)
    form = TakeScoresForm(_ticked(request), offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            count = take_over_scores(
                actor=actor, taking_part=mine, chosen=form.cleaned_data["chosen"]
            )
        except ChangedMeanwhile:
            messages.info(request, _("Something changed meanwhile. Look at the lines once more."))
            return redirect("registry:my_scores", slug=slug)
        words = ngettext(
            "%(count)d result was taken over.", "%(count)d results were taken over.", count
        )
        messages.success(request, words % {"count": count})
        return redirect("registry:my_data", slug=slug)
    if not offered:
        messages.info(request, _("There is nothing to take over any more."))
        return redirect("registry:my_data", slug=slug)
    context = {
        "mine": mine,
        "form": form,
        "helping": actor.helping,
        "whole": len(form.newest) == len(offered),
    }
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/mine/scores.html", context, status=status)


def _ticked(request: HttpRequest) -> Mapping[str, Any] | None:
    """What she ticked; or all that the page she pressed it on offered, and nothing newer."""
    if "all" in request.POST:
        return {"chosen": request.POST.getlist("newest")}
    return sent(request)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_form(request: HttpRequest, slug: str) -> HttpResponse:
    """A form for the scores of a questionnaire, into the draft."""
    desk = Desk(request, slug)
    there = measures_in(desk.book)
    offered = [one for one in measures() if one.id not in there]
    form = ScoresForm(sent(request), offered=offered, language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["measure"]
        measure = next(one for one in offered if one.id == wanted)
        write_scores_form(actor=desk.actor, dataset=desk.dataset, measure=measure)
        messages.success(request, _("Saved in the draft."))
        return redirect("registry:questions", slug=slug)
    status = UNUSABLE if form.errors else 200
    return desk.show("scores", form=form, offered=offered, status=status)
