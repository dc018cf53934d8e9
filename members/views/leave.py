"""A member leaves by herself, and comes back within 30 days if she changes her mind."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.actions.ending import Told, come_back, person_behind
from members.actions.states import change_state
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.ending_rules import GRACE
from members.forms.ending import LeaveForm
from members.models import Person
from po_platform.access.declare import by_code, public, signed_in


@signed_in(health=True, fresh=True)
def leave(request: HttpRequest) -> HttpResponse:
    """What stops, what becomes of the data, one press. It counts at once."""
    actor = signed_in_actor(request)
    form = LeaveForm(sent(request))
    if form.is_valid() and attempt(
        form,
        lambda: change_state(
            actor=actor,
            person_id=actor.person_id,
            state=Person.State.LEFT,
            reason=_("Left by herself"),
            told=Told(wish=form.cleaned_data["wish"]),
        ),
    ):
        logout(request)
        return redirect("members:left")
    context = {"form": form, "until": timezone.now() + GRACE}
    return render(request, "members/leave/leave.html", context, status=status_of(form))


@public
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """What happened, and how to come back; nothing about anybody stands here."""
    return render(request, "members/leave/left.html")


@by_code
@never_cache
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the address of the e-mail comes back with one press."""
    if person_behind(code) is None:
        return render(request, "members/leave/back_gone.html", status=410)
    if request.method == "POST":
        done = come_back(code=code)
        page = "members/leave/is_back.html" if done else "members/leave/back_gone.html"
        return render(request, page, status=200 if done else 410)
    return render(request, "members/leave/back.html")
