"""The association's list comes in: upload, match, look, carry out; then invitations in waves."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from files.progress import SECONDS
from members.actions.list_invitations import invite_wave
from members.actions.list_letters import MOST_LETTERS
from members.actions.member_list import (
    AnotherRuns,
    NumberTaken,
    asked_about_difference,
    match_list,
    promise_to_forget,
    put_away_list,
    put_list,
    start_list,
    write_down_number,
)
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.forms.member_list import ForgetForm, MatchForm, NumberForm, UploadForm, WaveForm
from members.list_columns import what_is_missing
from members.list_lines import key_mark_of
from members.models import MemberList
from members.queries import member_list as queries
from members.queries.letters import letter_head
from members.queries.people_office import person_by_ref
from members.views.office_task import Task, task_page
from po_platform.access.actor import Hat
from po_platform.access.declare import only

State = MemberList.State
SAMPLE = 20  # first lines from which columns get their examples


@only(Hat.ADMINISTRATOR)
def member_list(request: HttpRequest) -> HttpResponse:
    """How far the list has become members, and what can be done next."""
    actor = signed_in_actor(request)
    context = {
        "overview": queries.overview(actor=actor),
        "lists": queries.recent_lists(actor=actor),
        "differing": queries.differing(actor=actor),
        "days": queries.forgotten_after(),
    }
    return render(request, "members/office/lists/list.html", context)


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
def upload(request: HttpRequest) -> HttpResponse:
    """The file. What stands in it is sealed; nobody's row changes yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = put_list(
            actor=signed_in_actor(request),
            table=form.table,
            name=form.cleaned_data["file"].name,
            language=form.cleaned_data["language"],
        )
        return redirect("members:match_list", row.ref)
    context = {"form": form}
    return render(request, "members/office/lists/upload.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, health=True)
@never_cache
def match(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Which column is what, beside the first lines of the list."""
    actor = signed_in_actor(request)
    row = queries.list_by_ref(actor=actor, ref=ref)
    if row.state != State.NEW:
        return redirect("members:look_at_list", ref)
    table = queries.table_of(actor=actor, upload=row)
    form = MatchForm(table.header, table.lines[:SAMPLE], row.matching, request.POST or None)
    if request.method == "POST" and form.is_valid():
        match_list(actor=actor, ref=ref, matching=form.matching)
        return redirect("members:look_at_list", ref)
    return render(
        request, "members/office/lists/match.html", {"form": form}, status=status_of(form)
    )


@only(Hat.ADMINISTRATOR, health=True)
@never_cache
def look(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What carrying out would do; while it runs, how far; afterwards, what it did."""
    actor = signed_in_actor(request)
    row = queries.list_by_ref(actor=actor, ref=ref)
    if request.method == "POST":
        return _decided(request, row)
    if row.state != State.NEW:
        response = render(request, "members/office/lists/outcome.html", {"list": row})
        if row.state == State.RUNNING:
            response.headers["Refresh"] = str(SECONDS)
        return response
    if what_is_missing(row.matching):
        return redirect("members:match_list", ref)
    plan = queries.plan_of(actor=actor, upload=row)
    context = {"list": row, "plan": plan, "counts": plan.counts}
    return render(request, "members/office/lists/look.html", context)


def _decided(request: HttpRequest, row: MemberList) -> HttpResponse:
    actor = signed_in_actor(request)
    if "put_away" in request.POST:
        if put_away_list(actor=actor, ref=row.ref):
            messages.success(request, _("Put away. Nothing of this list is kept."))
        return redirect("members:member_list")
    if what_is_missing(row.matching):
        return redirect("members:match_list", row.ref)
    try:
        start_list(actor=actor, ref=row.ref)
    except AnotherRuns:
        messages.warning(
            request, _("Another list is being worked on. Try again when it is finished.")
        )
    return redirect("members:look_at_list", row.ref)


@only(Hat.ADMINISTRATOR, fresh=True)
def invite_from_list(request: HttpRequest) -> HttpResponse:
    """The next wave of invitations by e-mail; letters are made from here too."""
    actor = signed_in_actor(request)
    form = WaveForm(request.POST or None)
    sent: list[int] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form, lambda: sent.append(invite_wave(actor=actor, most=form.cleaned_data["most"]))
        )
    ):
        said = ngettext(
            "%(count)s person is written to.", "%(count)s people are written to.", sent[0]
        )
        messages.success(request, said % {"count": sent[0]})
        return redirect("members:member_list")
    context = {
        "form": form,
        "overview": queries.overview(actor=actor),
        "lately": queries.lately_by_letter(actor=actor).exists(),
        "head": letter_head() is not None,
        "most": MOST_LETTERS,
    }
    return render(request, "members/office/lists/invite.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
def forgetting(request: HttpRequest) -> HttpResponse:
    """When silence counts as no."""
    actor = signed_in_actor(request)
    form = ForgetForm(request.POST or None, initial={"days": queries.forgotten_after()})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: promise_to_forget(actor=actor, days=form.cleaned_data["days"]))
    ):
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("members:member_list")
    return render(
        request, "members/office/lists/forgetting.html", {"form": form}, status=status_of(form)
    )


@only(Hat.ADMINISTRATOR)
def number(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Under which number somebody who is here already stands in the list."""
    actor = signed_in_actor(request)
    who = person_by_ref(actor=actor, ref=ref)
    listed = getattr(who, "listed", None)
    form = NumberForm(request.POST or None, initial={"key": listed.key if listed else ""})
    if request.method == "POST" and form.is_valid():
        key = cast(str, form.cleaned_data["key"])
        try:
            if attempt(
                form,
                lambda: write_down_number(
                    actor=actor, person_id=who.pk, key=key, key_mark=key_mark_of(key)
                ),
            ):
                messages.success(request, _("Saved."))
                return redirect("members:person", ref)
        except NumberTaken:
            form.add_error("key", _("Somebody else stands in your list under this number"))
    task = Task(_("Number in your list"), _("Save the number"))
    return task_page(request, who, form, task)


@only(Hat.ADMINISTRATOR)
@require_POST
def settled(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The office asked the member about what the list says otherwise."""
    actor = signed_in_actor(request)
    who = person_by_ref(actor=actor, ref=ref)
    asked_about_difference(actor=actor, person_id=who.pk)
    return redirect("members:member_list")
