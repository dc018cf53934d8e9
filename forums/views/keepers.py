"""For the office: who moderates some boards and no others."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.queries.boards import BoardShown
from forums.queries.office import all_boards
from forums.watching_forms import KeeperForm
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.queries.organisation import in_language
from moderation.actions.places import end_keeper, name_keeper
from moderation.queries.places import keepers as all_keepers
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def keepers(request: HttpRequest) -> HttpResponse:
    """Who does, and one more; boards of one group are ticked together."""
    actor = signed_in_actor(request)
    titles = {board.row.ref: _named(board) for board in all_boards(actor=actor)}
    form = KeeperForm(sent(request), boards=[(str(ref), title) for ref, title in titles.items()])
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: name_keeper(
                actor=actor, person=given["member"], places=given["boards"], reason=given["reason"]
            ),
        ):
            messages.success(request, _("Done. It counts from the next page she opens."))
            return redirect("forums:keepers")
    found = [
        (person, [(ref, titles[ref]) for ref in places if ref in titles])
        for person, places in all_keepers(actor=actor)
    ]
    context = {"form": form, "keepers": found}
    return render(request, "forums/office/keepers.html", context, status=status_of(form))


def _named(board: BoardShown) -> str:
    group = board.row.group
    if group is None:
        return board.title
    return f"{board.title} ({in_language(group.name, get_language() or 'en')})"


@only(Hat.ADMINISTRATOR)
@require_POST
def end(request: HttpRequest, person: UUID) -> HttpResponse:
    """One board, or all of them; with the last one the role ends."""
    given = request.POST.get("board", "")
    try:
        board = UUID(given) if given else None
    except ValueError:
        raise Http404 from None
    reason = _("Ended where the boards are set up.")
    end_keeper(actor=signed_in_actor(request), person=person, place=board, reason=reason)
    messages.success(request, _("Ended. It counts from the next page she opens."))
    return redirect("forums:keepers")
