"""Did this page help you? One press, no sign-in; the browser's session knows that it answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from education.actions.readers import give_reason, vote
from education.forms.readers import VoteForm
from education.models import Article
from education.queries.reading import live_article
from members.asking import actor_of, sent
from members.limits import count_try, patient
from po_platform.access.declare import public

KEY = "education_votes"  # {revision id: [vote id, "yes" or "no"]}
MOST = 50


def voted_on(request: HttpRequest, article: Article) -> str:
    """ "yes", "no" or '' for the live text of an article, by this browser."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    return str(kept.get(str(article.live_id), (0, ""))[1])


@public
@patient
@require_http_methods(["GET", "HEAD", "POST"])
def helpful(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps the answer; after a no it asks for one reason, which may be left out."""
    article = live_article(slug)
    kept = dict(request.session.get(KEY, {}))
    before = kept.get(str(article.live_id))
    form = VoteForm(sent(request) if "reason" in request.POST else None)
    if request.method == "POST" and "reason" not in request.POST:
        count_try(request, "vote_on_page")
        helped = request.POST.get("helped") == "yes"
        vote_id = vote(
            actor=actor_of(request), article=article, helped=helped,
            before=before[0] if before else None,
        )  # fmt: skip
        kept = dict(list(kept.items())[-MOST:]) | {
            str(article.live_id): [vote_id, "yes" if helped else "no"]
        }
        request.session[KEY] = kept
        if helped:
            return redirect("education:page", slug)
    elif form.is_bound and form.is_valid():
        if before:
            give_reason(
                actor=actor_of(request), vote_id=before[0], reason=form.cleaned_data["reason"]
            )
        return redirect("education:page", slug)
    context = {"form": form, "article": article}
    status = 422 if form.is_bound else 200
    return render(request, "education/why.html", context, status=status)
