"""Lists of words with a way to try them, and members whose posts a moderator reads first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.actions import watching as actions
from forums.queries import watching as queries
from forums.watching_forms import ReadFirstForm, TryWordsForm, WordsForm
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.own_pages import own_page
from po_platform.access.actor import Hat
from po_platform.access.declare import only

READS_AND_WRITES = ["GET", "HEAD", "POST"]


@only(Hat.ADMINISTRATOR, Hat.MODERATOR)
@require_http_methods(READS_AND_WRITES)
def words(request: HttpRequest) -> HttpResponse:
    """Every list; a text sent here is only tried on them."""
    actor = signed_in_actor(request)
    form = TryWordsForm(sent(request))
    context: dict[str, Any] = {"rows": queries.lists_of_words(actor=actor), "form": form}
    if form.is_bound and form.is_valid():
        context |= {"tried": True, "met": queries.tried(actor=actor, **form.cleaned_data)}
    return render(request, "forums/office/words.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, Hat.MODERATOR)
@require_http_methods(READS_AND_WRITES)
def one_list(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A list, new or changed."""
    actor = signed_in_actor(request)
    row = queries.list_of_words(actor=actor, number=min(number, 2**62)) if number else None
    first = (
        {"name": row.name, "lines": "\n".join(row.lines), "effect": row.effect, "page": row.page}
        if row
        else {"effect": "look"}
    )
    form = WordsForm(sent(request), initial=first)
    if form.is_bound and form.is_valid():
        actions.put_words(actor=actor, number=row.pk if row else None, **form.cleaned_data)
        messages.success(request, _("Saved. It counts for posts from now on."))
        return redirect("forums:watched_words")
    gone = row is not None and bool(row.page) and own_page(row.page) is None
    context = {"form": form, "row": row, "gone": gone}
    return render(request, "forums/office/words_list.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, Hat.MODERATOR)
@require_POST
def take_away(request: HttpRequest, number: int) -> HttpResponse:
    """The list goes; what waits because of it stays where it is."""
    actions.take_words_away(actor=signed_in_actor(request), number=min(number, 2**62))
    messages.success(request, _("Taken away. What waits already is still decided about."))
    return redirect("forums:watched_words")


@only(Hat.MODERATOR, health=True)
@require_safe
def all_first(request: HttpRequest) -> HttpResponse:
    """Members whose posts wait now."""
    rows = queries.all_read_first(actor=signed_in_actor(request))
    return render(request, "forums/office/all_first.html", {"rows": rows})


@only(Hat.MODERATOR, health=True)
@require_http_methods(READS_AND_WRITES)
def first(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Whether the posts of one member wait, for how long and why."""
    actor = signed_in_actor(request)
    person, there = queries.read_first_of(actor=actor, ref=ref)
    form = ReadFirstForm(None if there else sent(request), initial={"days": 7})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.read_first(actor=actor, person=ref, **given)):
            messages.success(
                request, _("It holds from now on. The member is told, and it ends by itself.")
            )
            return redirect("forums:read_first", ref)
    context = {"form": form, "person": person, "there": there}
    return render(request, "forums/office/first.html", context, status=status_of(form))


@only(Hat.MODERATOR, health=True)
@require_POST
def end_first(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Her posts come out as before."""
    actions.end_read_first(actor=signed_in_actor(request), person=ref)
    messages.success(request, _("Ended. What waits already is still decided about."))
    return redirect("forums:read_first", ref)
