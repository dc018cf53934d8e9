"""Bringing one's own posts along from elsewhere, and making drafts of them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from forums.actions import old_words as actions
from forums.facebook import MOST_BYTES, NotFacebook
from forums.forms import BringPostsForm, ChooseBoardForm
from forums.message_rules import may_correspond
from forums.numbered import number_in
from forums.queries import old_words as queries
from forums.queries.boards import boards
from forums.sight import sight_of
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.limits import count_try, patient
from po_platform.access.declare import signed_in
from po_platform.access.refusals import demand
from po_platform.kit.spoken import numeral


@signed_in(health=True)
@patient
@require_http_methods(["GET", "HEAD", "POST"])
def old_words(request: HttpRequest) -> HttpResponse:
    """The file, and what came out of it."""
    actor = signed_in_actor(request)
    demand(may_correspond(sight_of(actor)))
    form = BringPostsForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        count_try(request, "bring_file", str(actor.account_id))
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            if (file.size or 0) > MOST_BYTES:
                raise NotFacebook(_("Choose a smaller file: at most 20 megabytes"))
            n = actions.bring_posts(actor=actor, raw=file.read())
            words = ngettext("%(n)s post is new.", "%(n)s posts are new.", n)
            messages.success(request, words % {"n": numeral(n)} + " " + _("Only you see them."))
            return redirect("forums:old_words")
        except NotFacebook as why:
            form.add_error("file", forms.ValidationError(str(why)))
    rows, later = queries.my_old_words(actor=actor, before=number_in(request, "before"))
    context = {"form": form, "rows": rows, "later": later}
    return render(request, "forums/old_words.html", context, status=status_of(form))


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def old_piece(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: into a draft, or away."""
    actor = signed_in_actor(request)
    row = queries.one_of_mine(actor=actor, number=min(number, 2**62))
    if request.POST.get("act") == "away":
        actions.throw_old_words_away(actor=actor, number=row.pk)
        messages.success(request, _("Thrown away."))
        return redirect("forums:old_words")
    places = [(str(one.row.ref), one.title) for one in boards(sight=sight_of(actor))]
    form = ChooseBoardForm(sent(request), places=places)
    if form.is_bound and form.is_valid():
        board = form.cleaned_data["board"]
        if attempt(form, lambda: actions.make_draft(actor=actor, number=row.pk, board=board)):
            words = _("It is a draft now. Change it as you like; nothing was sent.")
            messages.success(request, words)
            return redirect("forums:begin", board)
    context = {"row": row, "form": form}
    return render(request, "forums/old_piece.html", context, status=status_of(form))


@signed_in(health=True)
@require_POST
def all_away(request: HttpRequest) -> HttpResponse:
    """All that was brought goes; drafts stay."""
    actions.throw_old_words_away(actor=signed_in_actor(request))
    messages.success(request, _("Thrown away."))
    return redirect("forums:old_words")
