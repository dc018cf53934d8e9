"""Groups and the list of diagnoses in the office; who is in a group is nowhere to be seen here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions import groups_office as actions
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.groups import ConditionForm, ContactForm, GroupForm, LeadForm, initial_of_group
from members.queries import groups_office as queries
from members.queries.groups import contacts_of, group_sizes, leads_of, name_of
from members.queries.people_office import find_people
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """All groups, closed ones last."""
    found = queries.all_groups(actor=signed_in_actor(request))
    return render(request, "members/office/groups.html", {"groups": found})


@only(Hat.ADMINISTRATOR)
def new_group(request: HttpRequest) -> HttpResponse:
    """One more group."""
    form = GroupForm(sent(request), initial={"shown": "members", "entry": "open"})
    if request.method == "POST" and form.is_valid():
        made = actions.make_group(actor=signed_in_actor(request), **form.values())
        messages.success(request, _("Added. Now say who leads it and whom to call."))
        return redirect("members:office_group", made.ref)
    context = {"form": form, "group": None}
    return render(request, "members/office/group_edit.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
@require_safe
def group(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One group: what stands there, who leads it, whom to call."""
    row = queries.group_by_ref(actor=signed_in_actor(request), ref=ref)
    context = {
        "group": row,
        "group_name": name_of(row),
        "people": group_sizes([row.pk]).get(row.pk),
        "leads": leads_of(row),
        "contacts": contacts_of([row.pk]),
    }
    return render(request, "members/office/group.html", context)


@only(Hat.ADMINISTRATOR)
def change_group(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another name, text, or way to come in."""
    actor = signed_in_actor(request)
    row = queries.group_by_ref(actor=actor, ref=ref)
    form = GroupForm(sent(request), initial=initial_of_group(row))
    if request.method == "POST" and form.is_valid():
        actions.change_group(actor=actor, ref=ref, **form.values())
        messages.success(request, _("Saved."))
        return redirect("members:office_group", ref)
    context = {"form": form, "group": row, "group_name": name_of(row)}
    return render(request, "members/office/group_edit.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
@require_POST
def close_group(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Closes a group, or opens it again."""
    closed = request.POST.get("closed") != "no"
    actions.close_group(actor=signed_in_actor(request), ref=ref, closed=closed)
    messages.success(
        request,
        _("Closed. Nobody finds it any more; you can open it again here.")
        if closed
        else _("Open again."),
    )
    return redirect("members:office_group", ref)


@only(Hat.ADMINISTRATOR)
def name_lead(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Somebody who leads from now on."""
    actor = signed_in_actor(request)
    row = queries.group_by_ref(actor=actor, ref=ref)
    form = LeadForm(sent(request))
    if request.method == "POST" and form.is_valid():
        person = form.take(find_people(actor=actor, mark=form.cleaned_data["mark"]))
        if person is not None and attempt(
            form, lambda: actions.name_lead(actor=actor, ref=ref, person=person)
        ):
            messages.success(request, _("Named. We wrote to this person."))
            return redirect("members:office_group", ref)
    context = {"form": form, "group": row, "title": _("Somebody leads this group")}
    return render(request, "members/office/group_task.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
def name_contact(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Somebody to call."""
    actor = signed_in_actor(request)
    row = queries.group_by_ref(actor=actor, ref=ref)
    form = ContactForm(sent(request))
    if request.method == "POST" and form.is_valid():
        mark, person = form.cleaned_data["mark"], None
        if mark:
            person = form.take(find_people(actor=actor, mark=mark))
        if person is not None or not mark:
            actions.name_contact(actor=actor, ref=ref, person=person, **form.values())
            messages.success(request, _("Saved. Name, number and hours stand on the page now."))
            return redirect("members:office_group", ref)
    context = {"form": form, "group": row, "title": _("Somebody to call")}
    return render(request, "members/office/group_task.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
@require_POST
def end_lead(request: HttpRequest, ref: UUID, lead_id: int) -> HttpResponse:
    """Off the page, and sees no names from the next request on."""
    actions.end_lead(actor=signed_in_actor(request), ref=ref, lead_id=lead_id)
    messages.success(request, _("Ended."))
    return redirect("members:office_group", ref)


@only(Hat.ADMINISTRATOR)
@require_POST
def end_contact(request: HttpRequest, ref: UUID, contact_id: int) -> HttpResponse:
    """Off the page."""
    actions.end_contact(actor=signed_in_actor(request), ref=ref, contact_id=contact_id)
    messages.success(request, _("Name and number are off the page."))
    return redirect("members:office_group", ref)


# ---------- The list of diagnoses ----------


@only(Hat.ADMINISTRATOR)
@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    """What members choose from. How many chose what, nobody counts."""
    found = queries.all_conditions(actor=signed_in_actor(request))
    return render(request, "members/office/conditions.html", {"conditions": found})


@only(Hat.ADMINISTRATOR)
def condition(request: HttpRequest, condition_id: int | None = None) -> HttpResponse:
    """One line of it, new or changed."""
    actor = signed_in_actor(request)
    initial = None
    if condition_id is not None:
        row = queries.condition_by_id(actor=actor, condition_id=condition_id)
        if row is None:
            raise Http404
        initial = {
            "code_system": row.code_system,
            "code": row.code,
            "kept": row.retired_at is None,
            **{f"name_{code}": text for code, text in row.name.items()},
        }
    form = ConditionForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.put_condition(
            actor=actor,
            condition_id=condition_id,
            name=form.texts("name"),
            code_system=form.cleaned_data["code_system"],
            code=form.cleaned_data["code"],
            kept=form.cleaned_data["kept"],
        )
        messages.success(request, _("Saved."))
        return redirect("members:office_conditions")
    context = {"form": form, "is_new": condition_id is None}
    return render(request, "members/office/condition_edit.html", context, status=status_of(form))
