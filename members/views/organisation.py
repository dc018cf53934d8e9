"""The organisation's page in the office: what stands there now, and one page per thing to change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.actions.organisation import (
    colour_organisation,
    describe_organisation,
    put_logo,
    set_joining,
    write_legal_texts,
)
from members.asking import sent, signed_in_actor
from members.attempts import status_of
from members.forms.colours import ColoursForm
from members.forms.in_languages import initial_of
from members.forms.logo import LogoForm
from members.forms.organisation import JoiningForm, LegalForm, NameForm
from members.models import Organisation
from members.organisation_facts import facts_of
from po_platform.access.actor import Hat
from po_platform.access.declare import only

F = TypeVar("F", NameForm, ColoursForm, JoiningForm, LegalForm)


@only(Hat.ADMINISTRATOR)
def organisation(request: HttpRequest) -> HttpResponse:
    """Everything the organisation says about itself, with a way to change each."""
    row = get_object_or_404(Organisation)
    return render(request, "members/office/organisation.html", {"sections": facts_of(row)})


@only(Hat.ADMINISTRATOR)
def name(request: HttpRequest) -> HttpResponse:
    """Name, line under it, telephone, hours, emergency numbers."""

    def save(form: NameForm) -> None:
        describe_organisation(
            actor=signed_in_actor(request),
            name=form.cleaned_data["name"],
            tagline=form.texts("tagline"),
            phone=form.cleaned_data["phone"],
            hours=form.texts("hours"),
            emergency=form.texts("emergency"),
        )

    fields = ("name", "tagline", "phone", "hours", "emergency")
    return _edit(request, NameForm, fields, gettext_lazy("Name and telephone"), save)


@only(Hat.ADMINISTRATOR)
def colours(request: HttpRequest) -> HttpResponse:
    """Accent and highlight; colours that cannot be read come back with others that can."""

    def save(form: ColoursForm) -> None:
        colour_organisation(
            actor=signed_in_actor(request),
            accent=form.cleaned_data["accent"],
            highlight=form.cleaned_data["highlight"],
        )

    return _edit(request, ColoursForm, ("accent", "highlight"), gettext_lazy("Colours"), save)


@only(Hat.ADMINISTRATOR)
def logo(request: HttpRequest) -> HttpResponse:
    """The picture beside the name: put one in, or take it away."""
    row = get_object_or_404(Organisation)
    form = LogoForm(sent(request), request.FILES or None)
    if request.method == "POST":
        if "remove" in request.POST:
            put_logo(actor=signed_in_actor(request), logo=None)
            messages.success(request, _("Saved. Everybody sees it within a few seconds."))
            return redirect("members:organisation")
        if form.is_valid():
            put_logo(actor=signed_in_actor(request), logo=form.cleaned_data["logo"])
            messages.success(request, _("Saved. Everybody sees it within a few seconds."))
            return redirect("members:organisation")
    context = {"form": form, "has_logo": bool(row.logo_ref)}
    return render(request, "members/office/logo.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR)
def joining(request: HttpRequest) -> HttpResponse:
    """Who may join, from what age, under which rules."""

    def save(form: JoiningForm) -> None:
        set_joining(
            actor=signed_in_actor(request),
            joining=form.cleaned_data["joining"],
            minimum_age=form.cleaned_data["minimum_age"],
            rules=form.texts("rules"),
        )

    fields = ("joining", "minimum_age", "rules")
    return _edit(request, JoiningForm, fields, gettext_lazy("Joining"), save)


@only(Hat.ADMINISTRATOR)
def texts(request: HttpRequest) -> HttpResponse:
    """Imprint and privacy information."""

    def save(form: LegalForm) -> None:
        write_legal_texts(
            actor=signed_in_actor(request),
            imprint=form.texts("imprint"),
            privacy=form.texts("privacy"),
        )

    return _edit(
        request, LegalForm, ("imprint", "privacy"), gettext_lazy("Imprint and privacy"), save
    )


def _edit(
    request: HttpRequest,
    kind: type[F],
    fields: tuple[str, ...],
    title: Promise,
    save: Callable[[F], None],
) -> HttpResponse:
    row = get_object_or_404(Organisation)
    form = kind(request.POST or None, initial=initial_of(row, *fields))
    if request.method == "POST" and form.is_valid():
        save(form)
        messages.success(request, _("Saved. Everybody sees it within a few seconds."))
        return redirect("members:organisation")
    context = {"form": form, "title": title}
    return render(request, "members/office/organisation_edit.html", context, status=status_of(form))
