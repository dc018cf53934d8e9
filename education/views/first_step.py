"""The first step of a programme for everybody, in two minutes: nothing is kept but in this browser's visit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.card_codes import code_of
from education.forms.programmes import WorksheetForm
from education.page_text import as_html, line_as_html
from education.programme_shape import first_alone
from education.queries.programmes import ProgrammeShown, programme_shown
from education.queries.reading import explained_in
from education.visit import FIRST, card_for, has_unclaimed, keep_words, own_words
from members.asking import actor_of, sent
from members.attempts import status_of
from members.share_codes import in_groups
from notifications.letters import absolute
from po_platform.access.declare import public

WRITE = ("GET", "HEAD", "POST")


@public
@require_http_methods(WRITE)
def first_step(request: HttpRequest, slug: str) -> HttpResponse:
    """It is read, and a few words are written; they go along when she begins."""
    shown = programme_shown(slug)
    step = first_alone(shown.modules)
    if step is None or shown.version.stop_id is not None:
        return redirect("education:programme", slug)
    if request.method == "POST" and request.POST.get("do") == "forget":
        request.session.pop(FIRST, None)
        messages.success(request, _("Gone. Nothing you wrote is here any more."))
        return redirect("education:first_step", slug)
    actor = actor_of(request)
    own = own_words(request, shown.programme, actor=actor)
    form = WorksheetForm(
        sent(request), ask=step.ask, initial={"words": own},
        who_reads=_("Nobody reads it, and it is gone in an hour unless you begin."),
    )  # fmt: skip
    if form.is_valid():
        words = form.cleaned_data["words"]
        keep_words(request, shown.programme, step.id, words, actor=actor)
        # Shown in this answer alone: whoever sits down next and goes to the sheet sees none.
        return _sheet(request, shown, words) if words else redirect("education:first_sheet", slug)
    explained = explained_in(shown.programme.language)
    context = {
        "shown": shown, "step": step, "form": form,
        "is_kept": bool(own) or has_unclaimed(request, shown.programme),
        "html": as_html(step.text, explained), "transcript": as_html(step.transcript, explained),
        "items": [line_as_html(one, explained) for one in step.items],
    }  # fmt: skip
    return render(request, "education/programmes/first.html", context, status=status_of(form))


@public
@require_safe
def first_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """How she goes on at home: to print, or to begin now; with what she wrote, if she signed in."""
    shown = programme_shown(slug)
    is_open = first_alone(shown.modules) is not None and shown.version.stop_id is None
    if not is_open or FIRST not in request.session:
        return redirect("education:first_step", slug)
    return _sheet(request, shown, own_words(request, shown.programme, actor=actor_of(request)))


def _sheet(request: HttpRequest, shown: ProgrammeShown, words: str) -> HttpResponse:
    card = card_for(request, shown.programme)
    own_page = reverse("education:programme", args=[shown.programme.slug])
    address = reverse("education:card") if card else own_page
    context = {
        "shown": shown, "step": first_alone(shown.modules), "words": words,
        "is_unclaimed": has_unclaimed(request, shown.programme),
        "code": in_groups(code_of(str(card))) if card else "",
        "address": absolute(address),
    }  # fmt: skip
    return render(request, "education/programmes/first_sheet.html", context)
