"""Pictures that are there already: looked through, and one of them used again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from education.actions.drafts import use_picture
from education.queries.pictures import pictures
from members.asking import signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only

from .desk import WRITE


@only(Hat.EDITOR)
@require_http_methods(WRITE)
def choose_picture(request: HttpRequest, ref: UUID, section_id: str) -> HttpResponse:
    """Thirty at a time, newest first, or those with these words."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        try:
            picture = UUID(request.POST.get("picture", ""))
        except ValueError:
            raise Http404 from None
        try:
            use_picture(actor=actor, ref=ref, section_id=section_id, picture=picture)
        except PermissionDenied as refused:
            messages.warning(request, str(refused))
            return redirect("education:desk_page", ref)
        messages.success(request, _("Taken. Look whether its words fit here as well."))
        return redirect("education:section", ref, section_id)
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else 0
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    found, more = pictures(actor=actor, words=words, before=number)
    context = {"ref": ref, "section_id": section_id, "found": found, "more": more, "words": words}
    return render(request, "education/desk/pictures.html", context)
