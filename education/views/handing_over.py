"""A guide asks whether another may go along; the member answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from education.actions import handing_over as actions
from education.forms.guiding import AnswerHandOverForm, HandOverForm, promise_of
from education.models import GuideAssignment
from education.queries import guiding as queries
from education.queries.hand_overs import Asked, asked
from education.queries.ways import my_walk
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in

WRITE = ("GET", "HEAD", "POST")


@only(Hat.GUIDE, health=True)
@require_http_methods(WRITE)
def hand_over(request: HttpRequest, ref: UUID) -> HttpResponse:
    """To whom and why; or what was asked already, to take it back."""
    actor = signed_in_actor(request)
    assignment, name = queries.guided(actor=actor, ref=ref)
    if request.method == "POST" and request.POST.get("do") == "take_back":
        actions.take_back_hand_over(actor=actor, assignment=assignment)
        messages.success(request, _("Taken back. You go along as before."))
        return redirect("education:guided_person", ref)
    offered = [
        one for one in queries.guides_offered(without=assignment.guide_account) if one.has_room
    ]
    waits = asked(actor=actor, assignment=assignment)
    form = HandOverForm(sent(request) if offered and not waits else None, offered=offered)
    if form.is_valid() and attempt(
        form,
        lambda: actions.ask_to_hand_over(
            actor=actor, assignment=assignment, guide_id=int(form.cleaned_data["guide"]),
            note=form.cleaned_data["note"],
        ),
    ):  # fmt: skip
        messages.success(request, _("Asked. Nothing changes before there is a yes."))
        return redirect("education:guided_person", ref)
    context = {
        "assignment": assignment,
        "name": name,
        "form": form,
        "offered": offered,
        "asked": waits,
    }
    return render(request, "education/guides/hand_over.html", context, status=status_of(form))


@signed_in(health=True)
@require_http_methods(WRITE)
def answer_hand_over(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who would go along, what the guide wrote, and two answers."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    assignment = queries.my_assignment(actor=actor, enrolment=walk.enrolment)
    found = asked(actor=actor, assignment=assignment) if assignment else None
    if assignment is None or found is None:
        messages.info(request, _("This question is settled already."))
        return redirect("education:my_guide", ref)
    form = _answer_form(sent(request), assignment, found)
    if form.is_valid():
        said = form.cleaned_data
        yes = said["answer"] == "yes"
        if attempt(
            form,
            lambda: actions.answer_hand_over(
                actor=actor, ref=ref, asked=said["asked"], yes=yes,
                sees_words=said["sees"] == "yes", language=get_language() or "en",
            ),
        ):  # fmt: skip
            messages.success(request, _("Good. You can write to your guide here.") if yes else
                             _("Good. Everything stays as it is."))  # fmt: skip
            return redirect("education:my_guide", ref)
        found = asked(actor=actor, assignment=assignment) or found
    status = status_of(form)
    if form.is_bound and form.data.get("asked") != str(found.row.ref):
        # Nothing she said about one guide stands ticked under the name of another.
        messages.error(request, _("You are asked about somebody else by now. Read it anew."))
        form, status = _answer_form(None, assignment, found), 403
    context = {
        "walk": walk,
        "asked": found,
        "form": form,
        "promise": promise_of(found.to.guide) if found.to else "",
    }
    template = "education/programmes/answer_hand_over.html"
    return render(request, template, context, status=status)


def _answer_form(
    data: QueryDict | None, assignment: GuideAssignment, found: Asked
) -> AnswerHandOverForm:
    before = queries.guide_of(assignment)
    return AnswerHandOverForm(
        data,
        before=before.guide.public_name if before else "",
        after=found.to.guide.public_name if found.to else "",
        initial={"asked": str(found.row.ref), "sees": "no"},
    )
