"""Where one can turn to: for everybody, and for those who keep the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import actor_of, sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import help_lines as actions
from moderation.danger_forms import HelpLineForm
from moderation.queries import help_lines as queries
from po_platform.access.actor import Hat
from po_platform.access.declare import only, public

LARGEST = 2**62
KEEPERS = (Hat.MODERATOR, Hat.ADMINISTRATOR)


@public
@require_safe
def help_lines(request: HttpRequest) -> HttpResponse:
    """Numbers and addresses somebody checked, by whom they are for; the reader's language first."""
    language = (get_language() or "en").partition("-")[0]
    groups, others = queries.groups_of(actor=actor_of(request), language=language)
    return render(request, "moderation/help_lines.html", {"groups": groups, "others": others})


@only(*KEEPERS)
@require_safe
def kept_lines(request: HttpRequest) -> HttpResponse:
    """All of them, with who looks after each and when it was checked."""
    rows = queries.kept_lines(actor=signed_in_actor(request))
    return render(request, "moderation/kept_lines.html", {"kept": rows})


@only(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def help_line(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new one, or one that is changed."""
    actor = signed_in_actor(request)
    number = None if number is None else min(number, LARGEST)
    row = None if number is None else queries.line_to_change(actor=actor, number=number)
    names = (*actions.FIELDS, "version")
    first = {name: getattr(row, name) for name in names} if row else {"language": get_language()}
    form = HelpLineForm(sent(request), initial=first)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: actions.save_line(
                actor=actor, number=number, version=given["version"] or 0, given=given
            ),
        ):
            messages.success(request, _("Saved. It counts as checked today."))
            return redirect("moderation:kept_lines")
    context = {"form": form, "row": row}
    return render(request, "moderation/help_line.html", context, status=status_of(form))


@only(*KEEPERS)
@require_POST
def mind_line(request: HttpRequest, number: int) -> HttpResponse:
    """Checked and right, taken over, or taken away."""
    actor, number = signed_in_actor(request), min(number, LARGEST)
    act = request.POST.get("act", "")
    if act == "right":
        actions.check_line(actor=actor, number=number)
        messages.success(request, _("Checked today. Thank you."))
    elif act == "mine":
        actions.take_over_line(actor=actor, number=number)
        messages.success(request, _("You look after it from now on."))
    elif act == "away":
        actions.take_line_away(actor=actor, number=number)
        messages.success(request, _("Taken away. Nobody finds it any more."))
    return redirect("moderation:kept_lines")
