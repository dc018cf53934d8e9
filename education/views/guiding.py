"""A person beside you: the member's page about her guide, and the guide's own desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import guiding as actions
from education.actions.waiting import wish_for_guide
from education.forms.guiding import (
    GuideMessageForm,
    GuidePageForm,
    MessageForm,
    SeesForm,
    TakeGuideForm,
    promise_of,
)
from education.queries import guiding as queries
from education.queries.asking import asked_page, pages_to_give
from education.queries.guide_calls import may_call, may_put_call, open_call
from education.queries.guide_wordings import ready_for
from education.queries.guided_list import PeopleGuided, people_guided
from education.queries.hand_overs import asked, notes_of
from education.queries.ways import guided_walk, my_walk
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.queries.organisation import current_organisation
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in

WRITE = ("GET", "HEAD", "POST")


@signed_in(health=True)
@require_http_methods(WRITE)
def my_guide(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Without a guide: whom to ask. With one: what she promises, and your messages."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    assignment = queries.my_assignment(actor=actor, enrolment=walk.enrolment)
    if assignment is None:
        return _choose(request, walk)
    about = asked_page(request.GET.get("about", ""))
    form = MessageForm(sent(request))
    if form.is_valid() and attempt(
        form,
        lambda: actions.write_to_guide(actor=actor, ref=ref, article=about, **form.cleaned_data),
    ):
        messages.success(request, _("Sent."))
        return redirect("education:my_guide", ref)
    said = queries.my_messages(actor=actor, enrolment=walk.enrolment)
    offered = queries.guide_of(assignment)
    context = {
        "walk": walk,
        "assignment": assignment,
        "offered": offered,
        "about": about,
        "promise": promise_of(offered.guide) if offered else "",
        "said": said,
        "form": form,
        "asked": asked(actor=actor, assignment=assignment),
        "notes": notes_of(actor=actor, enrolment=walk.enrolment),
        "may_call": may_call(actor=actor, enrolment=walk.enrolment),
    }
    answer = render(request, "education/programmes/my_guide.html", context, status=status_of(form))
    actions.mark_read_by_member(actor=actor, enrolment=walk.enrolment)
    return answer


def _choose(request: HttpRequest, walk: Any) -> HttpResponse:
    actor, ref = signed_in_actor(request), walk.enrolment.ref
    offered = [one for one in queries.guides_offered(without=actor.account_id) if one.has_room]
    known = {"sees": "no"}
    for one in offered:
        if one.guide.account_id == walk.enrolment.invited_by:
            known["guide"] = str(one.guide.pk)
    form = TakeGuideForm(sent(request), offered=offered, initial=known)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(
            form,
            lambda: actions.take_guide(
                actor=actor, ref=ref, guide_id=int(values["guide"]),
                sees_words=values["sees"] == "yes", language=get_language() or "en",
            ),
        ):  # fmt: skip
            messages.success(request, _("Good. You can write to your guide here."))
            return redirect("education:my_guide", ref)
    context = {
        "walk": walk,
        "form": form,
        "offered": offered,
        "wish": queries.my_guide_wish(actor=actor, enrolment=walk.enrolment),
        "said": queries.my_messages(actor=actor, enrolment=walk.enrolment),
    }
    return render(request, "education/programmes/take_guide.html", context, status=status_of(form))


@signed_in(health=True)
@require_POST
def wait(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She is told when a guide has room, or does not wait any more."""
    wanted = request.POST.get("do") != "stop"
    wish_for_guide(actor=signed_in_actor(request), ref=ref, wanted=wanted)
    words = _("Noted. We write to you once, when a guide has room for you.")
    messages.success(request, words if wanted else _("You do not wait for a guide any more."))
    return redirect("education:my_guide", ref)


@signed_in(health=True)
@require_http_methods(WRITE)
def what_guide_sees(request: HttpRequest, ref: UUID) -> HttpResponse:
    """More or less, from the next look on; or nothing any more."""
    actor = signed_in_actor(request)
    walk = my_walk(actor=actor, ref=ref)
    assignment = queries.my_assignment(actor=actor, enrolment=walk.enrolment)
    if assignment is None:
        return redirect("education:my_guide", ref)
    offered = queries.guide_of(assignment)
    form = SeesForm(sent(request), initial={"sees": "yes" if assignment.sees_words else "no"})
    if form.is_valid():
        wider = form.cleaned_data["sees"] == "yes"
        name = offered.guide.public_name if offered else ""
        if attempt(
            form,
            lambda: actions.change_what_guide_sees(
                actor=actor, ref=ref, sees_words=wider, guide_name=name,
                language=get_language() or "en",
            ),
        ):  # fmt: skip
            messages.success(request, _("Changed, from now on."))
            return redirect("education:my_guide", ref)
    context = {"walk": walk, "form": form, "may_widen": actor.fresh or assignment.sees_words}
    return render(
        request, "education/programmes/what_guide_sees.html", context, status=status_of(form)
    )


