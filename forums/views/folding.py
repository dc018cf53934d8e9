"""What a reader wants folded."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.actions.folding import choose_folding
from forums.forms import FoldingForm
from forums.queries.folding import folding_of
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.declare import signed_in


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def folding(request: HttpRequest) -> HttpResponse:
    """Content notes open or folded, and words of her own."""
    actor = signed_in_actor(request)
    now = folding_of(actor=actor)
    first = {"opens_notes": now.opens_notes, "typed": "\n".join(now.lines)}
    form = FoldingForm(sent(request), initial=first)
    if (
        form.is_bound
        and form.is_valid()
        and attempt(form, lambda: choose_folding(actor=actor, **form.cleaned_data))
    ):
        messages.success(request, _("Saved. It counts from the next page on, for you alone."))
        return redirect("forums:folding")
    return render(request, "forums/folding.html", {"form": form}, status=status_of(form))
