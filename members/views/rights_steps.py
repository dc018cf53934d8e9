"""The steps of one request: who asks, more time, the search, the answer, the second look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from members.actions import rights as actions
from members.actions.rights_looks import note_look
from members.actions.rights_pack import rights_letter
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.rights import AnswerForm, PlaceForm, SearchForm, ShownForm, WhyForm
from members.models import RightsRequest
from members.queries import rights as queries
from members.queries.letters import letter_head
from members.queries.rights_counted import counted_words, mentions_of
from members.rights_counted import MOST_COUNTED, all_counted
from members.rights_paper import first_words, longer_words
from members.rights_rules import may_work_on
from members.rights_search import all_sources
from members.rights_texts import words_of
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from po_platform.kit.forms_look import problems_of


def _worked_on(actor: SignedIn, ref: UUID) -> RightsRequest:
    """Before a step is shown as before it is done: nobody reads the working file of her own."""
    row = queries.request_by_ref(actor=actor, ref=ref)
    demand(may_work_on(actor, row))
    return row


def _step(
    request: HttpRequest,
    row: RightsRequest,
    form: forms.Form,
    words: tuple[str, str, str],
    do: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """One form, one button, back to the case. `words`: title, button, what stands there then."""
    if form.is_valid() and attempt(form, lambda: do(form.cleaned_data)):
        messages.success(request, words[2])
        return redirect("members:request", row.ref)
    context = {"row": row, "form": form, "title": words[0], "label": words[1]}
    return render(request, "members/office/rights/step.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, health=True)
def shown(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How we know who asks."""
    actor = signed_in_actor(request)
    row = _worked_on(actor, ref)
    form = ShownForm(sent(request), initial={"shown": row.shown})
    words = _("Who asks?"), _("Write it down"), _("Written down.")
    return _step(
        request, row, form, words,
        lambda given: actions.note_identity(actor=actor, ref=ref, shown=given["shown"]),
    )  # fmt: skip


