"""Columns: what readers see, and what their authors do."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import columns as actions
from education.forms.columns import ColumnAuthorForm, ColumnTextForm
from education.models import ColumnAuthor
from education.queries import columns as queries
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.limits import count_try, patient
from notifications.letters import absolute
from po_platform.access.declare import public, signed_in

from .desk import WRITE, form_page

IN_FEED = 20


@public
@require_safe
def all_columns(request: HttpRequest) -> HttpResponse:
    """Those with a text, in the reader's language."""
    found = queries.columns(language=(get_language() or "en")[:2])
    return render(request, "education/columns/columns.html", {"lines": found})


@public
@require_safe
def column(request: HttpRequest, slug: str) -> HttpResponse:
    """One column with its texts, newest first, in its own language."""
    before = request.GET.get("before", "")
    is_number = before.isascii() and before.isdecimal() and len(before) < 18
    found, texts, more = queries.column_page(slug=slug, before=int(before) if is_number else 0)
    context = {"column": found.column, "author": found.author, "texts": texts, "more": more}
    with override(found.column.language):
        return render(request, "education/columns/column.html", context)


@public
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest twenty for feed readers (Atom, RFC 4287): titles and sentences, not the whole text."""
    found, _texts, _more = queries.column_page(slug=slug)
    row = found.column
    made = Atom1Feed(
        title=row.title,
        link=absolute(reverse("education:column", args=[slug])),
        description=row.about,
        language=row.language,
        feed_url=absolute(reverse("education:column_feed", args=[slug])),
        author_name=found.author.public_name if found.author else None,
    )
    for one in queries.texts_of(row)[:IN_FEED]:
        live = one.live
        if live is None or live.published_at is None:
            continue
        made.add_item(
            title=live.title,
            link=absolute(reverse("education:page", args=[one.slug])),
            description=" ".join(live.in_short),
            unique_id=f"urn:uuid:{one.ref}",
            pubdate=live.published_at,
        )
    return HttpResponse(
        made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


@signed_in()
@patient
@require_http_methods(WRITE)
def take(request: HttpRequest, secret: str) -> HttpResponse:
    """Somebody was offered a column: what it means, and under which name."""
    tried = count_try(request, "try_invitation")
    row = actions.offered_column(secret)
    if row is None:
        return render(request, "education/columns/over.html", status=410)
    tried.rollback()
    actor = signed_in_actor(request)
    form = ColumnAuthorForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: actions.take_column(actor=actor, secret=secret, **form.said())
    ):
        messages.success(request, _("It is yours. Write your first text when you like."))
        return redirect("education:my_column", row.ref)
    context = {"column": row, "form": form}
    return render(request, "education/columns/take.html", context, status=status_of(form))


@signed_in()
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Columns she writes."""
    found = queries.my_columns(actor=signed_in_actor(request))
    return render(request, "education/columns/mine.html", {"authors": found})


@signed_in()
@require_safe
def own(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One of hers: its texts, and where each stands."""
    found = queries.my_column(actor=signed_in_actor(request), ref=ref)
    return render(request, "education/columns/own.html", {"own": found})


@signed_in()
@require_http_methods(WRITE)
def author(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How she is named beside her texts."""
    actor = signed_in_actor(request)
    form = ColumnAuthorForm(
        sent(request), initial=_known(queries.my_column(actor=actor, ref=ref).author)
    )
    if form.is_valid() and attempt(
        form, lambda: actions.declare_author(actor=actor, ref=ref, **form.said())
    ):
        messages.success(request, _("Saved. It stands beside your texts."))
        return redirect("education:my_column", ref)
    back = reverse("education:my_column", args=[ref])
    return form_page(request, form, _("How you are named"), back, _("Save"))


def _known(kept: ColumnAuthor) -> dict[str, str]:
    return {
        "public_name": kept.public_name, "background": kept.background,
        "has_interests": "no" if kept.no_interests else "yes", "interests": kept.interests,
    }  # fmt: skip


@signed_in(keeps_typed=True)
@require_http_methods(WRITE)
def text(request: HttpRequest, ref: UUID, text_ref: UUID | None = None) -> HttpResponse:
    """A text, new or gone on with."""
    actor = signed_in_actor(request)
    known: dict[str, str] = {}
    if text_ref is not None:
        _column, _article, current = queries.own_text(actor=actor, ref=ref, text=text_ref)
        known = {
            "title": current.title, "sentence": " ".join(current.in_short),
            "words": queries.words_of(current.body),
        }  # fmt: skip
    found = queries.my_column(actor=actor, ref=ref).column
    form = ColumnTextForm(sent(request), initial=known)
    if form.is_valid() and attempt(
        form,
        lambda: actions.write_text(actor=actor, ref=ref, text=text_ref, **form.cleaned_data),
    ):
        messages.success(request, _("Saved as a draft. Send it when it is ready."))
        return redirect("education:my_column", ref)
    context = {"form": form, "column": found}
    return render(request, "education/columns/text.html", context, status=status_of(form))


@signed_in()
@require_POST
def text_step(request: HttpRequest, ref: UUID, text_ref: UUID) -> HttpResponse:
    """Sent, taken back or taken away: the button says which."""
    actor, does = signed_in_actor(request), request.POST.get("do", "")
    queries.my_column(actor=actor, ref=ref)
    steps = {
        "send": (actions.send_text, _("Sent. An editor reads it; we write to you.")),
        "back": (actions.take_text_back, _("Taken back. You can go on writing.")),
        "away": (actions.take_text_away, _("Taken away. Readers do not find it any more.")),
    }
    if does in steps:
        act, said = steps[does]
        try:
            act(actor=actor, ref=ref, text=text_ref)
            messages.success(request, said)
        except PermissionDenied as refused:
            messages.warning(request, str(refused))
    return redirect("education:my_column", ref)


@signed_in()
@require_POST
def step(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Paused, gone on with, or ended."""
    actor, does = signed_in_actor(request), request.POST.get("do", "")
    queries.my_column(actor=actor, ref=ref)
    try:
        if does == "end":
            actions.end_column(actor=actor, ref=ref)
            messages.success(request, _("Ended. Your texts stay until you take them away."))
        elif does in ("pause", "go-on"):
            actions.pause_column(actor=actor, ref=ref, pauses=does == "pause")
            messages.success(
                request, _("Paused. Readers see that.") if does == "pause" else _("Welcome back.")
            )
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("education:my_column", ref)
