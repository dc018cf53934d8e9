"""The office reads what the software is for, and stands by it or not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.actions.organisation import accept_purpose
from members.asking import signed_in_actor
from members.queries.organisation import current_organisation
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.intended_purpose import PURPOSE, is_accepted, mark


@only(Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def intended_purpose(request: HttpRequest) -> HttpResponse:
    """The words, what follows from them, and one press; the words that were read are accepted."""
    if request.method == "POST":
        back = "back" in request.POST
        if not back and request.POST.get("read") != mark():
            messages.warning(request, _("The words have changed since you opened them. Read on."))
            return redirect("proms:intended_purpose")
        accept_purpose(actor=signed_in_actor(request), mark="" if back else mark())
        messages.success(request, _("Taken back.") if back else _("Accepted."))
        return redirect("proms:intended_purpose")
    kept = current_organisation(get_language() or "en")
    context = {
        "purpose": PURPOSE,
        "mark": mark(),
        "accepted": is_accepted(),
        "since": kept.purpose_accepted_on,
        "other_words": bool(kept.purpose_accepted) and not is_accepted(),
    }
    return render(request, "proms/intended_purpose.html", context)
