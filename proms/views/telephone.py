"""Answering by telephone: the code a member reads out to the helper desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import signed_in_actor
from members.reply_codes import in_groups
from po_platform.access.declare import signed_in
from proms.actions.reply_codes import make_reply_code, withdraw_reply_code
from proms.answer_flow import Flow
from proms.queries.reply_codes import my_reply_code
from proms.rules import may_be_used
from proms.views.answering import closed


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def by_telephone(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How it goes; a button makes the code, which then stands here until it is used or over."""
    flow = Flow.of(request, ref)
    gone = closed(request, flow)
    if gone:
        return gone
    actor = signed_in_actor(request)
    if request.method == "POST":
        if "take_back" in request.POST:
            withdraw_reply_code(actor=actor, ref=ref)
            messages.success(request, _("The code is taken back. It opens nothing any more."))
        else:
            make_reply_code(actor=actor, ref=ref, language=get_language() or "en")
        return redirect("proms:by_telephone", ref=ref)
    found = my_reply_code(actor=actor, assignment=flow.assignment)
    context = {
        "assignment": flow.assignment,
        "texts": flow.form.texts,
        "code": in_groups(found.code) if found else "",
        "until": found.until if found else None,
        "begun": flow.has_answers,
        "prints": bool(may_be_used(flow.assignment.instrument)),
    }
    return render(request, "proms/telephone.html", context)
