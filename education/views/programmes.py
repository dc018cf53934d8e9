"""Before somebody begins: which programmes there are, whether one is for her, a card from a practice."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.actions.enrolling import enrol, remind_later
from education.forms.programmes import CardCodeForm, TakeWordsForm, UntilForm
from education.paper_pack import paper_pack
from education.programme_rules import may_stop_programme
from education.programme_shape import first_alone
from education.queries import programmes as queries
from education.queries.groups import groups_to_come
from education.queries.made_programmes import made_of_programme
from education.rules import may_see_drafts
from education.visit import (
    CARD,
    card_for,
    claim_words,
    has_unclaimed,
    remember_card,
    take_first_words,
)
from members.actions.consent import child_of
from members.asking import actor_of, sent, signed_in_actor
from members.limits import count_try, patient
from members.queries.organisation import current_organisation
from notifications.typesetting import NotTypeset
from po_platform.access.actor import SignedIn
from po_platform.access.declare import by_law_too, public, public_with_own, signed_in

WRITE = ("GET", "HEAD", "POST")


@by_law_too
@public_with_own
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Hers, and all others."""
    actor = actor_of(request)
    mine = queries.my_enrolments(actor=actor)
    begun = {one.programme_id for one in mine}
    found = queries.published(get_language() or "en")
    context = {
        "mine": mine,
        "others": [one for one in found if one.pk not in begun],
        "child": child_of(actor),
    }
    return render(request, "education/programmes/all.html", context)


@by_law_too
@public_with_own
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, what it asks of her, what it does not do."""
    shown = queries.programme_shown(slug)
    mine = queries.my_enrolment_in(actor=actor_of(request), programme=shown.programme)
    actor = actor_of(request)
    child = child_of(actor)
    groups = [] if child else groups_to_come(actor=actor, programme=shown.programme)
    context = {
        "shown": shown, "mine": mine, "groups": groups, "may_stop": may_stop_programme(actor),
        "from_behind": may_see_drafts(actor), "first": first_alone(shown.modules),
        "made": made_of_programme(shown.programme, shown.version), "child": child,
    }  # fmt: skip
    return render(request, "education/programmes/about.html", context)


@public
@require_safe
def open_programme(request: HttpRequest, ref: UUID) -> HttpResponse:
    """By an address that says nothing, as it stands in mails."""
    return redirect("education:programme", queries.slug_of(ref))


@public
@require_safe
def for_me(request: HttpRequest, slug: str) -> HttpResponse:
    """One list everybody reads. Nothing is asked, nothing is kept."""
    shown = queries.programme_shown(slug)
    card = card_for(request, shown.programme)
    form = TakeWordsForm() if has_unclaimed(request, shown.programme) else None
    child = child_of(actor_of(request))
    if child:
        form = None
    context = {"shown": shown, "with_card": card is not None, "form": form, "child": child}
    return render(request, "education/programmes/for_me.html", context)


@signed_in()
@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """All steps in large letters, to print for whoever goes her way on paper."""
    shown = queries.programme_shown(slug)
    language = shown.programme.language
    if shown.version.stop_id is not None:
        return redirect("education:programme", slug)
    try:
        with override(language):
            made = paper_pack(shown, current_organisation(language))
    except NotTypeset:
        messages.warning(request, _("The print-out could not be made. Call us, and we send one."))
        return redirect("education:programme", slug)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@by_law_too
@signed_in(health=True)
@require_http_methods(WRITE)
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Hers from now on; the goal comes first. Opened after signing in, it asks once more."""
    found = queries.programme_by_slug(slug)
    if request.method != "POST":
        return redirect("education:for_me", slug)
    actor = signed_in_actor(request)
    row = enrol(actor=actor, programme=found, card_ref=card_for(request, found))
    request.session.pop(CARD, None)
    if actor.helping is None:
        if "take_words" in request.POST:
            claim_words(request, found, actor=actor)
        take_first_words(request, actor=actor, enrolment=row)
    return redirect("education:goal" if not row.at_step else "education:way", row.ref)


@signed_in(health=True)
@require_http_methods(WRITE)
def later(request: HttpRequest, slug: str) -> HttpResponse:
    """One reminder on a day she chooses; the card is remembered."""
    found = queries.programme_by_slug(slug)
    form = UntilForm(sent(request))
    if form.is_valid():
        remind_later(
            actor=signed_in_actor(request), programme=found, day=form.until(),
            card_ref=card_for(request, found),
        )  # fmt: skip
        request.session.pop(CARD, None)
        messages.success(request, _("Noted. We write to you once, on that day."))
        return redirect("education:programmes")
    context = {"form": form, "programme": found}
    status = 422 if form.is_bound else 200
    return render(request, "education/programmes/later.html", context, status=status)


@public_with_own
@patient
@require_http_methods(WRITE)
def card(request: HttpRequest) -> HttpResponse:
    """The code of a card. An old or used one opens the programme as well, by the member's own door."""
    typed = request.GET.get("code", "")[:40]
    form = CardCodeForm(sent(request), initial={"code": typed})
    if form.is_valid():
        usage = count_try(request, "try_programme_card")
        found = queries.card_behind(form.cleaned_data["code"])
        if found is not None:
            usage.rollback()
            remember_card(request, found.programme, found.ref)
            if not queries.is_good(found):
                words = _(
                    "This card is old or used up. You can begin all the same: the programme is open"
                    " to you."
                )
                messages.info(request, words)
            return redirect("education:programme", found.programme.slug)
        words = _(
            "We do not know this code. Look at it again, or begin without one: that is just as good."
        )
        form.add_error("code", words)
    context = {"form": form, "is_in": isinstance(actor_of(request), SignedIn)}
    status = 422 if form.is_bound else 200
    return render(request, "education/programmes/card.html", context, status=status)
