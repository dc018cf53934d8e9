"""The proof that nobody changed the log: a number for each day, and to whom it goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.actions.proof import send_proof_to
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.proof import ProofForm
from members.queries.proof import check_numbers, proof_readers
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """The numbers of the last two weeks, and the addresses they go to."""
    actor = signed_in_actor(request)
    addresses, shut = proof_readers(actor=actor)
    form = ProofForm(sent(request), initial={"addresses": "\n".join(addresses)})
    if form.is_valid() and attempt(
        form, lambda: send_proof_to(actor=actor, addresses=form.cleaned_data["addresses"])
    ):
        messages.success(request, _("Saved."))
        return redirect("members:proof")
    context = {"form": form, "shut": shut, "numbers": check_numbers(actor=actor)}
    return render(request, "members/office/proof.html", context, status=status_of(form))
