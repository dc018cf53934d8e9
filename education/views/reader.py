"""One text, once, for somebody without an account: read, remarked on, answered."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from education.actions.outside import answer_outside, living_reader
from education.forms.outside import DoctorForm, LayForm, remarks_in
from education.models import OutsideReader, ReviewStep
from education.publishing import seen_mark
from education.queries.made import rests_of
from education.queries.reading import explained_in
from education.shown import minutes_to_read, shown_sections
from members.asking import actor_of, sent
from members.attempts import attempt, status_of
from members.limits import count_try, patient
from po_platform.access.declare import by_code

from .desk import WRITE


@by_code
@never_cache
@patient
@require_http_methods(WRITE)
def read(request: HttpRequest, secret: str) -> HttpResponse:
    """Looking uses nothing up; an answer is given once. In the language of the text."""
    tried = count_try(request, "try_invitation")
    reader = living_reader(secret)
    if reader is None:
        return render(request, "education/reader/over.html", status=410)
    tried.rollback()
    with override(reader.text.article.language):
        return _page(request, secret, reader)


def _page(request: HttpRequest, secret: str, reader: OutsideReader) -> HttpResponse:
    text = reader.text
    form = (DoctorForm if reader.task == "medical" else LayForm)(sent(request))
    remarks = remarks_in(request.POST, text.body)
    if request.method == "POST" and form.is_valid():
        try:
            done = attempt(
                form,
                lambda: answer_outside(
                    actor=actor_of(request),
                    secret=secret,
                    remarks=remarks,
                    seen=request.POST.get("seen", ""),
                    **form.said(),
                ),
            )
        except Http404:  # answered or taken back a moment ago
            return render(request, "education/reader/over.html", status=410)
        if done:
            return render(request, "education/reader/thanks.html", {"reader": reader})
    context = {
        "reader": reader,
        "text": text,
        "sections": [
            (one, remarks.get(one.id, ""))
            for one in shown_sections(text.body, explained_in(text.article.language))
        ],
        "minutes": minutes_to_read(text),
        "files_at": f"{request.path}/files",
        "citations": rests_of(text),
        "form": form,
        "seen": _seen(reader),
    }
    return render(request, "education/reader/read.html", context, status=status_of(form))


def _seen(reader: OutsideReader) -> str:
    """What a doctor is about to decide on; '' for a lay reader."""
    step = reader.text.steps.filter(state=ReviewStep.State.OPEN).first()
    return seen_mark(step) if step is not None and reader.task == OutsideReader.Task.MEDICAL else ""
