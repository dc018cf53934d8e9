"""The helper's side: whom she helps, acting for one of them, going back to herself, ending."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.actions.helpers import become_helper, end_help, invite_for_offer, tell_person
from members.actions.proxies import lay_down
from members.actions.using_codes import CodeGone
from members.asking import actor_of, sent, signed_in_actor
from members.forms.helpers import HelpCodeForm
from members.helping import act_for, back_to_herself
from members.limits import count_try, patient
from members.queries.helpers import Helped, offer_behind, people_i_help
from members.queries.proxies import my_proxy_wishes
from members.share_codes import as_typed
from members.start_page import helper_links, waiting_for_another
from members.views.invited import INVITATION_KEY
from po_platform.access.actor import ANY_TICK, SignedIn, Tick
from po_platform.access.declare import by_code, helpers_too, public, signed_in

CODE_KEY = "help_code"  # in the session of somebody who joins to help


@signed_in(health=True)
@require_safe
def helping(request: HttpRequest) -> HttpResponse:
    """Whom she helps and with what; one button each."""
    actor = signed_in_actor(request)
    context = {"people": people_i_help(actor=actor), "wishes": my_proxy_wishes(actor=actor)}
    return render(request, "members/helping/people.html", context)


def _helped(request: HttpRequest, grant_id: int) -> Helped:
    for one in people_i_help(actor=signed_in_actor(request)):
        if one.grant_id == grant_id:
            return one
    raise Http404


@signed_in(health=True)
@require_POST
def begin(request: HttpRequest, grant_id: int) -> HttpResponse:
    """From now on this browser acts for that person, and says so on every page."""
    act_for(request, _helped(request, grant_id).grant_id)
    return redirect("members:for_whom")


@helpers_too(*ANY_TICK)
@signed_in(health=True)
@require_safe
def for_whom(request: HttpRequest) -> HttpResponse:
    """What waits for the person she acts for, and what else she may do."""
    actor = signed_in_actor(request)
    if actor.helping is None:
        return redirect("members:helping")
    waiting = waiting_for_another(actor) if actor.helps_with(Tick.ANSWER) else []
    context = {
        "who": actor.helping.name,
        "waiting": waiting,
        "may_answer": actor.helps_with(Tick.ANSWER),
        "answers_alone": actor.helping.by_law and not actor.helps_with(Tick.ANSWER),
        "links": helper_links(actor),
    }
    return render(request, "members/helping/for_whom.html", context)


@helpers_too(*ANY_TICK)
@signed_in()
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """One click, and she is herself again."""
    back_to_herself(request)
    return redirect("members:start")


@helpers_too(*ANY_TICK)
@signed_in(health=True)
@require_POST
def stop(request: HttpRequest, grant_id: int) -> HttpResponse:
    """The helper ends it herself."""
    actor, one = signed_in_actor(request), _helped(request, grant_id)
    language = get_language() or "en"
    if one.by_law:
        lay_down(actor=actor, grant_id=one.grant_id, language=language)
    else:
        end_help(actor=actor, grant_id=one.grant_id, helper=actor.display_name, language=language)
    tell_person(one.person_id, one.grant_id)
    back_to_herself(request)
    messages.success(request, _("You do not help %(name)s any more.") % {"name": one.name})
    return redirect("members:helping")


@signed_in()
@require_safe
def over(request: HttpRequest) -> HttpResponse:
    """It ended while she acted: what that means, and what happened to what she typed."""
    return render(request, "members/helping/over.html", {"sent": "sent" in request.GET})


@public
@never_cache
@patient
def code(request: HttpRequest) -> HttpResponse:
    """The code as somebody read it from a sheet or heard it on the telephone."""
    form = HelpCodeForm(sent(request))
    if form.is_valid():
        count_try(request, "try_invitation")
        typed = as_typed(form.cleaned_data["code"])
        if typed and offer_behind(typed) is not None:
            return redirect("members:help_with", typed)
        form.add_error("code", _("Check the code: we do not know it, or it does not work any more"))
    return render(
        request, "members/helping/code.html", {"form": form}, status=422 if form.errors else 200
    )


@by_code
@never_cache
@patient
def help_with(request: HttpRequest, code: str) -> HttpResponse:
    """Who asks for help and with what; yes, or sign in or join first. GET uses nothing up."""
    actor, typed = actor_of(request), as_typed(code) or ""
    count_try(request, "try_invitation")
    offer = offer_behind(typed)
    if offer is None:
        return render(request, "members/helping/gone.html", status=410)
    if request.method == "POST":
        try:
            return _answer(request, typed, offer.giver.display_name)
        except CodeGone:
            return render(request, "members/helping/gone.html", status=410)
    context = {"offer": offer, "known": isinstance(actor, SignedIn), "here": request.path}
    return render(request, "members/helping/offer.html", context)


def _answer(request: HttpRequest, code: str, giver: str) -> HttpResponse:
    actor = actor_of(request)
    if not isinstance(actor, SignedIn):
        request.session[INVITATION_KEY] = invite_for_offer(code=code)
        request.session[CODE_KEY] = code
        return redirect("members:join")
    become_helper(actor=actor, code=code)
    messages.success(request, _("You help %(name)s now. Thank you.") % {"name": giver})
    return redirect("members:helping")


def on_the_way_to_help(request: HttpRequest) -> str:
    """Where somebody goes on who joined to help; '' for everybody else."""
    waiting = request.session.pop(CODE_KEY, "")
    return reverse("members:help_with", args=[waiting]) if waiting else ""
