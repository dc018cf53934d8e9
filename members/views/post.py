"""Where letters come from and go to: the organisation's own address, and one person's."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.actions.identity import KeyBroken
from members.actions.post import change_post, write_letter_head
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.forms.letters import LetterHeadForm, PersonPostForm
from members.letter_words import beside, ending
from members.queries import people_office
from members.queries.letters import letter_frame, letter_head
from members.queries.organisation import current_organisation
from members.views.office_task import Task, do_task
from notifications.paper import PaperLetter, PaperPart
from notifications.typesetting import typeset
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
def head(request: HttpRequest) -> HttpResponse:
    """Where letters come from, and who signs."""
    row = letter_head()
    first = {name: getattr(row, name, "") for name in ("address", "window", "signed")}
    form = LetterHeadForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: write_letter_head(actor=signed_in_actor(request), **given)):
            messages.success(request, _("Saved. The next letters look like this."))
            return redirect("members:letters")
    return render(
        request, "members/office/letter_head.html", {"form": form}, status=status_of(form)
    )


@only(Hat.ADMINISTRATOR)
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A letter to nobody, to try printer and envelopes."""
    row, language = letter_head(), get_language()
    if row is None:
        return redirect("members:letter_head")
    organisation = current_organisation(language)
    letter = PaperLetter(
        (_("Somebody Example"), _("1 Example Street"), _("12345 Example Town")),
        language,
        _("A sample letter"),
        _("Good day, %(name)s,") % {"name": _("Somebody Example")},
        beside(organisation, timezone.localdate()),
        (
            PaperPart(
                (
                    _("This letter is for nobody. It shows how letters look."),
                    _("Print it, fold it at the short lines on the left, and see whether address"
                      " and sender stand in the window of your envelopes."),
                )
            ),
        ),
        ending(organisation),
    )  # fmt: skip
    pdf = typeset([letter], letter_frame(row, organisation), language=language)
    name = _("sample-letter.pdf")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@only(Hat.ADMINISTRATOR, health=True)
def person_post(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How somebody is reached, and a new postal address."""
    actor = signed_in_actor(request)
    who = people_office.person_by_ref(actor=actor, ref=ref)
    form = PersonPostForm(request.POST or None, initial={"way": who.reached_by})
    task = Task(
        _("How we reach them"),
        _("Save"),
        _("Saved. Letters and calls go there from now on."),
        _("Address and number we have are locked away; write the whole new one."),
    )
    try:
        return do_task(
            request,
            who,
            form,
            task,
            lambda given: change_post(
                actor=actor,
                person_id=who.pk,
                way=given["way"],
                address=given["address"],
                phone=given["phone"],
                reason=given["reason"],
            ),
        )
    except KeyBroken:
        form.add_error("address", _("The address cannot be kept. Ask whoever runs the server"))
        return do_task(request, who, form, task, lambda given: None)
