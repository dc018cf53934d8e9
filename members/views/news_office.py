"""News in the office: written with a preview, published at one press, taken off and put on again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.actions.news import publish_news, write_news
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.forms.publishing import NewsForm, initial_of_words
from members.queries import news as queries
from members.queries.publishing import told
from members.views.office import key_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR)
@require_safe
def all_news(request: HttpRequest) -> HttpResponse:
    """All items, the newest first; those being written too."""
    rows, older = queries.all_news(actor=signed_in_actor(request), before=key_of(request, "before"))
    lines = [{"row": row, "title": told(row.title, row.text).title} for row in rows]
    context = {"lines": lines, "older": older}
    return render(request, "members/office/publishing/news.html", context)


@only(Hat.ADMINISTRATOR)
def write(request: HttpRequest, ref: UUID | None = None) -> HttpResponse:
    """A new item, or another text of one."""
    actor = signed_in_actor(request)
    row = queries.news_row(actor=actor, ref=ref) if ref else None
    form = NewsForm(sent(request), initial=initial_of_words(row) if row else None)
    looked = form.is_valid() and "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looked:
        made = write_news(actor=actor, ref=ref, title=form.texts("title"), text=form.texts("text"))
        if "publish" in request.POST:
            publish_news(actor=actor, ref=made.ref, shown=True)
            messages.success(request, _("Published. Everybody can read it now."))
        else:
            messages.success(request, _("Saved."))
        return redirect("members:change_news", made.ref)
    context = {"form": form, "row": row, "previews": form.previews() if looked else []}
    page = "members/office/publishing/news_edit.html"
    return render(request, page, context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
@require_POST
def publish(request: HttpRequest, ref: UUID) -> HttpResponse:
    """On the public pages, or off them."""
    shown = request.POST.get("shown") != "no"
    publish_news(actor=signed_in_actor(request), ref=ref, shown=shown)
    messages.success(
        request,
        _("Published. Everybody can read it now.")
        if shown
        else _("It is off the site. Nothing is lost; you can put it on again here."),
    )
    return redirect("members:change_news", ref)
