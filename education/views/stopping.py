"""Stopping a programme: one person at once, lifted by a doctor; a member takes the corrected one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from education.actions import stopping as actions
from education.forms.stopping import StopForm
from education.programme_rules import may_lift_stop
from education.queries.programmes import names_of
from education.queries.stopping import to_stop
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import by_law_too, only, signed_in

WRITE = ("GET", "HEAD", "POST")


@only(Hat.EDITOR, Hat.REVIEWER, Hat.ADMINISTRATOR)
@require_http_methods(WRITE)
def stop_programme(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Why, and in which languages; stopped, it is lifted here."""
    actor = signed_in_actor(request)
    programme, others = to_stop(actor=actor, ref=ref)
    if request.method == "POST" and request.POST.get("do") == "lift":
        actions.lift_stop(actor=actor, ref=ref)
        messages.success(request, _("Lifted. It can be begun again."))
        return redirect("education:stop_programme", ref)
    form = StopForm(sent(request), others=names_of(others))
    if form.is_valid():
        also = [UUID(one) for one in form.refs()]
        words = form.cleaned_data["words"]
        if attempt(
            form, lambda: actions.stop_programme(actor=actor, ref=ref, words=words, also=also)
        ):
            told = _(
                "Stopped. Whoever is on it gets an e-mail, or a letter where she chose letters."
                " Whoever wants no e-mails reads it on its pages."
            )
            messages.success(request, told)
            return redirect("education:stop_programme", ref)
    context = {
        "programme": programme, "stop": programme.live.stop if programme.live else None,
        "form": form, "may_lift": may_lift_stop(actor),
    }  # fmt: skip
    return render(request, "education/desk/stop_programme.html", context, status=status_of(form))


@by_law_too
@signed_in(health=True)
@require_POST
def corrected(request: HttpRequest, ref: UUID) -> HttpResponse:
    """On with the version that came out since."""
    actions.take_corrected(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("You go on with the corrected version. What you wrote is here."))
    return redirect("education:way", ref)