@signed_in(health=True)
@require_POST
def let_go(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nobody goes along any more; the programme goes on."""
    actions.let_guide_go(actor=signed_in_actor(request), ref=ref, language=get_language() or "en")
    messages.success(
        request, _("Your guide sees nothing of yours any more. You can choose anew at any time.")
    )
    return redirect("education:way", ref)


# ---------- The guide's desk ----------


@only(Hat.GUIDE, health=True)
@require_safe
def guided_people(request: HttpRequest) -> HttpResponse:
    """Who waits for an answer, who is stuck, and how many they are. `page`: which part of the list."""
    actor = signed_in_actor(request)
    own = queries.own_guide_page(actor=actor)
    typed = request.GET.get("page", "")
    number = int(typed) if typed.isdecimal() and len(typed) < 5 else 1
    found = people_guided(actor=actor, page=number)
    context = {
        "lines": found.lines,
        "found": found,
        "numbers": _numbers(found),
        "own": own,
        "promise": promise_of(own) if own else "",
        "mine": found.mine,
    }
    return render(request, "education/guides/people.html", context)


def _numbers(found: PeopleGuided) -> list[dict[str, Any]]:
    """For components/pages.html; none where all are on one page."""
    if found.pages == 1:
        return []
    return [
        {"number": number, "url": f"?page={number}", "current": number == found.page}
        for number in range(1, found.pages + 1)
    ]


@only(Hat.GUIDE, health=True)
@require_http_methods(WRITE)
def guided_person(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One person: how far she is, as far as she lets it be seen, and the messages."""
    actor = signed_in_actor(request)
    assignment, name = queries.guided(actor=actor, ref=ref)
    ready = ready_for(actor=actor, enrolment=assignment.enrolment, name=name)
    begun = next((one.text for one in ready if str(one.pk) == request.GET.get("words")), "")
    pages = pages_to_give(assignment.enrolment.programme.language)
    form = GuideMessageForm(sent(request), initial={"text": begun}, pages=pages)
    if form.is_valid() and attempt(
        form,
        lambda: actions.write_to_member(
            actor=actor, assignment=assignment, text=form.cleaned_data["text"],
            alarm=form.cleaned_data["alarm"], article=asked_page(form.cleaned_data["page"]),
        ),
    ):  # fmt: skip
        messages.success(request, _("Sent."))
        return redirect("education:guided_person", ref)
    walk = guided_walk(actor=actor, enrolment=assignment.enrolment)
    said = queries.messages_with(actor=actor, assignment=assignment)
    agreed = may_call(actor=actor, enrolment=assignment.enrolment)
    context = {
        "assignment": assignment,
        "enrolment": assignment.enrolment,
        "name": name,
        "walk": walk,
        "words": [
            (one.title, walk.states[one.id].words)
            for one in walk.way.steps
            if one.id in walk.states and walk.states[one.id].words
        ],
        "said": said,
        "waits": any(not one.by_guide and one.settled_at is None for one in said),
        "form": form,
        "ready": ready,
        "asked": asked(actor=actor, assignment=assignment),
        "notes": notes_of(actor=actor, enrolment=assignment.enrolment),
        "agreed": agreed,
        "may_put_call": may_put_call(actor=actor, enrolment=assignment.enrolment, agreed=agreed),
        "call": open_call(actor=actor, enrolment=assignment.enrolment),
    }
    answer = render(request, "education/guides/person.html", context, status=status_of(form))
    actions.mark_read_by_guide(actor=actor, shown=said)
    return answer


@only(Hat.GUIDE, health=True)
@require_POST
def alarm(request: HttpRequest, ref: UUID, message: UUID) -> HttpResponse:
    """She is worried about what somebody wrote."""
    actor = signed_in_actor(request)
    assignment, _name = queries.guided(actor=actor, ref=ref)
    actions.call_for_help(actor=actor, assignment=assignment, ref=message)
    organisation = current_organisation(get_language() or "en")
    words = _("The people who look after this are called now.")
    messages.success(request, f"{words} {organisation.in_emergency}")
    return redirect("education:guided_person", ref)


@only(Hat.GUIDE, health=True)
@require_POST
def settled(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What somebody wrote needs no answer."""
    actor = signed_in_actor(request)
    assignment, _name = queries.guided(actor=actor, ref=ref)
    actions.say_no_answer_needed(actor=actor, assignment=assignment)
    messages.success(request, _("Noted. This person does not wait on your list any more."))
    return redirect("education:guided_people")


@only(Hat.GUIDE)
@require_http_methods(WRITE)
def guide_page(request: HttpRequest) -> HttpResponse:
    """What she promises, how many she takes, when she is away."""
    actor = signed_in_actor(request)
    own = queries.own_guide_page(actor=actor)
    names = (
        "public_name",
        "about",
        "days",
        "answers_within",
        "most_people",
        "away_from",
        "away_until",
    )
    known = {name: getattr(own, name) for name in names} if own else {}
    known = known or {"public_name": actor.display_name, "answers_within": 3, "most_people": 5}
    others = [one.guide for one in queries.guides_offered(without=actor.account_id)]
    cover = {"cover": str(own.cover_id or "") if own else ""}
    form = GuidePageForm(sent(request), initial={**known, **cover}, others=others)
    if form.is_valid() and attempt(
        form, lambda: actions.put_guide_page(actor=actor, **form.cleaned_data)
    ):
        messages.success(request, _("Saved. Members see it from now on."))
        return redirect("education:guided_people")
    context = {"form": form}
    return render(request, "education/guides/page.html", context, status=status_of(form))
