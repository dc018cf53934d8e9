"""Examples of members from behind: what to look at, and one of them. Words only, no person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.actions.examples import check_example
from education.forms.examples import CheckExampleForm
from education.private_words import private_in
from education.queries import examples as queries
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE


@only(Hat.EDITOR, health=True)
@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """Those nobody looked at, then those others read now."""
    found = queries.examples_to_check(actor=signed_in_actor(request))
    context = {
        "new": [one for one in found if one.is_new],
        "shown": [one for one in found if not one.is_new],
    }
    return render(request, "education/desk/examples.html", context)


@only(Hat.EDITOR, health=True)
@require_http_methods(WRITE)
def example(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One of them: shown, not shown, taken off."""
    actor = signed_in_actor(request)
    try:
        found = queries.example_to_check(actor=actor, ref=ref)
    except Http404:
        if request.method != "POST":
            raise
        messages.info(request, _("It was taken back or looked at meanwhile."))
        return redirect("education:examples_desk")
    form = CheckExampleForm(sent(request), stood=found.state)
    if form.is_valid() and attempt(
        form, lambda: check_example(actor=actor, ref=ref, **form.cleaned_data)
    ):
        shown = form.cleaned_data["verdict"] == "shown"
        messages.success(
            request, _("Others read it now.") if shown else _("Others do not read it.")
        )
        return redirect("education:examples_desk")
    context = {"found": found, "form": form, "private": private_in(found.words)}
    return render(request, "education/desk/example.html", context, status=status_of(form))
