"""What a registry asks as a file: taken out, and looked at before another registry is made from it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.kit.waiting_file import forget_file, keep_file, kept_file
from registry.actions.definition_file import make_from_file, take_out_definition
from registry.definition_file import DatasetPlan, RegistryPlan, VisitPlan
from registry.forms.definition_file import DefinitionFileForm, Read, read_definition
from registry.templatetags.registry_words import form_words
from registry.views.found import my_registry

UNUSABLE = 422
Rows = list[dict[str, str]]


@only(Hat.CURATOR)
@require_POST
def take_out(request: HttpRequest, registry: str) -> HttpResponse:
    """The file; a press and no link, since it is written down that it was taken out."""
    actor, found = my_registry(request, registry)
    text = take_out_definition(actor=actor, registry=found)
    named = {"Content-Disposition": f'attachment; filename="{found.slug}.json"'}
    return HttpResponse(text, content_type="application/json", headers=named)


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Says what a file would make; nothing is stored yet."""
    actor = signed_in_actor(request)
    form = DefinitionFileForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        raw = form.cleaned_data["file"].read()
        read = read_definition(raw, slug=form.cleaned_data["slug"].strip())
        if read.plan is not None:
            word = keep_file(actor.account_id, raw)
            return _shown(request, read, {"word": word, "rows": _rows(read.plan)})
        if not read.slug_problem or len(read.report.errors) > 1:
            return _shown(request, read, {})
        form.add_error("slug", str(read.report.errors[0].message))
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/from_file.html", {"form": form}, status=status)


@only(Hat.CURATOR)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """The file that was just looked at."""
    actor = signed_in_actor(request)
    word = request.POST.get("word", "")
    raw = kept_file(actor.account_id, word)
    if raw is None:
        messages.info(request, _("The file is no longer here. Choose it once more."))
        return redirect("registry:from_file")
    read = read_definition(raw, slug=request.POST.get("slug", ""))
    if read.plan is None:  # somebody took the short name meanwhile
        return _shown(request, read, {})
    made = make_from_file(actor=actor, plan=read.plan)
    forget_file(actor.account_id, word)
    told = _("“%(title)s” is there, all of it as drafts. Look at each part, then put it in use.")
    messages.success(request, told % {"title": made.title})
    return redirect("registry:home")


def _shown(request: HttpRequest, read: Read, more: dict[str, object]) -> HttpResponse:
    context = {"read": read, "report": read.report, "plan": read.plan, **more}
    if read.plan is not None:
        context["datasets"] = [(one.title, _of(one)) for one in read.plan.datasets]
    status = 200 if read.plan else UNUSABLE
    return render(request, "registry/from_file_look.html", context, status=status)


def _rows(plan: RegistryPlan) -> Rows:
    sites = ", ".join(one.title for one in plan.sites)
    return _told(
        (_("Short name"), plan.slug), (_("What joining asks"), _joining(plan)), (_("Sites"), sites)
    )


def _joining(plan: RegistryPlan) -> str:
    if plan.sheet is None:
        return _("nothing yet")
    asked, checks = len(plan.sheet.questions), len(plan.sheet.checks)
    said = [
        ngettext("%(count)d question", "%(count)d questions", asked) % {"count": asked},
        ngettext("%(count)d check", "%(count)d checks", checks) % {"count": checks},
    ]
    return ", ".join([*said, *_languages(plan.sheet.title)])


def _of(plan: DatasetPlan) -> Rows:
    """One dataset, thing by thing; what it has not is not said."""
    of_members = [_called(one.name, one.title) for one in plan.forms if one.members_fill]
    again = [_called(one.name, one.title) for one in plan.forms if one.repeats]
    months = [
        ngettext("%(form)s after %(months)d month", "%(form)s after %(months)d months", one.months)
        % {"form": _called(one.name, one.title), "months": one.months}
        for one in plan.forms
        if one.months
    ]
    codes = [f"{code} = {words}" for code, words in plan.missing_codes.items()]
    forms = [_called(one.name, one.title) for one in plan.forms]
    return _told(
        (_("Languages"), ", ".join(_languages([plan.language, *plan.words]))),
        (_("Forms"), ", ".join(forms)),
        (_("Questions"), str(plan.n_questions)),
        (_("Members fill in"), ", ".join(of_members)),
        (_("Filled in anew each time"), ", ".join(again)),
        (_("Looked at again"), ", ".join(months)),
        (_("Visits"), ", ".join(map(_visit, plan.visits))),
        (_("No answer"), ", ".join(codes)),
        (_("What is odd"), ", ".join(one.title for one in plan.rules)),
        (_("Who is who"), ", ".join(plan.who.names) if plan.who else ""),
        (_("Ages may be used, from"), plan.ages[1] if plan.ages else ""),
    )


def _visit(plan: VisitPlan) -> str:
    if plan.days is None:
        return plan.title
    told = {"visit": plan.title, "first": plan.days[0], "last": plan.days[1]}
    return _("%(visit)s (day %(first)d to %(last)d)") % told


def _called(name: str, title: str) -> str:
    return title or str(form_words(name))


def _languages(codes: Iterable[str]) -> list[str]:
    names = dict(settings.LANGUAGES)
    return [str(names.get(code, code)) for code in codes]


def _told(*pairs: tuple[str, str]) -> Rows:
    return [{"key": key, "text": text} for key, text in pairs if text]