@only(Hat.ADMINISTRATOR, health=True)
def extend(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Two months more, with the reason the person is told."""
    actor = signed_in_actor(request)
    row = _worked_on(actor, ref)
    label, hint = _("Why does it take longer?"), _("It stands in the letter, word for word.")
    words = (
        _("Two months more"),
        _("Take two months more"),
        _("Two months more. Print the letter and send it today: they have to know in time."),
    )
    return _step(
        request, row, WhyForm(sent(request), label=label, hint=hint), words,
        lambda given: actions.extend_request(actor=actor, ref=ref, why=given["why"]),
    )  # fmt: skip


@only(Hat.ADMINISTRATOR, health=True)
@never_cache
def longer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The letter that says it takes longer."""
    actor = signed_in_actor(request)
    row = _worked_on(actor, ref)
    if row.extended_on is None or letter_head() is None:
        words = _("Take two months more first, and say where letters come from.")
        messages.warning(request, words)
        return redirect("members:request", ref)
    note_look(actor=actor, row=row)
    with override(row.language):
        pdf = rights_letter(row, queries.who_asks(actor=actor, row=row), longer_words(row))
    made = HttpResponse(pdf, content_type="application/pdf")
    made.headers["Content-Disposition"] = f'attachment; filename="longer-{row.pk}.pdf"'
    return made


@only(Hat.ADMINISTRATOR, health=True)
@never_cache
def search(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Searches every source, and offers what whoever asks is called."""
    actor = signed_in_actor(request)
    row = _worked_on(actor, ref)
    note_look(actor=actor, row=row)
    known = queries.who_asks(actor=actor, row=row)
    street = known.address.splitlines()[0] if known.address else ""
    called = [known.real_name, row.person.display_name if row.person else "", known.phone, street]
    if row.person and row.person.account:
        called.append(row.person.account.email)
    form = SearchForm(sent(request), initial={"words": "\n".join(words_of("\n".join(called)))})
    found: list[int] = []
    if form.is_valid():
        words = form.cleaned_data["words"]
        if attempt(
            form,
            lambda: found.append(actions.search_for_request(actor=actor, ref=ref, words=words)),
        ):
            said = _("New places found: %(n)s.") if found[0] else _("Nothing new was found.")
            messages.success(request, said % {"n": found[0]} if found[0] else said)
            return redirect("members:request_places", ref)
    context = {
        "row": row,
        "form": form,
        "sources": all_sources(),
        "counted": all_counted(),
        "most": MOST_COUNTED,
    }
    return render(request, "members/office/rights/search.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, health=True)
@never_cache
def places(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Each place that was found: give out, black out names, or leave out."""
    actor = signed_in_actor(request)
    row = _worked_on(actor, ref)
    note_look(actor=actor, row=row)
    found = queries.found_for(actor=actor, row=row)
    every = [PlaceForm(one, sent(request)) for one in found]
    whole = forms.Form(sent(request))
    if whole.is_valid() and not any(form.errors for form in every):
        decided = {form.found.row.pk: (form.cleaned_data["answer"], form.names()) for form in every}
        if attempt(whole, lambda: actions.decide_places(actor=actor, ref=ref, decided=decided)):
            messages.success(request, _("Saved. This is how it would go out."))
            return redirect("members:request_places", ref)
    status = 422 if any(form.errors for form in every) else status_of(whole)
    problems = [problem for form in every for problem in problems_of(form)]
    context = {
        "row": row,
        "forms": every,
        "form": whole,
        "problems": problems,
        "mentions": mentions_of(row),
        "words": counted_words(row),
    }
    return render(request, "members/office/rights/places.html", context, status=status)


@only(Hat.ADMINISTRATOR, health=True)
@never_cache
def answer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The answer in words; without any it comes back filled in with ours, to be read."""
    actor = signed_in_actor(request)
    row = _worked_on(actor, ref)
    note_look(actor=actor, row=row)
    before = queries.case_of(actor=actor, row=row).letter
    own_page = queries.has_own_page(row)
    initial = {"outcome": row.outcome, "reason": row.reason, "form": row.form or "paper"}
    form = AnswerForm(sent(request), own_page=own_page, initial=initial | {"letter": before})
    if form.is_valid():
        written = form.written()
        if not written.letter.strip():
            with override(row.language):
                ours = first_words(row, written.outcome, written.reason)
            form = AnswerForm(own_page=own_page, initial=form.cleaned_data | {"letter": ours})
        elif attempt(form, lambda: actions.prepare_answer(actor=actor, ref=ref, written=written)):
            messages.success(request, _("Written. Nothing leaves before the second look."))
            return redirect("members:request", ref)
    context = {"row": row, "form": form, "head": letter_head()}
    return render(request, "members/office/rights/answer.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@never_cache
def look(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The second look: everything that would go out, and one button to let it go."""
    actor = signed_in_actor(request)
    row = _worked_on(actor, ref)
    note_look(actor=actor, row=row)
    again = row.prepared_by == actor.account_id
    label = _("You are alone in the office. What did you look at again?")
    form = WhyForm(sent(request), label=label) if again else forms.Form(sent(request))
    if form.is_valid():
        why = form.cleaned_data.get("why", "")
        seen = request.POST.get("seen", "")
        if attempt(form, lambda: actions.release_answer(actor=actor, ref=ref, seen=seen, why=why)):
            messages.success(request, _("It may go. The answer is being made."))
            return redirect("members:request", ref)
    context = {
        "row": row,
        "form": form,
        "case": queries.case_of(actor=actor, row=row),
        "places": queries.found_for(actor=actor, row=row),
        "seen": queries.mark_of_answer(actor=actor, row=row),
        "today": timezone.localdate(),
    }
    return render(request, "members/office/rights/look.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, health=True)
def not_yet(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Not like this: it is worked on again."""
    actor = signed_in_actor(request)
    row = _worked_on(actor, ref)
    words = _("Not like this"), _("Send it back"), _("It is worked on again.")
    return _step(
        request, row, WhyForm(sent(request), label=_("What has to change?")), words,
        lambda given: actions.send_back(actor=actor, ref=ref, why=given["why"]),
    )  # fmt: skip
