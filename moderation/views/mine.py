"""What a member told us, what was decided about her, and the rules."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from moderation.actions.reporting import appeal_decision
from moderation.actions.seeing import note_decision_seen
from moderation.forms import AppealForm
from moderation.queries import mine as queries
from moderation.queries.cases import rules_now
from moderation.queries.halfyears import published_half_years
from moderation.queries.my_decisions import my_decisions as decisions_of
from moderation.wording import measure_of, rule_text, rule_words
from po_platform.access.declare import public, signed_in


@public
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in force."""
    found = [(rule_words(one), rule_text(one), one) for one in rules_now()]
    context = {"rules": found, "half_years": published_half_years()}
    return render(request, "moderation/rules.html", context)


@signed_in(health=True)
@require_safe
def my_reports(request: HttpRequest) -> HttpResponse:
    """What she told us, and what came of it."""
    rows = queries.my_reports(actor=signed_in_actor(request))
    return render(request, "moderation/my_reports.html", {"reports": rows})


@signed_in(health=True)
@require_safe
def my_decisions(request: HttpRequest) -> HttpResponse:
    """What was decided about what she wrote, and what she can do."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else 0
    page = decisions_of(actor=signed_in_actor(request), before=before)
    context = {
        "decisions": [(row, measure_of(row.decision)) for row in page.rows],
        "older_url": f"?before={page.older}" if page.older else "",
        "newer_url": "?" if before else "",
    }
    return render(request, "moderation/my_decisions.html", context)


def _about(found: queries.Statement) -> dict[str, object]:
    rule = found.decision.rule
    return {
        "found": found,
        "measure": measure_of(found.decision),
        "rule": rule_words(rule) if rule else "",
        "rule_text": rule_text(rule) if rule else "",
    }


@signed_in(health=True)
@require_safe
def statement(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What was decided, why, by which rule, and what she can do."""
    actor = signed_in_actor(request)
    found = queries.statement(actor=actor, ref=ref)
    note_decision_seen(actor=actor, ref=ref)
    return render(request, "moderation/statement.html", _about(found))


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She objects; another person looks at it."""
    actor = signed_in_actor(request)
    found = queries.statement(actor=actor, ref=ref)
    form = AppealForm(sent(request))
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: appeal_decision(actor=actor, ref=ref, text=text)):
            messages.success(
                request, _("Sent. A person who did not take the decision looks at it.")
            )
            return redirect("moderation:statement", ref)
    context = {**_about(found), "form": form}
    return render(request, "moderation/appeal.html", context, status=status_of(form))
