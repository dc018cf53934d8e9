"""Setting up boards: the list, one board, what waits for a moderator, closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.actions import boards as actions
from forums.board_forms import PLAIN, BoardForm, HoldingForm, NewBoardForm
from forums.models import Board
from forums.queries.former import had_a_former
from forums.queries.office import all_boards, board_to_set_up
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

HELD = (
    "first_posts_held", "holds_new_links", "holds_links", "holds_pictures", "holds_off_duty",
    "holds_all", "in_danger", "holds_methods", "pause",
)  # fmt: skip


@only(Hat.ADMINISTRATOR, Hat.MODERATOR)
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """Every board, closed ones last."""
    actor = signed_in_actor(request)
    moderates = actor.holds(Hat.MODERATOR)
    context = {
        "boards": all_boards(actor=actor),
        "moderates": moderates,
        "names_moderators": actor.holds(Hat.ADMINISTRATOR),
        "gives_badges": actor.holds(Hat.ADMINISTRATOR),
        "had_a_former": moderates and had_a_former(),
    }
    return render(request, "forums/office/boards.html", context)


@only(Hat.ADMINISTRATOR, Hat.MODERATOR)
def new_board(request: HttpRequest) -> HttpResponse:
    """One more board."""
    first = {"widest": "members", "starters": "members", "place": 50, "preset": "general"}
    form = NewBoardForm(sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        actions.make_board(actor=signed_in_actor(request), **form.values())
        messages.success(request, _("Added. Members find it from now on."))
        return redirect("forums:office_boards")
    context = {"form": form, "board": None}
    return render(request, "forums/office/board.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, Hat.MODERATOR)
def board(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Another name, place, group or audience."""
    actor = signed_in_actor(request)
    found = board_to_set_up(actor=actor, ref=ref)
    form = BoardForm(sent(request), initial=_initial(found.row))
    if request.method == "POST" and form.is_valid():
        actions.change_board(actor=actor, ref=ref, **form.values())
        messages.success(request, _("Saved."))
        return redirect("forums:office_boards")
    context = {"form": form, "board": found}
    return render(request, "forums/office/board.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, Hat.MODERATOR)
def holding(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What waits for a moderator on this board."""
    actor = signed_in_actor(request)
    found = board_to_set_up(actor=actor, ref=ref)
    form = HoldingForm(sent(request), initial={name: getattr(found.row, name) for name in HELD})
    if request.method == "POST" and form.is_valid():
        actions.change_board(actor=actor, ref=ref, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("forums:office_boards")
    context = {"form": form, "board": found}
    return render(request, "forums/office/holding.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, Hat.MODERATOR)
@require_POST
def close(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Closes a board, or opens it again."""
    closed = request.POST.get("closed") != "no"
    actions.close_board(actor=signed_in_actor(request), ref=ref, closed=closed)
    messages.success(
        request,
        _("Closed. What stands there can still be read; you can open it again here.")
        if closed
        else _("Open again."),
    )
    return redirect("forums:office_boards")


def _initial(row: Board) -> dict[str, Any]:
    texts = {
        f"{name}_{code}": getattr(row, name).get(code, "")
        for name in BoardForm.in_languages
        for code, _language in settings.LANGUAGES
    }
    plain = {name: getattr(row, name) for name in PLAIN}
    return {**texts, **plain, "group": row.group_id or ""}
