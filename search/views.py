"""The search page; words for the same; what was looked for and not found."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import actor_of, sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import SignedIn
from po_platform.access.declare import only, public_with_own
from po_platform.kit.engines import not_for_engines

from . import actions, queries
from .forms import SameWordsForm, SearchForm
from .models import SameWords
from .rules import KEEPERS

NARROWED = ("where", "when", "by", "helped", "expert")


def _here() -> str:
    return (get_language() or "en")[:2]


@public_with_own
@not_for_engines
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything this reader may read, by words; nothing is asked before something was typed."""
    actor, given = actor_of(request), request.GET
    asked_for = given if "q" in given else None
    places = queries.places(actor=actor)
    if (where := given.get("where", "")[:80]) not in dict(places):
        places += queries.place_named(actor=actor, where=where)
    form = SearchForm(asked_for, places=places, of_people=isinstance(actor, SignedIn))
    narrowed = any(given.get(name) for name in NARROWED)
    context: dict[str, Any] = {"form": form, "narrowed": narrowed}
    if not form.is_bound or not form.is_valid():
        return render(request, "search/search.html", context, status=status_of(form))
    typed, where, when = (form.cleaned_data[name] for name in ("q", "where", "when"))
    by, helped = form.cleaned_data.get("by", ""), form.cleaned_data["helped"]
    expert = form.cleaned_data["expert"]
    before = given.get("before", "")[:120]
    try:
        found = queries.results(
            actor=actor, typed=typed, language=_here(), where=where, days=int(when or 0),
            before=before, by=by, helped=helped, expert=expert,
        )  # fmt: skip
    except queries.TooSlow:
        context["too_slow"] = True
        return render(request, "search/search.html", context)
    if found.asked and found.is_empty and not (before or narrowed or found.danger):
        actions.note_not_found(words=found.asked, language=_here())
    kept = {"q": found.asked, "where": where, "when": when}
    chosen = (("by", by), ("helped", helped and "on"), ("expert", expert and "on"))
    kept |= {name: value for name, value in chosen if value}
    parts = [
        (part, f"?{urlencode({**kept, 'before': part.older})}" if part.older else "")
        for part in found.parts
        if part.hits
    ]
    context |= {
        "found": found,
        "parts": parts,
        "newest_url": f"?{urlencode(kept)}" if before else "",
    }
    return render(request, "search/search.html", context)


@only(*KEEPERS)
@require_safe
def same_words(request: HttpRequest) -> HttpResponse:
    """Words for the same, by the first of them."""
    after = request.GET.get("after", "")[:80].replace("\x00", "")
    rows = queries.all_same_words(actor=signed_in_actor(request), after=after)
    more = len(rows) > queries.PAGE
    rows = rows[: queries.PAGE]
    context = {
        "rows": rows,
        "older_url": f"?{urlencode({'after': rows[-1].words[0]})}" if more else "",
        "newer_url": "?" if after else "",
    }
    return render(request, "search/same_words.html", context)


@only(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def one_group(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """One group, new or changed; a new one may begin with words nobody found."""
    row = get_object_or_404(SameWords, pk=min(number, 2**62)) if number else None
    asked = request.GET.get("words", "")[:60].replace("\x00", "")
    initial = {
        "words": "\n".join(row.words) if row else asked,
        "language": row.language if row else "",
    }
    form = SameWordsForm(sent(request), initial=initial)
    if form.is_bound and form.is_valid():
        actor = signed_in_actor(request)
        if attempt(
            form, lambda: actions.put_same_words(actor=actor, number=number, **form.cleaned_data)
        ):
            messages.success(request, _("Saved. Search knows it from now on."))
            return redirect("search:same_words")
    context = {"form": form, "row": row}
    return render(request, "search/words.html", context, status=status_of(form))


@only(*KEEPERS)
@require_POST
def take_away(request: HttpRequest, number: int) -> HttpResponse:
    """A group goes; the page after it holds its words, to put them back."""
    gone = actions.take_away_same_words(actor=signed_in_actor(request), number=min(number, 2**62))
    messages.success(
        request, _("Taken away: %(words)s. To undo it, add them again.") % {"words": str(gone)}
    )
    return redirect("search:same_words")


@only(*KEEPERS)
@require_safe
def not_found(request: HttpRequest) -> HttpResponse:
    """What people looked for in vain: what to write next, or another word to add."""
    rows = [
        (row, f"{reverse('search:new_words')}?{urlencode({'words': row.words})}")
        for row in queries.not_found(actor=signed_in_actor(request))
    ]
    return render(request, "search/not_found.html", {"rows": rows})


@only(*KEEPERS)
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """One of them is off the list."""
    actions.settle(actor=signed_in_actor(request), number=min(number, 2**62))
    messages.success(request, _("Off the list. If people look for it again, it comes back."))
    return redirect("search:not_found")
