"""Whether our mails about talk can be answered: asked once, changed here at any time."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.actions.by_mail import choose_by_mail
from forums.queries.by_mail import answering_by_mail
from members.asking import signed_in_actor
from members.next_page import next_page
from notifications.replies import mails_come_in
from po_platform.access.declare import signed_in

WAYS = {"yes": True, "no": False, "anew": True}


@signed_in()
def by_mail(request: HttpRequest) -> HttpResponse:
    """Yes, no, or new addresses because somebody else may know the old ones."""
    if not mails_come_in():
        raise Http404
    actor = signed_in_actor(request)
    onward = next_page(request) or reverse("forums:boards")
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in WAYS:
            raise Http404
        choose_by_mail(actor=actor, wanted=WAYS[act])
        messages.success(request, _said(act))
        return HttpResponseRedirect(onward)
    context = {"answering": answering_by_mail(actor=actor), "onward": onward}
    return render(request, "forums/by_mail.html", context)


def _said(act: str) -> str:
    if act == "no":
        return _("Saved. Our e-mails cannot be answered.")
    if act == "anew":
        return _("Done. E-mails you have now can no longer be answered; the next ones can.")
    return _("Saved. From the next e-mail on you can answer by answering it.")
