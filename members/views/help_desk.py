"""Help at the telephone: the way back in, a new address, every session ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.actions import help_desk
from members.actions.newcomers import NameTaken
from members.actions.renaming import give_another_name
from members.asking import signed_in_actor
from members.forms.office import AddressForm, OtherNameForm, ReasonForm
from members.queries import people_office as queries
from members.views.office_task import Task, do_task, task_page
from po_platform.access.actor import Hat
from po_platform.access.declare import only


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
def other_name(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another name others see, beside everything the person wrote."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    form = OtherNameForm(request.POST or None)
    task = Task(
        _("Another name for others to see"),
        _("Change the name"),
        _("Changed. It stands beside everything this person wrote."),
        _("As the person asked for it. Moderators ask for it where a name insults or misleads."),
    )

    def give(given: dict[str, Any]) -> None:
        give_another_name(
            actor=actor, person_id=who.pk, name=given["display_name"], reason=given["reason"]
        )

    try:
        return do_task(request, who, form, task, give)
    except NameTaken:
        form.add_error("display_name", _("This name is taken. Choose another one"))
        return task_page(request, who, form, task)


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
