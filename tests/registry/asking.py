"""A registry with members who agreed, a committee of three, and requests in any state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from po_platform.access.actor import Hat, acting_as
from registry.actions.cohorts import change_cohort
from registry.actions.joining import Said
from registry.actions.requests import (
    Paper,
    begin_request,
    cast_vote,
    change_request,
    decide_request,
    keep_paper,
    move_request,
    pass_on,
)
from registry.cohort import Clause, Criterion
from registry.models import DataRequest, Entry, Participation, ReleaseRules, Right, Subject
from registry.request_flow import Move
from tests.personas import Persona, World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.world import HEADER, Walks

PDF = Paper("vote.pdf", "application/pdf", b"%PDF-1.7 ethics")
REUSE: Said = {"reuse": {"past": "yes", "future": "yes"}}
WORDS: dict[str, Any] = {
    "asker": "Dr Ade Oyelaran, head of the study",
    "institution": "University of Harrowmere",
    "title": "Walking and stiffness",
    "question": "Do people who walk in company walk farther?",
    "gain": "Members would know what helps them to keep walking.",
    "purpose": DataRequest.Purpose.DISEASE,
    "commercial": False,
    "funding": "The university",
    "ethics": "HM-2026-17",
    "months": 12,
    "cohort_words": "Everybody who told us how far they walk",
}
LONG = Criterion("visit", "minutes", "least", ("10",))


@dataclass
class Asking:
    """Who asks, who screens, who votes; `people`: members with entries who agreed."""

    world: World
    walks: Walks
    people: list[Persona]
    second: Persona
    votes: list[Persona] = field(default_factory=list)

    @property
    def researcher(self) -> Persona:
        return self.world.researcher

    def draft(self, criteria: tuple[Clause, ...] = (LONG,), **words: Any) -> DataRequest:
        """With questions, people and the paper: ready to be sent."""
        actor = self.researcher.actor()
        with acting_as(actor):
            row = begin_request(actor=actor, dataset=self.walks.dataset, words={**WORDS, **words})
            chosen = {"variables": ["sex", "born", "minutes", "with_whom", "metres"]}
            change_request(actor=actor, ref=row.ref, values=chosen)
            change_cohort(actor=actor, ref=row.ref, criteria=criteria)
            keep_paper(actor=actor, ref=row.ref, kind="ethics", paper=PDF)
        return row

    def move(self, row: DataRequest, who: Persona, move: Move, words: str = "") -> DataRequest:
        """One step."""
        with acting_as(who.actor()) as actor:
            return move_request(actor=actor, ref=row.ref, move=move, words=words)  # type: ignore[arg-type]

    def in_review(self, row: DataRequest | None = None) -> DataRequest:
        """Sent and passed on to the committee."""
        row = row or self.draft()
        self.move(row, self.researcher, Move.SEND)
        with acting_as(self.walks.curator.actor()) as actor:
            pass_on(actor=actor, ref=row.ref, kept_apart=["sex"], dates="shifted", words="Fine")  # type: ignore[arg-type]
        return row

    def vote(self, row: DataRequest, who: Persona, answer: str = "yes") -> None:
        """One vote."""
        with acting_as(who.actor()) as actor:
            cast_vote(actor=actor, ref=row.ref, answer=answer, words="")  # type: ignore[arg-type]

    def approved(self, row: DataRequest | None = None) -> DataRequest:
        """The committee said yes."""
        row = self.in_review(row)
        for who in self.votes:
            self.vote(row, who)
        with acting_as(self.votes[0].actor()) as actor:
            decide_request(actor=actor, ref=row.ref, reason="Useful", conditions="No linking")  # type: ignore[arg-type]
        return row

    def ready(self, row: DataRequest | None = None) -> DataRequest:
        """The contract is signed and accepted."""
        row = self.approved(row)
        with acting_as(self.researcher.actor()) as actor:
            keep_paper(actor=actor, ref=row.ref, kind="contract", paper=PDF)  # type: ignore[arg-type]
        return self.move(row, self.walks.curator, Move.ACCEPT_CONTRACT)


def make_asking(world: World, people: int = 12, said: Said = REUSE) -> Asking:
    """The registry of walks; `people` members joined, agreed, and have both forms filled in."""
    walks = open_to_members(world)
    ReleaseRules.objects.create(registry=walks.registry, quorum=2)
    members = [make_persona(f"Person{number} P.") for number in range(people)]
    lines = [
        f"{number},Name {number},1950-03-{number % 28 + 1:02d},{number % 2},,2,"
        f"{10 + number},1,0,0,{100 + number},,0,2"
        for number in range(people)
    ]
    if lines:
        assert walks.bring(HEADER, *lines).usable
    for number, persona in enumerate(members):
        _becomes(walks, persona, str(number), said)
    second = make_persona("Second Curator", role=Hat.CURATOR)
    Right.objects.create(registry=walks.registry, account=second.account, manages=True)
    votes = [world.committee, make_persona("Cleo Committee", role=Hat.COMMITTEE)]
    return Asking(world, walks, members, second, votes)


def _becomes(walks: Walks, persona: Persona, number: str, said: Said) -> None:
    """The record of this number is hers, and she agrees to research."""
    with acting_as(walks.curator.actor()) as actor:
        record = Subject.objects.visible_to(actor).filter(number=number)
        kept = record.get()
        Entry.objects.visible_to(actor).filter(record=kept).update(subject_id=persona.subject)
        record.update(subject_id=persona.subject)
    join(walks, persona, said)


def taking_part(persona: Persona) -> Participation:
    """Hers."""
    with acting_as(persona.actor()) as actor:
        return Participation.objects.visible_to(actor).get()
