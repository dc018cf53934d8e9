"""Writing the rules: the list, a new one, a new version, the end of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions import ruling as actions
from moderation.forms import RuleForm
from moderation.models import Rule
from moderation.queries.agreeing import agreement
from moderation.queries.cases import rules_now
from moderation.wording import rule_text, rule_words
from po_platform.access.actor import Hat
from po_platform.access.declare import only

LARGEST = 2**15 - 1


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_safe
def ruling(request: HttpRequest) -> HttpResponse:
    """The rules in force."""
    found = [(rule_words(one), rule_text(one), one) for one in rules_now()]
    return render(
        request,
        "moderation/ruling.html",
        {"rules": found, "agreement": agreement(actor=signed_in_actor(request))},
    )


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new rule, or the next version of one."""
    actor = signed_in_actor(request)
    found = next((one for one in rules_now() if one.number == number), None)
    if number is not None and found is None:
        raise Http404
    form = RuleForm(sent(request), initial=_initial(found))
    if form.is_bound and form.is_valid():
        texts = {name: form.texts(name) for name in form.in_languages}

        def write() -> object:
            if found is None:
                return actions.add_rule(actor=actor, **texts)
            version = form.cleaned_data["version"]
            return actions.write_rule(actor=actor, number=found.number, version=version, **texts)

        if attempt(form, write):
            messages.success(
                request, _("In force now. Earlier decisions keep the words they cite.")
            )
            return redirect("moderation:ruling")
    context = {"form": form, "rule": found, "title": rule_words(found) if found else ""}
    return render(request, "moderation/rule.html", context, status=status_of(form))


@only(Hat.MODERATOR, Hat.ADMINISTRATOR)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody decides by it any more."""
    try:
        with transaction.atomic():
            actions.end_rule(actor=signed_in_actor(request), number=min(number, LARGEST))
        messages.success(request, _("Ended. Earlier decisions still show it."))
    except PermissionDenied as refused:
        messages.warning(request, str(refused))
    return redirect("moderation:ruling")


def _initial(row: Rule | None) -> dict[str, Any]:
    if row is None:
        return {"version": 1}
    texts = {
        f"{name}_{code}": text
        for name in RuleForm.in_languages
        for code, text in getattr(row, name).items()
    }
    return {**texts, "version": row.version}
