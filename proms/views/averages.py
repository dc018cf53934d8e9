"""Published averages: a curator reads them in, a member chooses which stand in her own course."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.asking import sent, signed_in_actor
from po_platform.access.actor import Hat
from po_platform.access.declare import only, signed_in
from po_platform.kit.charts.figures import number_words
from proms.actions.norms import choose_own_norms, end_norms, look_at_norms, read_in_norms
from proms.arrangement_forms import AveragesForm
from proms.intended_purpose import is_accepted
from proms.models import Instrument
from proms.norms import NormsRefused, Row, publication_words, rule_mark
from proms.norms_forms import NormTableForm
from proms.norms_told import told_row, told_table
from proms.queries.arrangement import choosable
from proms.queries.course import scores_over_time
from proms.queries.norms import (
    norm_choices,
    offers_for,
    scale_names,
    scales_here,
    tables_in_use,
)

MOST_SHOWN = 30  # flaws on the page


@only(Hat.CURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: HttpRequest, slug: str) -> HttpResponse:
    """Those in use; reading in another one, looked at first; taking one out of use."""
    actor, found = signed_in_actor(request), get_object_or_404(Instrument, slug=slug)
    if "end" in request.POST:
        end_norms(actor=actor, instrument=found, ref=_ref(request.POST["end"]))
        messages.success(request, _("Taken out of use. Its line is gone from every page."))
        return redirect("proms:norm_tables", slug=slug)
    names = scale_names(found, get_language() or "en")
    form = NormTableForm(sent(request), request.FILES or None, scales=names)
    if form.is_valid():
        given, about = form.cleaned_data, form.about()
        keep = "keep" in request.POST
        try:
            if keep:
                read_in_norms(actor=actor, instrument=found, scale=given["scale"],
                              table=given["table"], about=about)  # fmt: skip
            else:
                rows = look_at_norms(actor=actor, instrument=found, scale=given["scale"],
                                     table=given["table"], about=about)  # fmt: skip
                return _looked_at(request, found, form, rows, names)
        except NormsRefused as error:
            for flaw in error.flaws[:MOST_SHOWN]:
                form.add_error("file", str(flaw))
        else:
            messages.success(request, _("Read in. Nobody sees a line before choosing it."))
            return redirect("proms:norm_tables", slug=slug)
    rules = {key: rule_mark(spec) for key, (spec, _scale) in scales_here(found).items()}
    kept = tables_in_use().filter(instrument=found)
    context = {
        "instrument": found,
        "form": form,
        "scales": names,
        "tables": [told_table(one, names, rules) for one in kept],
        "accepted": is_accepted(),
    }
    return render(request, "proms/norm_tables.html", context)


def _looked_at(
    request: HttpRequest, found: Instrument, form: NormTableForm, rows: list[Row],
    names: dict[str, str],
) -> HttpResponse:  # fmt: skip
    given = form.cleaned_data
    scale = scales_here(found)[given["scale"]][1]
    context = {
        "instrument": found,
        "given": [
            (name, value) for name, value in given.items() if name not in ("file", "read_there")
        ],
        "rows": [told_row(row) for row in rows],
        "scale": names[given["scale"]],
        "low": number_words(scale.low),
        "high": number_words(scale.high),
        "better": scale.direction == "higher_better",
        "about": form.about(),
        "publication": publication_words(form.about()),
    }
    return render(request, "proms/norm_table_look.html", context)


@signed_in(health=True)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Which dotted lines stand in my own course; none by itself."""
    actor = signed_in_actor(request)
    if actor.subject_id is None:
        raise Http404
    lines = scores_over_time(actor=actor, subject=actor.subject_id)
    form = AveragesForm(
        sent(request),
        scales=choosable(lines, get_language() or "en"),
        offers=offers_for(lines),
        norms=norm_choices(actor=actor, subject=actor.subject_id),
    )
    if form.is_valid():
        choose_own_norms(actor=actor, norms=form.norms())
        messages.success(request, _("Saved."))
        return redirect("proms:course")
    return render(request, "proms/averages.html", {"form": form})


def _ref(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise Http404 from error
