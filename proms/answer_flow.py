"""Where somebody is in a questionnaire: the form, her answers so far, and which page comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from po_platform.access.actor import Actor
from proms.actions.assignments import draft_key
from proms.actions.responses import Sending
from proms.models import Assignment, Response
from proms.queries.assignments import my_assignment
from proms.queries.licences import form_to_ask
from questionnaires import paging
from questionnaires.actions import save_draft
from questionnaires.answers import Problem
from questionnaires.asking import Asked
from questionnaires.form_input import answer_page
from questionnaires.no_answer import answered_and_not, reasons_read
from questionnaires.paging import Page, Way
from questionnaires.queries import Form, my_draft
from questionnaires.sent_rows import rows_closed_up
from questionnaires.visibility import Place, Shown, shown

# One sending per assignment from its pages: a second press is the same sending.
PAGES = UUID("6f1ed002-ab5f-4b1c-9d4e-2f6f3a3e8d10")
Sent = Mapping[str, Sequence[str]]


@dataclass
class Flow:
    """One assignment being answered by its person, one question a page or all on one."""

    actor: Actor
    assignment: Assignment
    form: Form
    answers: dict[str, Any]
    missing: dict[str, Any]
    started_at: datetime | None
    way: Way = "one"

    @classmethod
    def of(cls, request: HttpRequest, ref: UUID, way: Way = "one") -> Flow:
        """Raises Http404 when it is not on the asking person's own list.

        What is sent waits for what was sent before: two tabs do not overwrite each other's answers.
        """
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
        assignment = my_assignment(actor=actor, ref=ref, lock=request.method == "POST")
        if assignment is None:
            raise Http404
        form = form_to_ask(assignment, get_language() or "en")
        draft = my_draft(actor=actor, about=draft_key(assignment))
        if draft is None:
            return cls(actor, assignment, form, {}, {}, None, way)
        return cls(actor, assignment, form, draft.answers, draft.missing, draft.started_at, way)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return paging.pages(self.form.definition, self.way)

    @property
    def visible(self) -> Shown:
        return shown(self.form.definition, self.answers)

    @property
    def client_ref(self) -> UUID:
        return uuid5(PAGES, str(self.assignment.ref))

    @property
    def about(self) -> str:
        """Under which name the draft is kept."""
        return draft_key(self.assignment)

    @property
    def begin_url(self) -> str:
        """The page before the first question."""
        return reverse("proms:answer", args=[self.assignment.ref])

    @property
    def has_answers(self) -> bool:
        return bool(self.answers or self.missing)

    def sending(self, *, with_help: bool = False, way: str = Response.Way.SCREEN) -> Sending:
        """What there is to send now, under the name that makes two presses one sending."""
        return Sending(
            self.client_ref,
            self.answers,
            self.missing,
            self.form.language,
            self.started_at,
            way,
            with_help,
        )

    # ---------- pages and their addresses ----------

    def page(self, number: int) -> Page:
        """The page with this number, when something on it shows. Raises Http404."""
        for page in paging.showing(self.pages, self.visible):
            if page.number == number:
                return page
        raise Http404

    def asking(self, link_id: str) -> Page | None:
        """The page a question stands on."""
        return next((page for page in self.pages if link_id in page.asks), None)

    def first(self) -> Page | None:
        """The first page that shows."""
        return paging.page_after(self.pages, self.visible, 0)

    def before(self, page: Page) -> Page | None:
        """The page before, if any."""
        return paging.page_before(self.pages, self.visible, page.number)

    def last(self) -> Page | None:
        """The last page that shows."""
        return next(reversed(paging.showing(self.pages, self.visible)), None)

    def resume(self) -> str:
        """The address to go on at: the page after the last one answered, or the check page."""
        definition, visible = self.form.definition, self.visible
        return self.address(
            paging.page_to_resume(definition, self.pages, visible, self.answers, self.missing)
        )

    def after(self, page: Page) -> str:
        """The address after a page."""
        return self.address(paging.page_after(self.pages, self.visible, page.number))

    def address(self, page: Page | None) -> str:
        """A page's address; the check page's for None."""
        ref = self.assignment.ref
        if self.way == "all":
            name, end = ("proms:answer_all", "") if page else ("proms:check", "?all")
            return reverse(name, args=[ref]) + end
        if page is None:
            return reverse("proms:check", args=[ref])
        return reverse("proms:question", args=[ref, page.number])

    def minutes_left(self, page: Page) -> int:
        """How long the rest takes, from how long it all takes."""
        at = paging.progress(self.pages, self.visible, page.number)
        share = (at.total - at.position + 1) / max(at.total, 1)
        return ceil(self.assignment.instrument.minutes * share)

    # ---------- what is sent ----------

    def take(self, request: HttpRequest, page: Page) -> Taken:
        """Lay one sent page over the answers and keep what can stand."""
        definition, before = self.form.definition, self._asked_on(page)
        sent = rows_closed_up(definition, reasons_read(dict(request.POST.lists())))
        checked = answer_page(
            definition, self.answers, self.missing, sent, page.asks, today=timezone.localdate()
        )
        self.answers, self.missing = dict(checked.answers), dict(checked.missing)
        save_draft(
            actor=self.actor,
            about=self.about,
            version=self.assignment.version,
            answers=self.answers,
            missing=self.missing,
        )
        # An open question may stay open: the check page says so, nobody is held up here.
        problems = [p for p in checked.problems if p.kind != "unanswered"]
        problems += answered_and_not(definition, sent, page.asks)
        opened = {place for place in self._unseen(before) if place[0] in self.form.questions}
        return Taken(tuple(problems), sent, frozenset(opened))

    def _asked_on(self, page: Page) -> set[Place]:
        """What can be seen before a page is sent: what shows anywhere, and this page's empty rows."""
        asked = self.asked()
        asked.page(page)
        return {*self.visible.places, *asked.targets}

    def _unseen(self, before: set[Place]) -> set[Place]:
        return {place for place in self.visible.places if place not in before}

    def asked(self, problems: Sequence[Problem] = (), sent: Sent | None = None) -> Asked:
        """The questions as templates show them; with `sent`, as they were just typed."""
        return Asked(self.form, self.answers, self.missing, self.visible, problems, sent)


@dataclass(frozen=True)
class Taken:
    """What became of a sent page: problems, the fields in order, questions that show only now."""

    problems: tuple[Problem, ...]
    sent: Sent
    opened: frozenset[Place]
