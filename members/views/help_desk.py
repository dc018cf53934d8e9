"""Help at the telephone, and the lost second factor by two people and a day."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.actions import help_desk
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.forms.office import AddressForm, ReasonForm
from members.models import LostFactorRequest, Person
from members.office_rules import FACTOR_DELAY, may_confirm_factor
from members.queries import office as queries
from members.queries.care import account_names
from members.queries.lost_factor import my_factor_request
from members.views.office_task import Task, do_task
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in


@only(Hat.ADMINISTRATOR)
def sign_in_help(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Sends the way to sign in to the address on file."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    task = Task(
        _("Help to sign in"),
        _("Send the e-mail"),
        _("The e-mail is on its way to the address we have."),
        _(
            "An e-mail with the way to sign in goes to the address we have. It opens nothing by itself."
        ),
    )
    return do_task(
        request,
        who,
        ReasonForm(request.POST or None),
        task,
        lambda given: help_desk.send_sign_in_help(
            actor=actor, person_id=who.pk, reason=given["reason"]
        ),
    )


@only(Hat.ADMINISTRATOR, fresh=True)
def address(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A new sign-in address; the former and the new one are told."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    task = Task(
        _("Change the e-mail address"),
        _("Change it"),
        _("Changed. Both addresses get an e-mail about it."),
        _("Call back on the number we have first: whoever reads this mailbox can sign in."),
    )
    return do_task(
        request,
        who,
        AddressForm(request.POST or None),
        task,
        lambda given: help_desk.change_address(
            actor=actor, person_id=who.pk, address=given["address"], reason=given["reason"]
        ),
    )


@only(Hat.ADMINISTRATOR)
def sign_out(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ends every open session of somebody."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    task = Task(
        _("Sign out everywhere"),
        _("Sign out"),
        _("Signed out on every device."),
        _("For a stolen telephone, say. Signing in again stays possible."),
    )
    return do_task(
        request,
        who,
        ReasonForm(request.POST or None),
        task,
        lambda given: help_desk.sign_out_everywhere(
            actor=actor, person_id=who.pk, reason=given["reason"]
        ),
    )


@only(Hat.ADMINISTRATOR)
@require_POST
def mail(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Tries a mailbox again that refused us."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    help_desk.resume_mail(actor=actor, person_id=who.pk)
    messages.success(request, _("We write to this mailbox again."))
    return redirect("members:person", who.ref)


@only(Hat.ADMINISTRATOR, fresh=True)
def factor(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The lost second factor of one person: ask, confirm, or stop."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    asked = queries.open_factor_request_of(actor=actor, account_id=who.account_id)
    if asked is None:
        return _ask(request, who)
    form = forms.Form(request.POST or None)
    if request.method == "POST":
        step = (
            help_desk.stop_factor_removal
            if "stop" in request.POST
            else help_desk.confirm_factor_removal
        )
        if attempt(form, lambda: step(actor=actor, request_id=asked.pk)):
            messages.success(request, _("Saved."))
            return redirect("members:person", who.ref)
    context = _factor_context(who, asked) | {
        "form": form,
        "may_confirm": bool(may_confirm_factor(actor, asked)),
    }
    return render(request, "members/office/factor.html", context, status=status_of(form))


def _factor_context(who: Person, asked: LostFactorRequest) -> dict[str, object]:
    names = account_names([asked.asked_by, *filter(None, [asked.confirmed_by])])
    return {
        "who": who,
        "asked": asked,
        "asked_by": names.get(asked.asked_by, ""),
        "confirmed_by": names.get(asked.confirmed_by or 0, ""),
        "gone_at": asked.confirmed_at + FACTOR_DELAY if asked.confirmed_at else None,
    }


def _ask(request: HttpRequest, who: Person) -> HttpResponse:
    actor = signed_in_actor(request)
    task = Task(
        _("The second factor is lost"),
        _("Ask to remove it"),
        _("Written down. Now somebody else of the office confirms it."),
        _(
            "Two people of the office agree, the person is told, and a day later the second factor"
            " is removed. Call back on the number we have first."
        ),
    )
    return do_task(
        request,
        who,
        ReasonForm(request.POST or None),
        task,
        lambda given: help_desk.ask_for_factor_removal(
            actor=actor, person_id=who.pk, reason=given["reason"]
        ),
    )


@signed_in()
def lost_factor(request: HttpRequest) -> HttpResponse:
    """What the person it belongs to sees: what is going to happen, and how to stop it."""
    actor = signed_in_actor(request)
    asked = my_factor_request(actor=actor)
    if request.method == "POST":
        if asked is None:
            raise Http404
        help_desk.stop_factor_removal(actor=actor, request_id=asked.pk)
        messages.success(request, _("Stopped. Your second factor stays."))
        return redirect("members:start")
    gone_at = asked.confirmed_at + FACTOR_DELAY if asked and asked.confirmed_at else None
    return render(request, "members/lost_factor.html", {"asked": asked, "gone_at": gone_at})
