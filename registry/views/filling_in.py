"""One form of one record as a page: shown, taken, saved; for whoever keeps it or is in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from audit.actions import record_read
from members.asking import sent
from po_platform.access.actor import SignedIn
from registry.entry_flow import At, EntryFlow
from registry.forms.datasets import OccasionForm
from registry.models import Entry
from registry.parts import parts_of
from registry.queries.datasets import version_in_use
from registry.views.filling_parts import fill_in_parts, is_there, take_moved
from registry.views.form_desk import OF_PART, UNUSABLE, Desk, Filling, goes_on

RECORD = "registry.record"


def fill_in(
    request: HttpRequest, actor: SignedIn, desk: Desk, at: At, found: Entry | None
) -> HttpResponse:
    """GET shows the form as it is known, POST takes what was sent.

    `?part` is one part of a long form, `?whole` all of it.
    """
    version = version_in_use(at.dataset)
    if version is None:
        raise Http404
    flow = EntryFlow.of(actor=actor, at=at, version=version, entry=found)
    if f"form:{at.form.name}" not in flow.definition.by_link_id:
        messages.info(request, _("This form is no part of the dataset any more."))
        return redirect(desk.back(at))
    rests = flow.around or flow.told
    if found is None and rests and not desk.own and not goes_on(request, actor, at, None):
        # What is worked out, and what is asked, rests on other forms of the same visit, or on what is
        # known of the person; some of it stands there.
        record_read(actor=actor, subject=at.record.subject_id, what=RECORD, ref=at.record.ref)
    filling = Filling(request, actor, desk, flow)
    cut = parts_of(flow.group, flow.words.questions)
    # The page of a part says so itself too: it is never taken as the whole form.
    part = request.GET.get("part", "") or request.POST.get(OF_PART, "")
    if part and request.method == "POST" and filling.may_enter and not is_there(part, cut):
        return take_moved(filling)
    unasked = desk.in_parts and "whole" not in request.GET and request.method != "POST"
    if cut and (part or unasked) and filling.may_enter:
        return fill_in_parts(filling, cut, part)
    if request.method == "POST":
        return _take(filling, long=bool(cut))
    return filling.show(desk.template, _about(filling), long=bool(cut))


def _about(filling: Filling) -> OccasionForm:
    found = filling.flow.entry
    kept = {
        "occurred_on": found.occurred_on if found else "",
        "status": found.status if found else None,
        "seen_version": found.row_version if found else 0,
    }
    return filling.desk.about(initial=kept, new=found is None)


def _take(filling: Filling, *, long: bool) -> HttpResponse:
    request, desk, flow = filling.request, filling.desk, filling.flow
    form = desk.about(sent(request), new=flow.entry is None)
    problems = filling.take()
    if filling.only_looks:
        typed_in = {name: request.POST.get(name) for name in form.fields}
        return filling.show(desk.template, desk.about(initial=typed_in, new=flow.entry is None))
    if problems or not form.is_valid():
        return filling.show(desk.template, form, problems=problems, status=UNUSABLE)
    flow.state.status = form.cleaned_data.get("status", Entry.Status.UNVERIFIED)
    on = form.cleaned_data["occurred_on"]
    still_so = desk.own and flow.says_as_before(filling.known, on)
    saved = filling.save(
        occurred_on=on,
        seen_version=form.cleaned_data["seen_version"],
        why=form.cleaned_data.get("why", ""),
        paper=form.cleaned_data.get("from_paper", False),
    )
    if saved is None:
        return redirect(desk.back(flow.at))
    filling.tell_odd(saved)
    filling.tell_death()
    if filling.opened():
        messages.success(request, _("Saved. Because of your answers there are more questions."))
        return redirect(f"{desk.again(saved)}{'?whole=1' if long else ''}")
    done = _("Thank you. We noted that it is still so today.") if still_so else _("Saved.")
    messages.success(request, done)
    return redirect(desk.back(flow.at))
