"""The page that waits for a code from a mailbox: the same for coming in, joining and fresh proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from members.check_figure import figures_of
from members.forms.signing import CodeForm, in_two_groups
from members.mail_code import LENGTH, Asked, Outcome, Purpose, asked_by, enter, forget

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Waiting:
    """What differs between the three: where to ask again or anew, and what the button says."""

    purpose: Purpose
    button: Words
    again: str  # URL name, POST: the same mailbox once more
    anew: str  # URL name: from the beginning
    anew_label: Words


def code_page(
    request: HttpRequest, waiting: Waiting, done: Callable[[Asked], HttpResponse]
) -> HttpResponse:
    """GET shows, also to a scanner of mails, and uses nothing up; POST tries the code.

    Raises TooOften. `done` runs for the right code, once.
    """
    asked = asked_by(request, waiting.purpose)
    if asked is None or asked.too_old:
        return _no_code(request, waiting, Outcome.TOO_OLD if asked else Outcome.NOT_ASKED)
    given = in_two_groups(figures_of(request.GET.get("code", ""))[:LENGTH])
    form = CodeForm(request.POST or None, initial={"code": given})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = enter(request, waiting.purpose, form.cleaned_data["code"])
            if outcome is Outcome.RIGHT:
                forget(request, waiting.purpose)
                return done(asked)
            if outcome is not Outcome.WRONG:
                return _no_code(request, waiting, outcome)
            form.add_error("code", _("This code does not fit. Take it from our newest e-mail"))
    context = {"form": form, "asked": asked, "waiting": waiting, "from_mail": bool(given)}
    return render(request, "members/signing/code.html", context, status=status)


def _no_code(request: HttpRequest, waiting: Waiting, outcome: Outcome) -> HttpResponse:
    """Another browser, too late, tried five times, or used: what happened and what to do."""
    status = 200 if request.method == "GET" else 422
    context = {"outcome": outcome.value, "waiting": waiting}
    return render(request, "members/signing/no_code.html", context, status=status)
