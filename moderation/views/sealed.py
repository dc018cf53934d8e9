"""What lies sealed: read for a written purpose, kept for an authority, deleted early by two people."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import sealing as actions
from moderation.forms import SealedForm
from moderation.queries import sealed as queries
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only

Words = str | Promise
ASKED: dict[str, tuple[Words, Words]] = {
    "open": (
        _("What do you have to read it for?"),
        _("It is kept with your name. The author sees that a moderator looked, not who or why."),
    ),
    "keep": (
        _("Who needs it, and what for?"),
        _("For example a letter of a court. Leave out names."),
    ),
    "ask": (
        _("Why can it not wait?"),
        _("Another moderator reads this and says yes or no. After a yes, nobody can undo it."),
    ),
}
DONE: dict[str, Words] = {
    "open": _("You can read it for an hour."),
    "keep": _("It is kept until somebody says that nobody needs it any more."),
    "ask": _("Asked. Another moderator says yes or no."),
    "release": _("It is deleted when its time is over."),
    "yes": _("It is deleted for good."),
    "no": _("It stays sealed until its time is over."),
}


@only(Hat.MODERATOR, health=True)
@require_safe
def sealed(request: HttpRequest) -> HttpResponse:
    """All of it by its outside."""
    rows = queries.sealed_now(actor=signed_in_actor(request))
    return render(request, "moderation/sealed.html", {"rows": rows})


@only(Hat.MODERATOR, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def sealed_one(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One of it; each thing that is done to it is asked for with a reason."""
    actor, act = signed_in_actor(request), request.POST.get("act", "")
    forms = {
        name: SealedForm(request.POST if act == name else None, label=label, hint=hint, prefix=name)
        for name, (label, hint) in ASKED.items()
    }
    form = forms.get(act)
    if form is not None:
        if form.is_valid() and attempt(form, _does(actor, ref, act, form.cleaned_data["why"])):
            messages.success(request, str(DONE[act]))
            return redirect("moderation:sealed_one", ref)
    elif act in DONE:
        try:
            with transaction.atomic():
                _does(actor, ref, act, "")()
            messages.success(request, str(DONE[act]))
        except PermissionDenied as refused:
            messages.warning(request, str(refused))
        return redirect("moderation:sealed_one", ref)
    found = queries.sealed_shown(actor=actor, ref=ref)
    context = {"found": found, "forms": forms}
    status = status_of(form) if form is not None else 200
    return render(request, "moderation/sealed_one.html", context, status=status)


def _does(actor: SignedIn, ref: UUID, act: str, why: str) -> Callable[[], object]:
    return {
        "open": lambda: actions.open_sealed(actor=actor, ref=ref, purpose=why),
        "keep": lambda: actions.keep_sealed(actor=actor, ref=ref, why=why),
        "ask": lambda: actions.ask_to_delete(actor=actor, ref=ref, why=why),
        "release": lambda: actions.release_sealed(actor=actor, ref=ref),
        "yes": lambda: actions.settle_deleting(actor=actor, ref=ref, yes=True),
        "no": lambda: actions.settle_deleting(actor=actor, ref=ref, yes=False),
    }[act]
