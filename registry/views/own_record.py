"""A member takes over what she wrote down of her own illness in another registry."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Tick
from po_platform.access.declare import helpers_too, signed_in
from registry.actions.entries import ChangedMeanwhile
from registry.actions.own_record import take_over as write_over
from registry.forms.own_record import TakeOverForm
from registry.queries.own_record import to_take_over
from registry.queries.participation import my_participations

UNUSABLE = 422


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """What could be taken over, nothing ticked at first; then once, and it is hers to change here."""
    actor = signed_in_actor(request)
    mine = my_participations(actor=actor).filter(registry__slug=slug).first()
    if mine is None:
        raise Http404
    offered = to_take_over(actor=actor, taking_part=mine)
    form = TakeOverForm(sent(request), offered=offered)
    if request.method == "POST" and form.is_valid():
        refs = [UUID(one) for one in form.cleaned_data["chosen"]]
        try:
            count = write_over(actor=actor, taking_part=mine, refs=refs)
        except ChangedMeanwhile:
            messages.info(request, _("Something changed meanwhile. Look at the lines once more."))
            return redirect("registry:my_take_over", slug=slug)
        words = ngettext(
            "%(count)d line was taken over.", "%(count)d lines were taken over.", count
        )
        messages.success(request, words % {"count": count})
        return redirect("registry:my_data", slug=slug)
    if not offered:
        messages.info(request, _("There is nothing to take over any more."))
        return redirect("registry:my_data", slug=slug)
    context = {"mine": mine, "form": form, "helping": actor.helping}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/mine/take_over.html", context, status=status)
