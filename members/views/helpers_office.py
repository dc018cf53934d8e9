"""The office names and ends helpers for people who call or write."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.actions.helpers_office import end_help_for, helpers_before_me, name_helper_for
from members.asking import sent, signed_in_actor
from members.forms.helpers import OfficeHelperForm
from members.help_words import naming
from members.models import Decision
from members.queries import people_office as queries
from members.views.helpers import as_uuid, sheet
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR, health=True)
@require_safe
def person_helpers(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who helps somebody; the look is written down and shown to the person."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    context = {"who": who, "helps": helpers_before_me(actor=actor, person_id=who.pk)}
    return render(request, "members/helpers/office.html", context)


@only(Hat.ADMINISTRATOR, health=True, fresh=True)
@never_cache
def name_for(request: HttpRequest, ref: UUID) -> HttpResponse:
    """As the person said: how, who, what; then the words to read out, and the code."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    back = reverse("members:person_helpers", args=[ref])
    context: dict[str, Any] = {"who": who, "back": back}
    if "change" in request.POST:
        chosen = {**request.POST.dict(), "ticks": request.POST.getlist("ticks")}
        context["form"] = OfficeHelperForm(initial=chosen)
        return render(request, "members/helpers/name_for.html", context)
    form = OfficeHelperForm(sent(request))
    context["form"] = form
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "members/helpers/name_for.html", context, status=status)
    given, ticks = form.cleaned_data, form.chosen()
    language = who.account.language if who.account else get_language() or "en"
    words = naming(given["meant_for"], ticks, language)
    attempt = as_uuid(request.POST.get("attempt", ""))
    if attempt is None or request.POST.get("shown") != words.sha256:
        context |= {"words": words, "attempt": attempt or uuid4()}
        return render(request, "members/helpers/confirm.html", context)
    code, ticket = name_helper_for(
        actor=actor,
        person=who,
        meant_for=given["meant_for"],
        ticks=ticks,
        rendered=words,
        attempt=attempt,
        way=given["way"],
        email=given["email"],
    )
    mailed = bool(given["email"])
    return sheet(request, code, ticket, mailed=mailed, by=who.display_name, back=back)


@only(Hat.ADMINISTRATOR, health=True)
@require_POST
def end_for(request: HttpRequest, ref: UUID, what: str, pk: int) -> HttpResponse:
    """One click, at once: no more was asked for giving it."""
    actor = signed_in_actor(request)
    who = queries.person_by_ref(actor=actor, ref=ref)
    way = request.POST.get("way", "")
    end_help_for(
        actor=actor,
        person=who,
        pk=pk,
        is_offer=what == "code",
        way=way if way in Decision.Way.values else Decision.Way.PHONE,
        language=get_language() or "en",
    )
    messages.success(request, _("It is ended."))
    return redirect("members:person_helpers", ref)
