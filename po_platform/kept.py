"""What somebody is still writing is kept while she writes, so that a dead battery costs a moment."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from .access.actor import Actor, SignedIn
from .access.declare import signed_in
from .access.typed import keep_unsent

LONGEST_ADDRESS = 500  # signs


@signed_in()
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """The fields of one form. Two headers say where it goes and on which page it stands; nothing
    else is looked at here: whoever opens that page again passes its door again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
    to, page = (_address(request.headers.get(name, "")) for name in ("X-Goes-To", "X-Stands-On"))
    if not isinstance(actor, SignedIn) or not to or not page:
        raise BadRequest
    kept = keep_unsent(request, path=to, page=page, whose=actor.account_id)
    return HttpResponse(status=204 if kept else 422)


def _address(text: str) -> str:
    """A path of ours, "" for anything else."""
    parts = urlsplit(text)
    is_ours = text.startswith("/") and not parts.netloc and len(text) <= LONGEST_ADDRESS
    return parts.path if is_ours else ""
