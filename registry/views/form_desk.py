"""What happens with a form somebody fills in, on one page or in parts: taken, shown again, saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from members.queries.tidings import told_about
from po_platform.access.actor import SignedIn
from questionnaires.answers import Problem, in_form_order
from questionnaires.asking import told
from questionnaires.shapes import Question
from registry.actions.entries import ChangedMeanwhile, save_entry
from registry.code_fields import CodeFields
from registry.death_words import says_dead
from registry.entry_flow import At, EntryFlow, Sent
from registry.forms.datasets import OccasionForm
from registry.models import Entry, Subject
from registry.oddities import LIKELY, REQUIRED, in_words
from registry.parts import Part
from registry.queries.datasets import my_rights
from registry.queries.participation import participation_of
from registry.queries.quality import odd_now
from registry.rules import may_change, may_tell_office

UNUSABLE = 422
PART = "questions"  # what a script asks for (header X-Part)
SEEN = "_asked"  # the field that says which questions stood on the page
OF_PART = "_part"  # the field that says which part of a long form a page is
OPENED = "_opened"  # the field that proves that a page was opened, and its opening written down
OPEN_FOR = 12 * 60 * 60  # seconds


@dataclass(frozen=True)
class Desk:
    """Where a form is filled in: by whom, with which fields around it, and where it goes on.

    `in_parts`: long forms come part by part unless somebody wants them whole.
    """

    template: str
    own: bool
    about: type[OccasionForm]
    back: Callable[[At], str]  # address
    again: Callable[[Entry], str]  # address of the form once it is saved
    may_enter: Callable[[SignedIn, At], bool]
    in_parts: bool = False


def goes_on(request: HttpRequest, actor: SignedIn, at: At, entry: Entry | None) -> bool:
    """Whether a script asks again about a page that was opened, and its opening written down.

    What comes back may rest on stored answers (what is worked out, which questions follow), so the
    page has to show what only its opening gave it.
    """
    if "look" not in request.POST or request.headers.get("X-Part") != PART:
        return False
    try:
        held = signing.loads(request.POST.get(OPENED, ""), salt=OPENED, max_age=OPEN_FOR)
    except signing.BadSignature:
        return False
    return bool(held == _opening(actor, at, entry))


def _opening(actor: SignedIn, at: At, entry: Entry | None) -> list[object]:
    """Who sees what, as it stands now."""
    if entry is not None:
        return [actor.account_id, str(entry.ref), entry.row_version]
    event = at.event.pk if at.event else 0
    return [actor.account_id, str(at.record.ref), at.form.pk, event, at.instance]


class Filling:
    """One form, or one part of it, with what was just sent."""

    def __init__(self, request: HttpRequest, actor: SignedIn, desk: Desk, flow: EntryFlow) -> None:
        self.request, self.actor, self.desk, self.flow = request, actor, desk, flow
        self.known = flow.state.copy()
        self.typed: Sent | None = None
        self.codes = CodeFields(flow)
        self._before = {name for name, _rows in flow.visible.places}

    def of(self, part: Part) -> Filling:
        """The same, asking only what stands in this part."""
        flow = replace(self.flow, part=part)
        return Filling(self.request, self.actor, self.desk, flow)

    @property
    def only_looks(self) -> bool:
        """Whether a button was pressed that saves nothing: a search, or what follows from answers."""
        return bool(self.request.POST.get("find")) or "look" in self.request.POST

    @property
    def may_enter(self) -> bool:
        """Whether she can write here now."""
        return self.desk.may_enter(self.actor, self.flow.at) and bool(may_change(self.flow.entry))

    def take(self) -> tuple[Problem, ...]:
        """Lay what was sent over what is known; what is to be put right."""
        posted = dict(self.request.POST.lists())
        stood = self._stood(posted)
        problems, self.typed = self.flow.take(posted, stood=stood)
        unknown = self.codes.take(posted, find=self.request.POST.get("find", ""))
        return in_form_order(self.flow.definition, [*problems, *unknown])

    def _stood(self, posted: Sent) -> set[str] | None:
        """The questions of which the page says that they stood on it; None when it does not say.

        A question that came with a newer version since is not taken for one left blank.
        """
        if SEEN not in posted:
            return None
        typed = {name.partition("::")[0] for name in posted}
        return {*posted[SEEN], *(typed & set(self.flow.page.asks))}

    def opened(self) -> bool:
        """Whether answers brought questions that did not stand on the page."""
        stood = set(self.request.POST.getlist(SEEN)) or self._before
        now = {name for name, _rows in self.flow.visible.places}
        return bool((now - stood) & set(self.flow.page.asks))

    def save(
        self, *, occurred_on: str, seen_version: int, why: str = "", paper: bool = False
    ) -> Entry | None:
        """What is known now, written; None when somebody else wrote it meanwhile, and says so."""
        try:
            return save_entry(
                actor=self.actor,
                at=self.flow.at,
                entry=self.flow.entry,
                state=self.flow.state,
                occurred_on=occurred_on,
                seen_version=seen_version,
                own=self.desk.own,
                why=why,
                paper=paper,
            )
        except ChangedMeanwhile:
            words = _(
                "Somebody else wrote this form meanwhile. Nothing of yours was saved; look again."
            )
            messages.info(self.request, words)
            return None

    def tell_odd(self, saved: Entry) -> None:
        """What looks odd is saved all the same, and said; by own rules only to their authors' side.

        Their titles are written for those who keep the registry.
        """
        kinds, own = LIKELY - {REQUIRED}, not self.desk.own
        for one in odd_now(actor=self.actor, entry=saved, kinds=kinds, own=own)[:3]:
            words = _("Saved as you wrote it. Look once more at “%(question)s”: %(odd)s.")
            told = {"question": one.question, "odd": in_words(one.odd)}
            messages.info(self.request, words % told)

    def tell_death(self) -> None:
        """Where an answer says that this person has died and nobody knows yet, what comes next."""
        rows = self.flow.version.metadata.get("redcap", ())
        if self.desk.own or not says_dead(self.flow.definition, rows, self.flow.state.answers):
            return
        record = self.flow.at.record
        rights = my_rights(actor=self.actor, registry_id=record.registry_id)
        taking_part = participation_of(actor=self.actor, record=record)
        if may_tell_office(self.actor, record, rights, taking_part):
            told = told_about(record.subject_id)
            if told is None or not told.waits:
                words = _(
                    "This form says that the person has died. Tell the office, so that nobody writes"
                    " to her any more. The link stands under “What we know of this person”."
                )
                messages.warning(self.request, words)
        elif taking_part is None and record.vital != Subject.Vital.DEAD:
            words = _(
                "This form says that the person has died. Whoever manages the registry can write it"
                " down under “What we know of this person”."
            )
            messages.warning(self.request, words)

    def show(
        self,
        template: str,
        form: forms.Form,
        *,
        problems: Sequence[Problem] = (),
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page; only its questions where a script asks for what follows from answers."""
        asked = self.flow.asked(problems, self.typed)
        questions = self.codes.shown(asked.page(self.flow.page))
        found = told(problems, asked.targets, self.flow.words, by_name=True)
        context = {
            "at": self.flow.at,
            "entry": self.flow.entry,
            "title": self.flow.words.texts.label(self.flow.group),
            "questions": questions,
            "carried": self._carried(questions),
            "follows": self.flow.follows,
            "searches": any(one.finder for one in questions),
            "worked_out": self.flow.worked_out(),
            "elsewhere": self.flow.answered_elsewhere(),
            "form": form,
            "may_enter": self.may_enter,
            "opened": self._proof(),
            **more,
            **({"problems": found} if found else {}),
        }
        if self.only_looks and self.request.headers.get("X-Part") == PART:
            return render(self.request, "registry/_asked.html", context)
        return render(self.request, template, context, status=status)

    def _proof(self) -> str:
        """For `goes_on`; nobody asks for it where she reads about herself."""
        if self.desk.own:
            return ""
        return signing.dumps(_opening(self.actor, self.flow.at, self.flow.entry), salt=OPENED)

    def _carried(self, questions: Sequence[Question]) -> list[tuple[str, str]]:
        """Fields that were typed in and do not show now: they come back as they were."""
        shown = {one.link_id for one in questions}
        wanted = set(self.flow.page.asks) - shown
        return [
            (name, value)
            for name, values in self.request.POST.lists()
            if name.partition("::")[0] in wanted
            for value in values
        ]
