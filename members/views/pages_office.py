"""Public pages in the office: written with a preview, older texts, on and off; and the board."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions import site_pages as actions
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.forms.publishing import BoardForm, PageForm, initial_of_words
from members.queries import site_pages as queries
from members.queries.people_office import find_people
from members.queries.publishing import told
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """All public pages: the fixed set, then our own."""
    found = queries.all_pages(actor=signed_in_actor(request))
    return render(request, "members/office/publishing/pages.html", {"pages": found})


@only(Hat.ADMINISTRATOR)
def new_page(request: HttpRequest) -> HttpResponse:
    """One more page."""
    form = PageForm(sent(request))
    looked = form.is_valid() and "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looked:
        made = actions.new_page(actor=signed_in_actor(request), **form.values())
        messages.success(request, _("Saved. Everybody sees it within a few seconds."))
        return redirect("members:change_page", made.slug)
    context = {"form": form, "previews": form.previews() if looked else []}
    return _edit(request, form, context)


@only(Hat.ADMINISTRATOR)
def change_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The text that stands there, with a preview, and what was there before."""
    actor = signed_in_actor(request)
    row = queries.page_row(actor=actor, slug=slug)
    first = {**initial_of_words(row), "position": row.position, "in_menu": row.in_menu}
    form = PageForm(sent(request), initial=first)
    looked = form.is_valid() and "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looked:
        actions.write_page(actor=actor, slug=slug, **form.values())
        messages.success(request, _("Saved. Everybody sees it within a few seconds."))
        return redirect("members:change_page", slug)
    context = {
        "form": form,
        "page": row,
        "page_title": told(row.title, {}).title,
        "previews": form.previews() if looked else [],
        "versions": queries.versions_of(actor=actor, page=row),
    }
    return _edit(request, form, context)


@only(Hat.ADMINISTRATOR)
@require_POST
def show_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Off the site, or on it again."""
    shown = request.POST.get("shown") != "no"
    actions.show_page(actor=signed_in_actor(request), slug=slug, shown=shown)
    messages.success(
        request,
        _("It stands on the site again.")
        if shown
        else _("It is off the site. Nothing is lost; you can put it on again here."),
    )
    return redirect("members:change_page", slug)


@only(Hat.ADMINISTRATOR)
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a page once said, and one press to take it up again."""
    actor = signed_in_actor(request)
    old = queries.version_of(actor=actor, slug=slug, number=number)
    if request.method == "POST":
        actions.take_up_version(actor=actor, slug=slug, number=number)
        messages.success(request, _("The older text stands there again."))
        return redirect("members:change_page", slug)
    context = {"old": old, "slug": slug, "told": told(old.title, old.text)}
    return render(request, "members/office/publishing/version.html", context)


@only(Hat.ADMINISTRATOR)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who stands on the page of the board."""
    rows = queries.board_rows(actor=signed_in_actor(request))
    context = {"board": list(rows), "shown": queries.board()}
    return render(request, "members/office/publishing/board.html", context)


@only(Hat.ADMINISTRATOR)
def name_on_board(request: HttpRequest) -> HttpResponse:
    """One more, with what this person agreed to show."""
    actor = signed_in_actor(request)
    form = BoardForm(sent(request))
    if request.method == "POST" and form.is_valid():
        mark = form.cleaned_data["mark"]
        person = form.take(find_people(actor=actor, mark=mark)) if mark else None
        if person is not None or not mark:
            actions.name_on_board(actor=actor, person=person, **form.values())
            messages.success(request, _("The name stands on the page of the board."))
            return redirect("members:office_board")
    context = {"form": form}
    page = "members/office/publishing/board_name.html"
    return render(request, page, context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
@require_POST
def end_on_board(request: HttpRequest, member_id: int) -> HttpResponse:
    """Off the page."""
    actions.end_on_board(actor=signed_in_actor(request), member_id=member_id)
    messages.success(request, _("The name is off the page."))
    return redirect("members:office_board")


def _edit(request: HttpRequest, form: PageForm, context: dict[str, Any]) -> HttpResponse:
    page = "members/office/publishing/page_edit.html"
    return render(request, page, context, status=status_of(form))
