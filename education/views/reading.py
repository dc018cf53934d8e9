"""Reading: the shelf, one stage, A to Z, the glossary, one page, its pictures."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from education.models import Article, Picture
from education.queries import reading
from education.queries.expert_sessions import sessions
from education.views.voting import voted_on
from members.asking import actor_of
from notifications.letters import absolute
from po_platform.access.declare import public, public_with_own

LABELS = dict(Article.Stage.choices)


def _here() -> str:
    return (get_language() or "en")[:2]


@public
@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """All stages with their first pages."""
    stages = [
        {"code": stage, "label": LABELS[stage], "titles": titles, "more": more}
        for stage, titles, more in reading.shelf(language=_here())
        if titles
    ]
    context = {
        "stages": stages,
        "easy": reading.easy_titles(language=_here()),
    }
    return render(request, "education/shelf.html", context)


@public
@require_safe
def stage(request: HttpRequest, stage: str) -> HttpResponse:
    """All pages of one stage."""
    titles = reading.of_stage(language=_here(), stage=stage)
    found = sessions(actor=actor_of(request), language=_here(), stage=stage)
    context = {"label": LABELS[stage], "titles": titles, "asked": [*found.now, *found.before]}
    return render(request, "education/stage.html", context)


@public
@require_safe
def a_to_z(request: HttpRequest) -> HttpResponse:
    """Everything by its title."""
    titles, more = reading.a_to_z(language=_here(), after=request.GET.get("after", "")[:160])
    return render(request, "education/a_to_z.html", {"titles": titles, "more": more})


@public
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The glossary."""
    return render(request, "education/words.html", {"terms": reading.words_of(_here())})


@public_with_own
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page, in its own language; also says that it was withdrawn or moved."""
    shown = reading.page(actor=actor_of(request), slug=slug)
    context = {
        "page": shown,
        "vote": voted_on(request, shown.article),
        "address": absolute(request.path),
        "files_at": f"{request.path}/files",
    }
    with override(shown.article.language):  # the words around a text speak its language
        return render(request, "education/page.html", context)


@public
@require_safe
def picture(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A picture; its address names it for ever."""
    found = get_object_or_404(Picture, ref=ref)
    response = HttpResponse(bytes(found.png), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
