"""For moderators: two topics become one, and for some days two again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.actions.merging import merge_topics, part_topics
from forums.arranging_forms import MergeForm
from forums.queries.topics import TopicShown, address, topic_page
from forums.rules import may_moderate
from forums.sight import Sight, sight_of
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.rules import HANDLERS
from notifications.letters import absolute
from po_platform.access.declare import only
from po_platform.access.refusals import demand


@only(*HANDLERS, health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The other topic is looked at first, then it is done."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    found = topic_page(sight=sight, ref=ref)
    demand(may_moderate(sight, found.row.board))
    form = MergeForm(sent(request), initial={"into": _from_the_link(request)})
    other: TopicShown | None = None
    if form.is_bound and form.is_valid():
        other = _other(sight, form)
        if other is not None and request.POST.get("act") == "merge":
            into, told = other.row, form.cleaned_data["told"]
            if attempt(
                form,
                lambda: merge_topics(actor=actor, topic=ref, into=into.ref, told=told),
            ):
                messages.success(request, _("Done. Whoever wrote these posts gets an e-mail."))
                return redirect("forums:topic", into.ref)
    context = {"form": form, "topic": found, "other": other}
    return render(request, "forums/merge.html", context, status=status_of(form))


def _from_the_link(request: HttpRequest) -> str:
    """The address of the topic a link offers, to be looked at; '' for none."""
    try:
        return absolute(address(UUID(request.GET.get("into", ""))))
    except ValueError:
        return ""


def _other(sight: Sight, form: MergeForm) -> TopicShown | None:
    try:
        return topic_page(sight=sight, ref=form.cleaned_data["into"])
    except Http404:
        form.add_error("into", _("There is no such topic here. Copy its address once more."))
        return None


@only(*HANDLERS, health=True)
@require_POST
def part(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Two topics again."""
    try:
        with transaction.atomic():
            row = part_topics(actor=signed_in_actor(request), topic=ref)
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
        return HttpResponseRedirect(request.path.removesuffix("/part"))
    messages.success(request, _("Two topics again. Whoever wrote these posts gets an e-mail."))
    return redirect("forums:topic", row.ref)
