"""The office writes down that somebody left or died, confirms it, takes it back, prints for a family."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from members.actions.ending import Told, confirm_ending, take_back
from members.actions.states import change_state
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.ending_rules import GRACE, may_confirm_ending
from members.forms.ending import DiedForm, LeftForm
from members.forms.office import ReasonForm
from members.leaving import all_stops
from members.models import Person
from members.office_rules import MOVES
from members.queries import people_office as people
from members.queries.download import preferred
from members.queries.ending import ending_of
from members.queries.last_wish import wish_for_the_office
from members.queries.organisation import current_organisation
from members.views.office_task import Task, do_task
from po_platform.access.actor import Hat
from po_platform.access.declare import only

State = Person.State


@only(Hat.ADMINISTRATOR, health=True)
def died(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who told us and how; then, with what stops and what she wished for, asked once more."""
    actor = signed_in_actor(request)
    who = people.person_by_ref(actor=actor, ref=ref)
    if State.DECEASED not in MOVES[who.state]:
        return _not_now(who, State.DECEASED)
    form = DiedForm(sent(request))
    if form.is_valid():
        wished = wish_for_the_office(actor=actor, person=who)
        if "sure" not in request.POST:
            again = [pair for pair in request.POST.items() if pair[0] != "csrfmiddlewaretoken"]
            context = _before(who) | {"wished": wished, "again": again}
            return render(request, "members/office/died_sure.html", context)
        told = form.told(wished)
        if attempt(form, lambda: _end(request, who, State.DECEASED, _("As we were told"), told)):
            messages.success(request, _("Written down. It counts from now on."))
            return redirect("members:person_ending", who.ref)
    context = {"who": who, "form": form}
    return render(request, "members/office/died.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
def left(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Somebody leaves by letter or telephone, with the choice what becomes of the data."""
    who = people.person_by_ref(actor=signed_in_actor(request), ref=ref)
    if State.LEFT not in MOVES[who.state]:
        return _not_now(who, State.LEFT)
    form = LeftForm(sent(request))
    if form.is_valid():
        reason, told = form.cleaned_data["reason"], form.told()
        if attempt(form, lambda: _end(request, who, State.LEFT, reason, told)):
            messages.success(request, _("Written down. It counts from now on."))
            return redirect("members:person_ending", who.ref)
    context = _before(who) | {"form": form}
    return render(request, "members/office/left.html", context, status=status_of(form))


def _not_now(who: Person, state: str) -> HttpResponse:
    """A second press lands where the first one led; whatever cannot be has no page."""
    if who.state != state:
        raise Http404
    return redirect("members:person", who.ref)


def _end(request: HttpRequest, who: Person, state: str, reason: str, told: Told) -> None:
    change_state(
        actor=signed_in_actor(request), person_id=who.pk, state=state, reason=reason, told=told
    )


def _before(who: Person) -> dict[str, object]:
    return {
        "who": who,
        "stops": [stop.words for stop in all_stops()],
        "until": timezone.now() + GRACE,
    }


@only(Hat.ADMINISTRATOR, health=True)
def ending(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What was written down, what rests since then; a second person confirms a death here."""
    actor = signed_in_actor(request)
    shown = ending_of(actor=actor, ref=ref)
    if request.method == "POST":
        try:
            confirm_ending(actor=actor, person_id=shown.person.pk)
        except PermissionDenied as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Confirmed."))
        return redirect("members:person_ending", ref)
    context = {"shown": shown, "may_confirm": may_confirm_ending(actor, shown.row)}
    return render(request, "members/office/ending.html", context)


@only(Hat.ADMINISTRATOR)
def back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A mistake: what rests goes on as before."""
    actor = signed_in_actor(request)
    shown = ending_of(actor=actor, ref=ref)
    task = Task(
        _("Take it back"),
        _("Take it back"),
        _("Taken back. What rested goes on as before."),
        _("Everything that rests comes back exactly as it was. They sign in again themselves."),
    )
    return do_task(
        request,
        shown.person,
        ReasonForm(request.POST or None),
        task,
        lambda given: take_back(actor=actor, person_id=shown.person.pk, reason=given["reason"]),
    )


@only(Hat.ADMINISTRATOR, health=True)
@require_safe
def letter(request: HttpRequest, ref: UUID) -> HttpResponse:
    """For the family, to print, in the language of who has died: what happens now, whom to call."""
    actor = signed_in_actor(request)
    shown = ending_of(actor=actor, ref=ref)
    if not shown.row.died:
        raise Http404
    wished = wish_for_the_office(actor=actor, person=shown.person)
    language, zone = preferred(shown.person)
    with override(language), timezone.override(zone):
        context = {
            "shown": shown,
            "wished": wished,
            "today": timezone.now(),
            "sender": current_organisation(language),
        }
        return render(request, "members/office/family_letter.html", context)
