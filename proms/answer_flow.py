"""Where somebody is in a questionnaire: the form, her answers so far, and which page comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from po_platform.access.actor import Actor
from proms.actions.responses import draft_key
from proms.models import Assignment
from proms.queries.assignments import my_assignment
from questionnaires import paging
from questionnaires.actions import save_draft
from questionnaires.answers import Checked, Problem
from questionnaires.asking import Asked, Question
from questionnaires.form_input import answer_page
from questionnaires.paging import Page, Way
from questionnaires.queries import Form, form_of, my_draft
from questionnaires.visibility import shown

# One sending per assignment from its pages: a second press is the same sending.
PAGES = UUID("6f1ed002-ab5f-4b1c-9d4e-2f6f3a3e8d10")


@dataclass
class Flow:
    """One assignment being answered by its person."""

    actor: Actor
    assignment: Assignment
    form: Form
    answers: dict[str, Any]
    missing: dict[str, Any]
    way: Way = "one"

    @classmethod
    def of(cls, request: HttpRequest, ref: UUID, way: Way = "one") -> Flow:
        """Raises Http404 when it is not on the asking person's own list."""
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
        assignment = my_assignment(actor=actor, ref=ref)
        if assignment is None:
            raise Http404
        form = form_of(assignment.version, get_language() or "en")
        draft = my_draft(actor=actor, about=draft_key(assignment))
        answers, missing = (draft.answers, draft.missing) if draft else ({}, {})
        return cls(actor, assignment, form, answers, missing, way)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return paging.pages(self.form.definition, self.way)

    @property
    def visible(self) -> Any:
        return shown(self.form.definition, self.answers)

    @property
    def client_ref(self) -> UUID:
        return uuid5(PAGES, str(self.assignment.ref))

    def page(self, number: int) -> Page:
        """The page with this number, when something on it shows. Raises Http404."""
        for page in paging.showing(self.pages, self.visible):
            if page.number == number:
                return page
        raise Http404

    def resume(self) -> str:
        """The address to go on at: the first page not answered, or the check page."""
        page = paging.page_to_resume(
            self.form.definition, self.pages, self.visible, self.answers, self.missing
        )
        return self.address(page)

    def after(self, number: int) -> str:
        """The address after a page."""
        return self.address(paging.page_after(self.pages, self.visible, number))

    def before(self, number: int) -> Page | None:
        """The page before, if any."""
        return paging.page_before(self.pages, self.visible, number)

    def address(self, page: Page | None) -> str:
        """A page's address; the check page's for None."""
        if page is None:
            return reverse("proms:check", args=[self.assignment.ref])
        if self.way == "all":
            return reverse("proms:answer_all", args=[self.assignment.ref])
        return reverse("proms:question", args=[self.assignment.ref, page.number])

    def take(self, request: HttpRequest, page: Page) -> Checked:
        """Lay one sent page over the answers and keep what can stand; returns what was found."""
        checked = answer_page(
            self.form.definition,
            self.answers,
            self.missing,
            dict(request.POST.lists()),
            {*page.asks, *self._row_groups(page)},
            today=timezone.localdate(),
        )
        self.answers, self.missing = dict(checked.answers), dict(checked.missing)
        save_draft(
            actor=self.actor,
            about=draft_key(self.assignment),
            version=self.assignment.version,
            answers=self.answers,
            missing=self.missing,
        )
        return checked

    def questions(
        self, page: Page, problems: tuple[Problem, ...] = (), request: HttpRequest | None = None
    ) -> list[Question]:
        """The page's questions; with `request`, as they were just sent."""
        sent = dict(request.POST.lists()) if request is not None else None
        asked = Asked(self.form, self.answers, self.missing, problems, sent)
        return asked.page(page, self.visible)

    def _row_groups(self, page: Page) -> set[str]:
        by_link_id = self.form.definition.by_link_id
        return {link_id for link_id in page.link_ids if by_link_id[link_id].is_rows}
