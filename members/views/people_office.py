"""People in the office: found by an exact mark, one page each, state, roles, name and address."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.actions.office import open_identity
from members.actions.roles import end_role, give_role
from members.actions.states import change_state
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.forms.office import FindForm, LookForm, ReasonForm, RoleForm, StateForm
from members.identity import Known
from members.models import Person
from members.office_rules import ENDED, MOVES
from members.queries import people_office as queries
from members.queries.cards import living_card
from members.queries.ending import has_open_ending
from members.queries.erase import open_wish
from members.queries.erase_office import prepared_of
from members.queries.mailboxes import others_at
from members.state_words import IN_SHORT, STOPS
from members.views.office_task import Task, do_task, task_page
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR, health=True)
def people(request: HttpRequest) -> HttpResponse:
    """Finds people; asked by POST, so that no name stands in an address or a log."""
    form = FindForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = queries.find_people(actor=signed_in_actor(request), mark=form.cleaned_data["mark"])
        if len(found) == 1:
            return redirect("members:person", found[0].ref)
    context = {"form": form, "found": found}
    return render(request, "members/office/people.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
def person(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One person: state, roles, and what the office can do for her."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    roles = queries.roles_of(actor=actor, account_id=who.account_id)
    has_ending = has_open_ending(actor=actor, person_id=who.pk)
    context = {
        "who": who,
        "state_words": IN_SHORT[who.state],
        "moves": MOVES[who.state],
        "can_move": bool(MOVES[who.state] - ENDED) and not has_ending,
        "has_ending": has_ending,
        "roles": [role for role in roles if role.living],
        "former": [role for role in roles if not role.living],
        "reasons": queries.reasons_about(actor=actor, person=who),
        "is_me": who.pk == actor.person_id,
        "card": living_card(who.account_id),
        "others": others_at(who.account) if who.account else [],
        "erasing": prepared_of(who.pk),
        "erased": open_wish(person_id=who.pk),
    }
    return render(request, "members/office/person.html", context)


@only(Hat.ADMINISTRATOR)
def state(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Paused, or active again. Leaving and dying have pages of their own."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    task = Task(_("Change the state"), _("Go on"), _("Saved. It counts from now on."))
    return do_task(
        request,
        who,
        StateForm(who, request.POST or None),
        task,
        lambda given: change_state(
            actor=actor, person_id=who.pk, state=given["state"], reason=given["reason"]
        ),
        stops=_stops(who),
    )


def _stops(who: Person) -> list[tuple[object, tuple[object, ...]]]:
    states = [state for state in STOPS if state in MOVES[who.state]]
    return [(Person.State(state).label, STOPS[state]) for state in states]


@only(Hat.ADMINISTRATOR, fresh=True)
def give(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One more role, with a reason and perhaps a last day."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    held = queries.roles_of(actor=actor, account_id=who.account_id)
    form = RoleForm([role.row.role for role in held if role.living], request.POST or None)
    task = Task(
        _("Give a role"),
        _("Give this role"),
        _("Given. It counts from the next page they open."),
    )
    return do_task(
        request,
        who,
        form,
        task,
        lambda given: give_role(
            actor=actor,
            person_id=who.pk,
            role=Hat(given["role"]),
            reason=given["reason"],
            last_day=given["last_day"],
        ),
    )


@only(Hat.ADMINISTRATOR)
def end(request: HttpRequest, ref: UUID, holding_id: int) -> HttpResponse:
    """Ends a role, with a reason."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    held = queries.roles_of(actor=actor, account_id=who.account_id)
    role = next((role for role in held if role.row.pk == holding_id), None)
    if role is None:
        raise Http404
    task = Task(
        _("End the role “%(role)s”") % {"role": role.label},
        _("End this role"),
        _("Ended. It counts from the next page they open."),
    )
    return do_task(
        request,
        who,
        ReasonForm(request.POST or None),
        task,
        lambda given: end_role(actor=actor, holding_id=holding_id, reason=given["reason"]),
    )


@only(Hat.ADMINISTRATOR, health=True)
def identity(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Name and address, after a reason; every look is one the person can read about."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    form = LookForm(request.POST or None)
    seen: list[Known] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: seen.append(_open(request, who, form)))
    ):
        context = {"who": who, "known": seen[0]}
        return render(request, "members/office/identity.html", context)
    task = Task(
        _("Open name and address"),
        _("Open"),
        lead=_("The look is written down. The person sees it, with your name and your reason."),
    )
    return task_page(request, who, form, task)


def _open(request: HttpRequest, who: Person, form: LookForm) -> Known:
    return open_identity(
        actor=signed_in_actor(request), person_id=who.pk, reason=form.cleaned_data["reason"]
    )
