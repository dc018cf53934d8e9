"""Groups: the list, the page of one, and coming in and going with one click each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions import groups as actions
from members.asking import actor_of, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.own_health import AskForm
from members.next_page import with_next
from members.queries import groups as queries
from members.queries.events import next_of_group
from members.queries.group_people import led_group, people_of_group
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public_with_own, signed_in


@public_with_own
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Every group the reader may know of, her own first."""
    found = queries.groups(actor=actor_of(request))
    own = [one for one in found if one.mine and (one.mine.inside or one.mine.waits)]
    context = {"own": own, "others": [one for one in found if one not in own]}
    return render(request, "members/groups/groups.html", context)


@public_with_own
@require_safe
def group(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What a group is, whom to call, who leads it; and the reader's own place in it."""
    actor = actor_of(request)
    try:
        shown = queries.group_page(actor=actor, ref=ref)
    except Http404:
        if isinstance(actor, SignedIn):
            raise
        # A group for members and one that is not there look the same from outside.
        return redirect(with_next("members:sign_in", request.path))
    context = {"group": shown, "form": AskForm(), "events": next_of_group(actor, shown.row)}
    return render(request, "members/groups/group.html", context)


@signed_in(health=True)
@require_POST
def join(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Inside at once, or asking."""
    actor = signed_in_actor(request)
    form = AskForm(request.POST)
    if form.is_valid():
        words, told = form.cleaned_data["words"], request.POST.get("told") == "on"
        made = []
        if attempt(
            form,
            lambda: made.append(
                actions.join_group(actor=actor, ref=ref, words=words, was_told=told)
            ),
        ):
            if made[0].joined_at is not None:
                messages.success(request, _("You are in this group now."))
            else:
                messages.success(request, _("Asked. We write to you when there is an answer."))
            return redirect("members:group", ref)
    shown = queries.group_page(actor=actor, ref=ref)
    context = {"group": shown, "form": form, "events": next_of_group(actor, shown.row)}
    return render(request, "members/groups/group.html", context, status=status_of(form))


@signed_in(health=True)
@require_POST
def leave(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Outside at once; the page offers to undo it."""
    actor = signed_in_actor(request)
    actions.leave_group(actor=actor, ref=ref)
    messages.success(request, _("You are no longer in this group."))
    return redirect("members:group", ref)


@signed_in(health=True)
@require_POST
def back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As if one had not left."""
    try:
        actions.come_back(actor=signed_in_actor(request), ref=ref)
        messages.success(request, _("Undone. Everything is as before."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("members:group", ref)


@signed_in(health=True)
def people(request: HttpRequest, ref: UUID) -> HttpResponse:
    """For those who lead: who asks and who is in, by display name, each look kept."""
    actor = signed_in_actor(request)
    led = led_group(actor=actor, ref=ref)
    if not actor.strong:
        return redirect(with_next("members:second_factor", request.path))
    if request.method == "POST":
        return _answer(request, ref)
    named = people_of_group(actor=actor, group=led)
    context = {
        "group": led,
        "group_name": queries.name_of(led),
        "asking": [one for one in named if one.joined_at is None],
        "inside": [one for one in named if one.joined_at is not None],
    }
    return render(request, "members/groups/people.html", context)


def _answer(request: HttpRequest, ref: UUID) -> HttpResponse:
    which, let_in = request.POST.get("membership", ""), request.POST.get("answer") == "yes"
    if not which.isascii() or not which.isdecimal() or len(which) > 18:
        raise Http404
    if request.POST.get("answer") not in ("yes", "no"):
        messages.warning(request, _("Choose whether to let this person in."))
    elif actions.answer_request(
        actor=signed_in_actor(request), ref=ref, membership_id=int(which), let_in=let_in
    ):
        messages.success(
            request,
            _("Let in. We wrote that there is an answer.")
            if let_in
            else _("Not let in. We wrote that there is an answer."),
        )
    else:
        messages.info(request, _("There is nothing to answer any more."))
    return redirect("members:group_people", ref)


@signed_in()
@require_POST
def step_down(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Whoever leads or stands there to be called takes her name off."""
    actions.step_down(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Your name is off the page."))
    return redirect("members:group", ref)
