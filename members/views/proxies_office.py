"""Legal proxies in the office: the paper, two looks, who comes first, and coming of age."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.actions.newcomers import NameTaken
from members.actions.proxies_office import (
    Read,
    accept_proxy,
    end_proxy_for,
    hand_over_for,
    note_claim_look,
    open_own_sign_in,
    proxies_before_me,
    refuse_proxy,
    see_paper,
)
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.proxies import OwnSignInForm, PaperForm, RefuseProxyForm
from members.proxy_secrets import open_paper, open_said
from members.queries import people_office
from members.queries.proxies import (
    claim_by_ref,
    claims_waiting,
    coming_of_age_of,
    mark_of_claim,
    papers_ending,
    without_decision,
)
from members.views.office_task import Task, task_page
from members.views.taking_in import print_card
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR, health=True)
@require_safe
def proxies(request: HttpRequest) -> HttpResponse:
    """What waits for a look, papers that run out, and who comes of age."""
    actor = signed_in_actor(request)
    context = {
        "waiting": claims_waiting(actor=actor),
        "ending": papers_ending(actor=actor),
        "growing": without_decision(actor=actor),
        "me": actor.account_id,
    }
    return render(request, "members/proxies/office.html", context)


@only(Hat.ADMINISTRATOR, health=True)
def proxy(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One wish: what the first person reads on the paper, what the second one confirms."""
    actor = signed_in_actor(request)
    claim = claim_by_ref(actor=actor, ref=ref)
    note_claim_look(actor=actor, claim=claim)
    said = open_said(claim.ref, claim.said)
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    first = PaperForm(
        request.POST if wanted == "see" else None,
        initial={"name": said.name, "born": said.born, "shown": said.shown},
    )
    refusal = RefuseProxyForm(request.POST if wanted == "refuse" else None)
    second = RefuseProxyForm(data={"why": "-"})  # carries what the rule says
    done = False
    if wanted == "see" and first.is_valid():
        done = attempt(first, lambda: _see(request, ref, first)) and not first.errors
    elif wanted == "accept" and second.is_valid():
        done = attempt(second, lambda: _accept(request, ref))
    elif wanted == "refuse" and refusal.is_valid():
        done = attempt(
            refusal, lambda: refuse_proxy(actor=actor, ref=ref, why=refusal.cleaned_data["why"])
        )
    if done:
        messages.success(request, _("Saved."))
        return redirect("members:office_proxies")
    asked = {"see": first, "accept": second, "refuse": refusal}.get(wanted, first)
    context = {
        "claim": claim,
        "said": said,
        "form": first,
        "refusal": refusal,
        "problem": second.non_field_errors() if wanted == "accept" else [],
        "seen": mark_of_claim(claim),
        "seen_by_me": claim.seen_by == actor.account_id,
    }
    return render(request, "members/proxies/claim.html", context, status=status_of(asked))


def _see(request: HttpRequest, ref: UUID, form: PaperForm) -> None:
    given = form.cleaned_data
    try:
        see_paper(
            actor=signed_in_actor(request),
            ref=ref,
            read=Read(form.said(), given["number"], given["until"]),
        )
    except NameTaken:
        form.add_error("shown", _("Somebody has this name already. Choose another one"))


def _accept(request: HttpRequest, ref: UUID) -> None:
    try:
        seen = request.POST.get("seen", "")
        accept_proxy(actor=signed_in_actor(request), ref=ref, seen=seen)
    except NameTaken as taken:
        raise PermissionDenied(
            _("Somebody took this name meanwhile. Look at the paper again and choose another one.")
        ) from taken


@only(Hat.ADMINISTRATOR, health=True)
@never_cache
@require_safe
def paper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The paper, as long as it waits to be checked; downloaded, never shown inside a page."""
    actor = signed_in_actor(request)
    claim = claim_by_ref(actor=actor, ref=ref)
    if not claim.paper:
        raise Http404
    note_claim_look(actor=actor, claim=claim)
    content = open_paper(claim.ref, claim.paper)
    ending = claim.paper_type.rpartition("/")[2]
    return HttpResponse(
        content,
        content_type=claim.paper_type,
        headers={"Content-Disposition": f'attachment; filename="paper.{ending}"'},
    )


@only(Hat.ADMINISTRATOR, health=True)
@require_safe
def person_proxies(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who acts for one person by law; the look is written down."""
    actor = signed_in_actor(request)
    who = people_office.person_by_ref(actor=actor, ref=ref)
    context = {
        "who": who,
        "known": proxies_before_me(actor=actor, person_id=who.pk),
        "coming": coming_of_age_of(actor=actor, person_id=who.pk),
    }
    return render(request, "members/proxies/person.html", context)


@only(Hat.ADMINISTRATOR, health=True)
@require_POST
def change(request: HttpRequest, ref: UUID, what: str, grant_id: int) -> HttpResponse:
    """End one, or let it come first: one click, at once."""
    actor = signed_in_actor(request)
    who = people_office.person_by_ref(actor=actor, ref=ref)
    if what == "first":
        hand_over_for(actor=actor, person=who, other=grant_id)
    elif what == "end":
        language = get_language() or "en"
        end_proxy_for(actor=actor, person=who, grant_id=grant_id, language=language)
    else:
        raise Http404
    messages.success(request, _("Saved."))
    return redirect("members:person_proxies", ref)


@only(Hat.ADMINISTRATOR, health=True, fresh=True)
@never_cache
def own_sign_in(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A first account for a young person, with a card that is printed at once."""
    actor = signed_in_actor(request)
    who = people_office.person_by_ref(actor=actor, ref=ref)
    form = OwnSignInForm(sent(request))
    made: list[tuple[object, list[str]]] = []
    if form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: made.append(_open(request, who.pk, given))):
            who.refresh_from_db()
            return print_card(request, who, made[0][1])
    task = Task(
        _("An account of their own"),
        _("Open it and make the card"),
        lead=_(
            "From then on they answer themselves, and choose what a legal proxy may read. Hand the"
            " card to nobody else. Have the printer ready: the codes are shown only once."
        ),
    )
    return task_page(request, who, form, task)


def _open(request: HttpRequest, person_id: int, given: dict[str, str]) -> tuple[object, list[str]]:
    return open_own_sign_in(
        actor=signed_in_actor(request),
        person_id=person_id,
        email=given["email"],
        language=given["language"],
        sure=given["sure"],
        reason=given["reason"],
    )
