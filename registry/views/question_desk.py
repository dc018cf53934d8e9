"""One dataset whose forms and questions are written: who writes, what stands, where a save goes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from questionnaires.models import Version
from registry.actions.questions import write_questions
from registry.from_scores import score_forms
from registry.models import Dataset
from registry.queries.datasets import form_in_use, my_rights
from registry.queries.questions import newest_version
from registry.question_book import Book, Change, Head, NotThere
from registry.rules import may_manage
from registry.templatetags.registry_words import form_words
from registry.views.found import my_dataset

UNUSABLE = 422


class Desk:
    """One dataset whose questions are written, for whoever looks after its registry."""

    def __init__(self, request: HttpRequest, slug: str) -> None:
        self.request = request
        self.actor: SignedIn
        self.dataset: Dataset
        self.actor, self.dataset = my_dataset(request, slug)
        rights = my_rights(actor=self.actor, registry_id=self.dataset.registry_id)
        demand(may_manage(self.actor, rights))
        self.newest = newest_version(self.dataset)
        self.book = Book.of(self.newest.metadata)

    def head(self, form: str) -> Head:
        """A form of the draft. Raises Http404."""
        try:
            return self.book.head(form)
        except NotThere as error:
            raise Http404 from error

    def write(self, change: Change) -> Book:
        """What write_questions says."""
        return write_questions(actor=self.actor, dataset=self.dataset, change=change)

    @property
    def forms(self) -> set[str]:
        """Names of the forms there are."""
        return {one.name for one in self.book.heads}

    def answered_by_scores(self, form: str) -> HttpResponse | None:
        """Away from a page that would ask something in such a form: then it would be one no more."""
        if form not in score_forms(
            self.newest.metadata.get("redcap", ()), form_in_use(self.newest)
        ):
            return None
        words = _(
            "Scores of a questionnaire answer this form. A question of your own belongs into another form."
        )
        messages.info(self.request, words)
        return redirect("registry:questions_of", slug=self.dataset.slug, form=form)

    def gone(self) -> HttpResponse:
        """A form or question went since its page was opened."""
        messages.warning(self.request, _("It is not there any more."))
        return redirect("registry:questions", slug=self.dataset.slug)

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page beside what is known of the draft."""
        draft = self.newest if self.newest.state == Version.State.DRAFT else None
        told = {"dataset": self.dataset, "draft": draft, **context}
        return render(self.request, f"registry/questions/{template}.html", told, status=status)


def title_of(head: Head) -> str:
    """What the form is called."""
    return head.title or form_words(head.name)
