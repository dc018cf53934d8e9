"""Whether e-mails about talk hold what was written."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.actions.words_by_mail import choose_words_by_mail
from forums.queries import mailed_words as queries
from members.asking import signed_in_actor
from members.next_page import next_page
from po_platform.access.declare import signed_in

WAYS = {"yes": True, "no": False}


@signed_in()
def words_by_mail(request: HttpRequest) -> HttpResponse:
    """Yes or no, at any time."""
    actor = signed_in_actor(request)
    onward = next_page(request) or reverse("forums:boards")
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in WAYS:
            raise Http404
        try:
            choose_words_by_mail(actor=actor, wanted=WAYS[act])
        except PermissionDenied as refused:
            messages.warning(request, str(refused))
            return redirect("forums:words_by_mail")
        messages.success(
            request,
            _("Saved. From the next e-mail on it holds what was written.")
            if WAYS[act]
            else _("Saved. Our e-mails say no more what was written."),
        )
        return HttpResponseRedirect(onward)
    context = {"now": queries.words_by_mail(actor=actor), "onward": onward}
    return render(request, "forums/words_by_mail.html", context)
