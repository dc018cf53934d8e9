"""A picture beside one's posts: chosen, seen, taken away; taken off by a moderator; one of old times."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from files.sending import handed_out
from forums.actions import pictures as actions
from forums.faces import picture_of
from forums.picture_forms import PictureForm, TakeOffForm
from forums.queries import pictures as queries
from forums.rules import may_write
from forums.sight import sight_of
from forums.uploads import UploadRefused
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.limits import count_try, patient
from members.models import Person
from moderation.queries.exposure import pictures_open
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in
from po_platform.access.refusals import demand
from po_platform.kit.engines import not_for_engines

READS_AND_WRITES = ["GET", "HEAD", "POST"]


@signed_in(health=True)
@patient
@require_http_methods(READS_AND_WRITES)
def mine(request: HttpRequest) -> HttpResponse:
    """Hers, who sees it, and another one; who writes no longer finds the one she has, to take it away."""
    actor = signed_in_actor(request)
    writes = may_write(sight_of(actor))
    if not queries.has_picture(actor=actor):
        demand(writes)
    form = PictureForm(sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        count_try(request, "bring_file", str(actor.account_id))
        upload = form.cleaned_data["file"]
        try:
            if attempt(form, lambda: actions.choose_picture(actor=actor, upload=upload)):
                messages.success(request, _("It stands beside your posts now."))
                return redirect("forums:my_picture")
        except UploadRefused as why:
            form.add_error("file", ValidationError(str(why)))
    row = queries.my_picture(actor=actor)
    context = {
        "form": form,
        "row": row,
        "former": queries.my_former_pictures(actor=actor) if writes else [],
        "picture": picture_of(row.person) if row else "",
        "refused": queries.why_not_now(actor=actor),
    }
    return render(request, "forums/my_picture.html", context, status=status_of(form))


@signed_in()
@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """Her own, for good."""
    actor = signed_in_actor(request)
    actions.take_picture_away(actor=actor)
    messages.success(request, _("Taken away. Nobody can look at it any more."))
    return redirect("forums:my_picture" if may_write(sight_of(actor)) else "forums:boards")


@signed_in(health=True)
@not_for_engines
@require_safe
def whole(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """Its bytes, for whoever reads its owner in talk."""
    return handed_out(queries.picture_to_show(actor=signed_in_actor(request), ref=ref))


@signed_in()
@require_safe
def former(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """The bytes of one of an old account of hers, for her alone."""
    return handed_out(queries.my_former_picture(actor=signed_in_actor(request), ref=ref))


@signed_in(health=True)
@require_POST
def answer_former(request: HttpRequest, ref: UUID) -> HttpResponse:
    """It stands beside her posts, or is gone."""
    use = request.POST.get("use") == "yes"
    actions.answer_former_picture(actor=signed_in_actor(request), ref=ref, use=use)
    messages.success(
        request,
        _("It stands beside your posts now.") if use else _("It is deleted. Nobody saw it."),
    )
    return redirect("forums:my_picture")


@only(Hat.MODERATOR, health=True)
@require_http_methods(READS_AND_WRITES)
def take_off(request: HttpRequest, ref: UUID) -> HttpResponse:
    """With a reason its owner reads."""
    actor = signed_in_actor(request)
    row = queries.picture_to_take_off(actor=actor, ref=ref)
    form = TakeOffForm(sent(request))
    if form.is_bound and form.is_valid():
        why = form.cleaned_data["why"]
        if attempt(form, lambda: actions.take_picture_off(actor=actor, ref=ref, why=why)):
            gone = row.person.state in (Person.State.LEFT, Person.State.DECEASED)
            told = _("Taken off. The member is told, with your reason.")
            messages.success(request, _("Taken off.") if gone else told)
            return redirect("forums:office_boards")
    context = {
        "form": form,
        "person": row.person,
        "picture": picture_of(row.person),
        "pictures_open": pictures_open(actor=actor),
    }
    return render(request, "forums/picture_off.html", context, status=status_of(form))
