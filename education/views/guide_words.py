"""Words guides have at hand; and for the office, who looks after the guides."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import guide_words as actions
from education.forms.guide_words import WordingForm
from education.queries import guide_wordings as queries
from education.queries.guiding import guides_of_house, leads
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

WRITE = ("GET", "HEAD", "POST")


@only(Hat.GUIDE)
@require_safe
def guide_wordings(request: HttpRequest) -> HttpResponse:
    """Her own, and those of all guides."""
    actor = signed_in_actor(request)
    context = {"wordings": queries.wordings(actor=actor), "leads": leads(actor)}
    return render(request, "education/guides/wordings.html", context)


@only(Hat.GUIDE)
@require_http_methods(WRITE)
def guide_wording(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One of them, new or changed."""
    actor = signed_in_actor(request)
    row = queries.wording(actor=actor, pk=pk) if pk else None
    known = {f"text_{code}": text for code, text in row.texts.items()} if row else {}
    if row:
        known |= {"title": row.title, "for_all": row.account_id is None}
    form = WordingForm(sent(request), initial=known, leads=leads(actor))
    if form.is_valid() and attempt(
        form,
        lambda: actions.put_wording(
            actor=actor, pk=pk, title=form.cleaned_data["title"], texts=form.texts("text"),
            for_all=bool(form.cleaned_data.get("for_all")),
        ),
    ):  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("education:guide_wordings")
    context = {"form": form, "row": row}
    return render(request, "education/guides/wording.html", context, status=status_of(form))


@only(Hat.GUIDE)
@require_POST
def drop_wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Not at hand any more."""
    actions.drop_wording(actor=signed_in_actor(request), pk=pk)
    messages.success(request, _("Taken away. Messages written with it stay as they are."))
    return redirect("education:guide_wordings")


@only(Hat.ADMINISTRATOR)
@require_http_methods(WRITE)
def guides_of_house_page(request: HttpRequest) -> HttpResponse:
    """All guides with their load; one press names who looks after them."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        guide = request.POST.get("guide", "")
        row = actions.name_lead(
            actor=actor,
            guide_id=int(guide) if guide.isascii() and guide.isdecimal() and len(guide) < 18 else 0,
            leads=request.POST.get("do") == "name",
        )
        words = (
            _("%(name)s looks after the guides from now on.")
            if row.leads
            else _("%(name)s does not look after the guides any more.")
        )
        messages.success(request, words % {"name": row.public_name})
        return redirect("education:house_guides")
    context = {"guides": guides_of_house(actor=actor)}
    return render(request, "education/guides/house.html", context)
