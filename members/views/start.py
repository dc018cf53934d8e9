"""Everybody's own start page, by the hat somebody wears."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.asking import signed_in_actor
from members.hats import HAT_LABELS
from members.models import Person
from members.start_page import Work, greeting, own_page, work_of
from members.views.helping import on_the_way_to_help
from members.views.sessions import other_hats
from members.work_table import work_table
from po_platform.access.actor import ANY_TICK, NEEDS_SECOND_FACTOR, Hat, SignedIn
from po_platform.access.declare import helpers_too, signed_in

# Hats whose worklist is a page of its own.
DESKS = {Hat.ADMINISTRATOR: "members:office", Hat.CLINICIAN: "members:clinic"}


@helpers_too(*ANY_TICK)
@signed_in(health=True)
def start(request: HttpRequest) -> HttpResponse:
    """One sentence, the one thing waiting, and quiet offers; for staff their worklist."""
    actor = signed_in_actor(request)
    if actor.helping:
        return redirect("members:for_whom")
    if actor.state == Person.State.UNDECIDED:
        return redirect("members:of_age")
    if onward := on_the_way_to_help(request):
        return redirect(onward)
    if not actor.roles and actor.state == Person.State.APPLIED:
        return redirect("members:waiting")
    if actor.hat in DESKS:
        return redirect(DESKS[actor.hat])
    if actor.hat in NEEDS_SECOND_FACTOR:
        return _desk(request, actor)
    return _own_start(request, actor)


def _own_start(request: HttpRequest, actor: SignedIn) -> HttpResponse:
    page = own_page(actor)
    context = {
        "greeting": _greet(actor),
        "message": _waiting_words(len(page.waiting)),
        "first": page.waiting[0] if page.waiting else None,
        "then": page.waiting[1:],
        "first_weeks": page.first_weeks,
        "rows": page.rows,
        "hats": other_hats(actor),
    }
    return render(request, "members/start.html", context)


def _desk(request: HttpRequest, actor: SignedIn) -> HttpResponse:
    work = work_of(actor, actor.hat)
    context = {
        "greeting": _greet(actor),
        "message": _work_words(work),
        "known": work is not None,
        "work": work_table(work or []),
        "hat": HAT_LABELS[actor.hat],
        "hats": other_hats(actor),
    }
    return render(request, "members/desk.html", context)


def _greet(actor: SignedIn) -> str:
    return greeting(timezone.localtime().hour, actor.display_name)


def _waiting_words(count: int) -> str:
    if not count:
        return _("Nothing is waiting for you.")
    if count == 1:
        return _("One thing is waiting for you.")
    return _("%(count)s things are waiting for you.") % {"count": count}


def _work_words(work: list[Work] | None) -> str:
    if work is None:
        return _("There is nothing here yet.")
    if not work:
        return _("Nothing is waiting for you.")
    return ngettext(
        "%(count)s thing needs a person.", "%(count)s things need a person.", len(work)
    ) % {"count": len(work)}
