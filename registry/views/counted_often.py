"""Whoever looks after a registry says which questions are counted often."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions.counted_often import TooMany, could_be_counted, say_counted_often
from registry.forms.sheets import CountedOftenForm
from registry.layout import Layout
from registry.queries.datasets import form_in_use, my_rights, version_in_use
from registry.rules import may_manage
from registry.templatetags.registry_words import form_words
from registry.views.found import my_dataset

UNUSABLE = 422


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def counted_often(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question that could be, those that are ticked."""
    actor, found = my_dataset(request, slug)
    demand(may_manage(actor, my_rights(actor=actor, registry_id=found.registry_id)))
    version = version_in_use(found)
    if version is None:
        raise Http404
    words = form_in_use(version)
    layout = Layout(words.definition, tuple(found.missing_codes))
    choices = [
        (f"{form}|{item.link_id}", f"{form_words(form)}: {words.texts.label(item)}")
        for form, item in could_be_counted(layout)
    ]
    initial = [
        f"{form.name}|{name}" for form in found.forms.all() for name in form.counted.values()
    ]
    form = CountedOftenForm(sent(request), choices=choices, initial={"questions": initial})
    if request.method == "POST" and form.is_valid():
        try:
            say_counted_often(actor=actor, dataset=found, layout=layout, chosen=form.chosen())
        except TooMany as error:
            full = {"form": form_words(error.form)}
            form.add_error(
                "questions",
                _(
                    "Choose of the form “%(form)s” up to four choices and dates, four numbers, and four"
                    " with several answers or codes of a list"
                )
                % full,
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("registry:dataset", slug=slug)
    context = {"dataset": found, "form": form, "choices": choices}
    status = UNUSABLE if form.errors else 200
    return render(request, "registry/counted_often.html", context, status=status)
