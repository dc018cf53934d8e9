"""For somebody on the telephone: a questionnaire she chooses, what she says of others, her page by post."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.actions import record_read
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.keyed_codes import Keyed, keep_keyed
from members.queries.calls import call_by_ref, caller_of
from notifications.actions.printing import waits_for
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from proms.actions.on_call import ask_on_call
from proms.actions.page_by_post import PAGE, ask_for_page_on_call, take_page_back_on_call
from proms.actions.plans_on_call import write_down_on_call
from proms.forms import OnCallForm
from proms.looks import DESK_PLANS
from proms.models import Response
from proms.on_call_forms import PageByPostForm, PlanOnCallForm
from proms.queries.instruments import open_instruments
from proms.queries.plans_on_call import plans_on_call
from proms.queries.reply_codes import opened_by


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Which one; then its form opens, as with a code she reads out."""
    actor = signed_in_actor(request)
    call = call_by_ref(actor=actor, ref=ref)
    if call is None or caller_of(actor=actor, ref=ref) is None:
        raise Http404
    usable = {one.slug: one for one in open_instruments()}
    form = OnCallForm(sent(request), instruments=usable.values())
    if form.is_valid():
        chosen = usable[form.cleaned_data["which"]]
        hashed = ask_on_call(actor=actor, ref=ref, instrument=chosen)
        bearer = opened_by(hashed)
        if bearer is None:
            raise Http404
        keep_keyed(request, bearer.ticket_id, Keyed(hashed, Response.Way.PHONE, call=str(ref)))
        return redirect("proms:desk_form", bearer.ticket_id)
    context = {"form": form, "call": call, "any": bool(usable)}
    return render(request, "proms/desk/on_call.html", context, status=status_of(form))


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Why nothing came back, a pause, going on, or an end: what she says counts as on her own page."""
    actor = signed_in_actor(request)
    call, found = call_by_ref(actor=actor, ref=ref), plans_on_call(actor=actor, ref=ref)
    if call is None or found is None:
        raise Http404
    subject, rows = found
    form = PlanOnCallForm(sent(request) if rows else None, plans=rows)
    if form.is_valid():
        plan = UUID(form.cleaned_data["plan"])
        write_down_on_call(actor=actor, ref=ref, plan=plan, said=form.said())
        messages.success(request, _("Written down. They see it under “What comes when”."))
        return redirect("members:call", ref)
    record_read(actor=actor, subject=subject, what=DESK_PLANS)
    context = {"form": form, "call": call, "any": bool(rows)}
    return render(request, "proms/desk/plans.html", context, status=status_of(form))


@only(Hat.DESK, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her page for the doctor comes by post, or not after all; nothing of it is seen here."""
    actor = signed_in_actor(request)
    call, caller = call_by_ref(actor=actor, ref=ref), caller_of(actor=actor, ref=ref)
    if call is None or caller is None:
        raise Http404
    if request.method == "POST" and "undo" in request.POST:
        return _page_not_wanted(request, ref)
    form = PageByPostForm(sent(request))
    if form.is_valid():
        ask_for_page_on_call(actor=actor, ref=ref, on=form.cleaned_data["on"])
        messages.success(request, _("Written down. It is printed with the next letters."))
        return redirect("members:call", ref)
    waits = waits_for(person_id=caller.person_id, kind=PAGE)
    context = {"form": form, "call": call, "waits": waits}
    return render(request, "proms/desk/page_by_post.html", context, status=status_of(form))


def _page_not_wanted(request: HttpRequest, ref: UUID) -> HttpResponse:
    if take_page_back_on_call(actor=signed_in_actor(request), ref=ref):
        messages.success(request, _("Taken back. It is not printed."))
    else:
        messages.warning(
            request,
            _("Nothing waits to be printed any more. Ask the office to keep the letter back."),
        )
    return redirect("members:call", ref)
