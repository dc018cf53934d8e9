"""Taking part less, or no more: letters about studies, new use, new data and leaving, one page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent
from po_platform.access.actor import SignedIn, Tick
from po_platform.access.declare import helpers_too, signed_in
from po_platform.access.refusals import demand
from registry.actions import closing
from registry.actions.joining import leave_registry
from registry.consent import Sheet
from registry.forms.ending import CLOSED, CONTACT, DATA, LEAVE, EndingForm
from registry.models import Participation
from registry.queries.participation import my_answers
from registry.rules import may_change_answer, may_leave
from registry.views.joining import language_of
from registry.views.my_consent import UNUSABLE, hers


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """What can end, one thing at a time; what leaving ends and leaves; then one button."""
    actor, mine = hers(request, slug)
    demand(may_leave(actor, mine))
    if mine.state == Participation.State.WITHDRAWN:
        return redirect("registry:about", slug=slug)
    form = EndingForm(sent(request), can_end=_can_end(actor, mine))
    if request.method == "POST" and form.is_valid():
        end, said = _ends(actor, mine, language_of(Sheet.of(mine.sheet.content)))[form.wish()]
        end()
        messages.success(request, said)
        left = form.wish() == LEAVE
        return redirect("registry:about" if left else "registry:my_consent", slug=slug)
    context = {"mine": mine, "form": form, "helping": actor.helping, **_what_leaving_does()}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/mine/leave.html", context, status=status)


@helpers_too(Tick.ANSWER)
@signed_in(health=True)
@require_POST
def give_again(request: HttpRequest, slug: str) -> HttpResponse:
    """New data may be entered again."""
    actor, mine = hers(request, slug)
    language = language_of(Sheet.of(mine.sheet.content))
    closing.give_again(actor=actor, taking_part=mine, language=language)
    messages.success(request, _("New data about you can be entered again."))
    return redirect("registry:my_data", slug=slug)


def _can_end(actor: SignedIn, mine: Participation) -> list[str]:
    """What she allows now and could end alone; leaving is always there."""
    if not may_change_answer(actor, mine):
        return [LEAVE]
    sheet = Sheet.of(mine.sheet.content)
    allowed = {
        one.question.kind
        for one in my_answers(actor=actor, registry=mine.registry, sheet=sheet)
        if one.question.scope(one.said)
    }
    found = [kind for kind in (CONTACT, DATA) if kind in allowed]
    return [*found, *([] if mine.closed_at else [CLOSED]), LEAVE]


def _ends(
    actor: SignedIn, mine: Participation, language: str
) -> dict[str, tuple[Callable[[], object], str]]:
    """Wish → what carries it out, and what is said of it."""
    about = {"actor": actor, "taking_part": mine, "language": language}
    return {
        CONTACT: (
            lambda: closing.say_no_to_all(kind="contact", **about),  # type: ignore[arg-type]  # as named above
            _("Saved. You get no letters about studies any more."),
        ),
        DATA: (
            lambda: closing.say_no_to_all(kind="data", **about),  # type: ignore[arg-type]  # as named above
            _("Saved. Nothing of yours is used for anything new."),
        ),
        CLOSED: (
            lambda: closing.give_nothing_more(**about),  # type: ignore[arg-type]  # as named above
            _("Saved. Nothing new is entered about you. You can allow it again on any day."),
        ),
        LEAVE: (
            lambda: leave_registry(**about),  # type: ignore[arg-type]  # as named above
            _("You have left the registry. Nothing of yours is used any more."),
        ),
    }


def _what_leaving_does() -> dict[str, list[str]]:
    return {
        "goes": [
            _("Everything you agreed to in this registry ends now."),
            _("Nobody of the registry sees your data any more, and nobody enters any."),
            _("You are in no new count and in nothing that goes out to researchers."),
            _("Nobody writes to you because of this registry."),
        ],
        "stays": [
            _("Your data stay in your own file. You can read them here and take them along."),
            _("What researchers already worked with. We tell them that you have left."),
            _("What you decided, word for word, as proof for you and for us."),
            _("Your membership, and everything else here."),
        ],
    }
