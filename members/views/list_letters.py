"""The next letters to people of the list who have no mailbox, as one file for the printer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions import list_letters
from members.asking import signed_in_actor
from members.views.window_letters import as_pdf
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@never_cache
@require_POST
def invite_by_letter(request: HttpRequest) -> HttpResponse:
    """Made for this one answer; a file that was lost is made again within a day, with new codes."""
    actor = signed_in_actor(request)
    try:
        wave = list_letters.invite_by_letter(
            actor=actor, most=list_letters.MOST_LETTERS, again="again" in request.POST
        )
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
        return redirect("members:invite_from_list")
    if not wave.letters:
        messages.info(request, _("There is nobody with a postal address to write to."))
        return redirect("members:invite_from_list")
    return as_pdf(wave.pdf, _("invitations.pdf"))
