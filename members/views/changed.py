"""Something has changed: said once, shown as a whole, done with one press or not at all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from members.actions.changed import apply_changes
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.forms.own_health import NewsForm
from members.queries.changed import News, plan_of
from members.queries.conditions import my_conditions
from po_platform.access.actor import SignedIn
from po_platform.access.declare import signed_in


@signed_in(health=True)
def changed(request: HttpRequest) -> HttpResponse:
    """First what has changed, then what stays, ends and starts; nothing before the last press."""
    actor = signed_in_actor(request)
    said = my_conditions(actor=actor)
    step = request.POST.get("step", "")
    form = NewsForm(said, sent(request))
    # "change": back from what would happen, with everything that was said still there.
    if form.is_valid() and step != "change":
        news = form.news()
        if step == "do" and (done := _do(request, actor, form, news)) is not None:
            return done
        context = {
            "form": form,
            "plan": plan_of(actor=actor, news=news),
            "given": request.POST,
            "chosen": request.POST.getlist("part") if step == "do" else None,
        }
        template = "members/me/changed_plan.html"
        return render(request, template, context, status=status_of(form))
    return render(request, "members/me/changed.html", {"form": form}, status=status_of(form))


def _do(request: HttpRequest, actor: SignedIn, form: NewsForm, news: News) -> HttpResponse | None:
    done: set[str] = set()
    here = get_language() or "en"
    parts = request.POST.getlist("part")

    def apply() -> None:
        done.update(apply_changes(actor=actor, news=news, chosen=parts, language=here))

    if not attempt(form, apply):
        return None
    with override(news.language if "language" in done else here):
        if done:
            messages.success(request, _("Done. Everything you ticked holds from now on."))
        else:
            messages.info(request, _("You ticked nothing, so nothing has changed."))
    return redirect("members:me")
