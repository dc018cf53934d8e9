"""Groups that begin a programme together: the guide's pages, and a member's."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.actions import groups as actions
from education.forms.groups import GroupForm, JoinForm, known_of
from education.models import ProgrammeGroup
from education.queries import groups as queries
from education.queries.guiding import own_guide_page
from education.queries.programmes import published
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in

WRITE = ("GET", "HEAD", "POST")


@only(Hat.GUIDE)
@require_safe
def guide_groups(request: HttpRequest) -> HttpResponse:
    """Those she keeps."""
    actor = signed_in_actor(request)
    context = {"groups": queries.groups_kept(actor=actor), "own": own_guide_page(actor=actor)}
    return render(request, "education/guides/groups.html", context)


@only(Hat.GUIDE)
@require_http_methods(WRITE)
def guide_group(request: HttpRequest, ref: UUID | None = None) -> HttpResponse:
    """A new one; or one with its people, another day or place, or that it does not take place."""
    actor = signed_in_actor(request)
    found = queries.group_kept(actor=actor, ref=ref) if ref else None
    if found and request.method == "POST" and request.POST.get("do") == "cancel":
        actions.cancel_group(actor=actor, ref=found.row.ref)
        messages.success(request, _("It does not take place. Everybody in it is told."))
        return redirect("education:guide_groups")
    programmes = [one for one in published(get_language() or "en") if one.guided]
    if found and found.row.programme not in programmes:
        programmes.append(found.row.programme)
    known = known_of(found.row) if found else {}
    form = GroupForm(
        sent(request), programmes=programmes, row=found.row if found else None, initial=known
    )
    if form.is_valid():
        made: list[ProgrammeGroup] = []
        if attempt(
            form, lambda: made.append(actions.put_group(actor=actor, ref=ref, **form.values()))
        ):
            messages.success(request, _("Saved."))
            return redirect("education:guide_group", made[0].ref)
    context = {"form": form, "found": found, "programmes": programmes}
    return render(request, "education/guides/group.html", context, status=status_of(form))


@signed_in(health=True)
@require_http_methods(WRITE)
def programme_group(request: HttpRequest, ref: UUID) -> HttpResponse:
    """When it meets, how many there are, joining and leaving."""
    actor = signed_in_actor(request)
    shown = queries.group_page(actor=actor, ref=ref)
    if request.method == "POST" and request.POST.get("do") == "leave":
        actions.leave_group(actor=actor, ref=ref)
        messages.success(request, _("You are not in this group any more, and your name is gone."))
        return redirect("education:programme_group", ref)
    known = (
        {"named": "yes", "called": shown.mine.called} if shown.mine and shown.mine.called else {}
    )
    form = JoinForm(sent(request), initial=known)
    if form.is_valid() and attempt(
        form,
        lambda: actions.join_group(actor=actor, ref=ref, called=form.cleaned_data["called"]),
    ):
        messages.success(request, _("You are in the group."))
        return redirect("education:programme_group", ref)
    context = {"shown": shown, "form": form}
    return render(request, "education/programmes/group.html", context, status=status_of(form))
