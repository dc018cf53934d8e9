"""Buddies for members: who can be asked, an offer of one's own, asking, answering, ending."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import buddies as actions
from education.buddy_rules import (
    age_unsaid,
    may_ask_buddy,
    may_have_to_do_with_buddies,
    may_offer_buddy,
)
from education.buddy_words import BOUNDARIES
from education.forms.buddies import AskForm, OfferForm
from education.models import BuddyOffer
from education.private_words import private_in
from education.queries import buddies as queries
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.queries.help_lines import box_lines_here
from moderation.queries.silences import before_writing
from po_platform.access.declare import signed_in
from po_platform.access.refusals import Denied, demand
from po_platform.kit.seen import mark_of

WRITE = ("GET", "HEAD", "POST")


@signed_in(health=True)
@require_safe
def buddies(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her buddy on one programme, or a few she can ask; and whether she is one herself."""
    actor = signed_in_actor(request)
    enrolment = queries.my_enrolment(actor=actor, ref=ref)
    pairs = queries.my_pairs(actor=actor)
    standing = queries.standing_of(actor=actor, enrolment=enrolment, pairs=pairs)
    verdict = may_have_to_do_with_buddies(actor, enrolment, standing)
    offers = bool(may_offer_buddy(actor, enrolment, standing))
    asks = bool(may_ask_buddy(actor, enrolment, standing))
    programme = enrolment.programme
    closed = verdict.reason if isinstance(verdict, Denied) else ""
    unsaid = closed == age_unsaid()
    near = request.GET.get("group") == "1"
    context = {
        "near": near,
        "in_a_group": asks and queries.in_local_group(actor=actor),
        "enrolment": enrolment,
        "pairs": [one for one in pairs if one.programme.pk == programme.pk],
        "closed": closed,
        "say_first": queries.say_first(actor=actor, back=request.path) if unsaid else "",
        "asks": asks,
        "offers": offers,
        "found": queries.buddies_to_ask(actor=actor, programme=programme, near=near)
        if asks
        else [],
        "offer": queries.my_offer(actor=actor, programme=programme),
        "boundaries": BOUNDARIES,
    }
    return render(request, "education/buddies/buddies.html", context)


@signed_in(health=True)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All of hers, on whichever programme: where mails about buddies lead."""
    actor = signed_in_actor(request)
    context = {
        "pairs": queries.my_pairs(actor=actor),
        "offers": queries.my_offers(actor=actor),
    }
    return render(request, "education/buddies/mine.html", context)


@signed_in(health=True, keeps_typed=True)
@require_http_methods(WRITE)
def be_buddy(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her offer: words, for how many, away until; what looks private is asked about first."""
    actor = signed_in_actor(request)
    enrolment = queries.my_enrolment(actor=actor, ref=ref)
    standing = queries.standing_of(actor=actor, enrolment=enrolment, pairs=[])
    if standing.unsaid:
        return redirect("education:buddies", ref)  # says why, and where she says it
    demand(may_offer_buddy(actor, enrolment, standing))
    offer = queries.my_offer(actor=actor, programme=enrolment.programme)
    form = OfferForm(sent(request), initial=_as_it_stands(offer))
    private, mark = [], ""
    if form.is_valid():
        words = form.cleaned_data["words"]
        mark = mark_of(words)
        private = [] if request.POST.get("share") == mark else private_in(words)
        if not private and attempt(
            form, lambda: actions.offer_to_be_buddy(actor=actor, ref=ref, **form.offered())
        ):
            messages.success(request, _("Saved. Thank you."))
            return redirect("education:buddies", ref)
    context = {
        "enrolment": enrolment,
        "offer": offer,
        "form": form,
        "private": private,
        "share": mark,
        "boundaries": BOUNDARIES,
        "before": before_writing(actor=actor),
        "here": request.path,
        "turn_to": box_lines_here(actor=actor) if form.in_danger else (),
    }
    status = 422 if private else status_of(form)
    return render(request, "education/buddies/be_buddy.html", context, status=status)


def _as_it_stands(offer: BuddyOffer | None) -> dict[str, object]:
    if offer is None:
        return {}
    return {
        "words": offer.words,
        "most_people": offer.most_people,
        "with_group": offer.with_group,
        "away_until": offer.away_until,
    }


@signed_in(health=True)
@require_POST
def take_offer_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nobody asks her any more; pairs go on."""
    actions.take_offer_back(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Taken back. Nobody new asks you."))
    return redirect("education:buddies", ref)


@signed_in(health=True)
@require_http_methods(WRITE)
def ask_buddy(request: HttpRequest, ref: UUID, offer: UUID) -> HttpResponse:
    """One of those she was shown, with what both agree to."""
    actor = signed_in_actor(request)
    enrolment = queries.my_enrolment(actor=actor, ref=ref)
    pairs = queries.my_pairs(actor=actor)
    standing = queries.standing_of(actor=actor, enrolment=enrolment, pairs=pairs)
    if standing.has_one or standing.unsaid:  # sent twice, or from an old page, which says why
        return redirect("education:buddies", ref)
    demand(may_ask_buddy(actor, enrolment, standing))
    found = queries.buddy_to_ask(actor=actor, programme=enrolment.programme, ref=offer)
    form = AskForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: actions.ask_buddy(actor=actor, ref=ref, offer=offer)
    ):
        messages.success(request, _("Asked. You hear from us when there is an answer."))
        return redirect("education:buddies", ref)
    context = {
        "enrolment": enrolment,
        "found": found,
        "form": form,
        "boundaries": BOUNDARIES,
        "before": before_writing(actor=actor),
        "here": request.path,
    }
    return render(request, "education/buddies/ask.html", context, status=status_of(form))


@signed_in(health=True)
@require_http_methods(WRITE)
def answer_buddy(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who asks, what both agree to; yes or no. A no needs no reason. An old mail leads to all of hers."""
    actor = signed_in_actor(request)
    given = request.POST.get("answer", "") if request.method == "POST" else ""
    if given in ("yes", "no"):
        actions.answer_buddy(actor=actor, ref=ref, says_yes=given == "yes")
        if given == "yes":
            messages.success(request, _("You are buddies now. A first message breaks the ice."))
        else:
            messages.success(request, _("Thank you for answering. Nobody asks you why."))
        return redirect("education:my_buddies")
    pair = queries.asked_of_me(actor=actor, ref=ref)
    if pair is None:
        return redirect("education:my_buddies")
    context = {
        "pair": pair,
        "say_first": queries.say_first(actor=actor, back=request.path),
        "boundaries": BOUNDARIES,
        "before": before_writing(actor=actor),
        "here": request.path,
    }
    return render(request, "education/buddies/answer.html", context)


@signed_in(health=True)
@require_POST
def end_buddy(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One press, no question."""
    actions.end_buddy(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("It has ended. Nobody asks you why."))
    return redirect("education:my_buddies")
