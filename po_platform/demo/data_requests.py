"""A registry of the invented organisation, whose members agreed to research, and requests for its
data in every state that matters: by the real actions, from a draft to a destroyed release."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from files.actions.running import run_job
from files.models import Job
from po_platform.access.actor import SignedIn, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.cohorts import change_cohort
from registry.actions.datasets import make_registry, take_in_dictionary
from registry.actions.imports import Wish, import_data
from registry.actions.joining import join_registry
from registry.actions.releases import (
    build_release,
    certify_destruction,
    fetch_release,
    free_release,
)
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
from registry.actions.results import publish_results, report_results
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.cohort import Criterion
from registry.models import DataRequest, Dataset, Participation, Recipient, Right
from registry.release_end import as_release
from registry.request_flow import Move

AGREED = {"reuse": {"past": "yes", "future": "yes"}, "contact": {"whole": "yes"}}
PDF = Paper("ethics-vote.pdf", "application/pdf", b"%PDF-1.4\n% an invented paper\n%%EOF\n")
FIELDS = (
    {"field_name": "record_id", "form_name": "mornings", "field_label": "Record"},
    {"field_name": "since", "form_name": "mornings", "field_label": "Since when are mornings stiff?",
     "validation": "date_ymd", "annotation": "@PARTIAL-DATE"},
    {"field_name": "sex", "form_name": "mornings", "field_type": "radio", "field_label": "Sex",
     "choices": "0, female | 1, male | 2, other"},
    {"field_name": "stiff", "form_name": "mornings", "field_label": "Minutes until it is better",
     "validation": "integer", "validation_min": "0",
     "validation_max": "600"},
    {"field_name": "helps", "form_name": "mornings", "field_type": "checkbox",
     "field_label": "What helps?",
     "choices": "1, warmth | 2, moving | 3, resting"},
)  # fmt: skip
STIFF = (Criterion("mornings", "stiff", "least", ("15",)),)
# Title, question, how far it got.
REQUESTS = (
    ("Cold weather and stiffness", "Are mornings worse in winter?", "draft"),
    ("Sleep before stiff mornings", "Does a short night make the morning stiffer?", "screening"),
    ("Work with stiff hands", "How many people change their job because of it?", "question"),
    ("Swimming twice a week", "Is stiffness shorter for people who swim?", "review"),
    ("Selling a device", "Who would buy a heated glove?", "refused"),
    ("First year after the diagnosis", "What changes in the first year?", "signed"),
    ("Warmth in the morning", "Does warmth shorten the stiff time of the morning?", "released"),
    ("Moving before breakfast", "Does moving early help for the whole day?", "closed"),
)


class Seeds:
    """Who does what. `curators`: who made the registry, and who looks again."""

    def __init__(
        self, curators: Sequence[SignedIn], committee: Sequence[SignedIn], researcher: SignedIn
    ) -> None:
        self.curators, self.committee, self.researcher = curators, committee, researcher

    def registry(self, members: Sequence[SignedIn]) -> Dataset:
        """Members join, agree, and have one form each filled in."""
        curator = self.curators[0]
        with acting_as(curator):
            registry = make_registry(actor=curator, title="Stiff mornings")
            raw = dictionary_csv([{"field_type": "text", **one} for one in FIELDS]).encode()
            made = take_in_dictionary(
                actor=curator, raw=raw, registry=registry, title="Mornings"
            ).dataset
            assert made is not None
            sheet = begin_sheet(actor=curator, registry=registry)
            publish_sheet(actor=curator, sheet=sheet)
            for other in self.curators[1:]:
                Right.objects.create(registry=registry, account_id=other.account_id, manages=True)
        numbers = []
        for member in members:
            with acting_as(member):
                sheet.refresh_from_db()
                joined = join_registry(actor=member, sheet=sheet, said=AGREED, language="en")
                numbers.append(
                    Participation.objects.visible_to(member)
                    .values_list("record__number", flat=True)
                    .get(pk=joined.pk)
                )
        random = Random(7)
        lines = ["record_id,since,sex,stiff,helps___1,helps___2,helps___3,mornings_complete"]
        lines += [
            f"{number},{random.randint(1985, 2024)},{place % 2},{random.randint(20, 120)},"
            f"{random.randint(0, 1)},{random.randint(0, 1)},0,2"
            for place, number in enumerate(numbers)
        ]
        with acting_as(curator):
            raw = "\n".join(lines).encode()
            report = import_data(actor=curator, dataset=made, raw=raw, wish=Wish())
        assert report.usable, report.to_json()
        return made

    def ask(self, dataset: Dataset, title: str, question: str, until: str) -> None:
        """One request, as far as it got."""
        row = self._draft(dataset, title, question)
        if until == "draft":
            return
        self._move(self.researcher, row, Move.SEND)
        if until == "screening":
            return
        curator = self.curators[0]
        if until == "question":
            words = "Where will the data lie, and who can open them?"
            self._move(curator, row, Move.ASK_BACK, words)
            return
        with acting_as(curator):
            pass_on(
                actor=curator, ref=row.ref, kept_apart=["sex"], dates="year",
                words="Complete. The question is new.",
            )  # fmt: skip
        voting = self.committee[:1] if until == "review" else self.committee
        for who in voting:
            with acting_as(who):
                answer = "no" if until == "refused" else "yes"
                cast_vote(actor=who, ref=row.ref, answer=answer, words="")
        if until == "review":
            return
        first = self.committee[0]
        with acting_as(first):
            reason = (
                "Selling something is no research for members."
                if until == "refused"
                else "Useful for members, and only what is needed."
            )
            conditions = "" if until == "refused" else "Results go to members in plain words."
            decide_request(actor=first, ref=row.ref, reason=reason, conditions=conditions)
        if until == "refused":
            return
        with acting_as(self.researcher):
            keep_paper(actor=self.researcher, ref=row.ref, kind="contract", paper=PDF)
        if until != "signed":
            self._move(curator, row, Move.ACCEPT_CONTRACT)
            self._release(row, ended=until == "closed")

    def _draft(self, dataset: Dataset, title: str, question: str) -> DataRequest:
        words = {
            "asker": "Dr Ade Oyelaran, head of the study",
            "institution": "University of Harrowmere",
            "title": title,
            "question": question,
            "gain": "Members would know better what to expect, and what they can do themselves.",
            "purpose": DataRequest.Purpose.DISEASE,
            "commercial": False,
            "funding": "The university",
            "ethics": "HM-2026-17",
            "months": 12,
            "cohort_words": "Everybody whose mornings are stiff for a quarter of an hour or more",
        }
        actor = self.researcher
        with acting_as(actor):
            row = begin_request(actor=actor, dataset=dataset, words=words)
            chosen = {"variables": ["since", "sex", "stiff", "helps"]}
            change_request(actor=actor, ref=row.ref, values=chosen)
            change_cohort(actor=actor, ref=row.ref, criteria=STIFF)
            keep_paper(actor=actor, ref=row.ref, kind="ethics", paper=PDF)
        return row

    def _release(self, row: DataRequest, *, ended: bool) -> None:
        with acting_as(self.curators[0]):
            release = build_release(actor=self.curators[0], ref=row.ref)
        with acting_as(as_release(release)) as system:
            job = Job.objects.visible_to(system).get()
        run_job(job.pk)
        with acting_as(self.curators[1]):
            free_release(actor=self.curators[1], ref=row.ref)
        actor = self.researcher
        with acting_as(actor):
            link = Recipient.objects.get(release=release)
            fetch_release(actor=actor, ref=link.ref)
            if not ended:
                return
            told = "People who moved before breakfast were stiff for a shorter time."
            certify_destruction(
                actor=actor, ref=row.ref, words="Deleted from the server of the study."
            )
            report_results(actor=actor, ref=row.ref, results=told)
        with acting_as(self.curators[0]):
            publish_results(actor=self.curators[0], ref=row.ref)

    def _move(self, actor: SignedIn, row: DataRequest, move: Move, words: str = "") -> None:
        with acting_as(actor):
            move_request(actor=actor, ref=row.ref, move=move, words=words)


def seed_requests(
    members: Sequence[SignedIn],
    curators: Sequence[SignedIn],
    committee: Sequence[SignedIn],
    researcher: SignedIn,
) -> None:
    """The registry, then its requests."""
    seeds = Seeds(curators, committee, researcher)
    dataset = seeds.registry(members)
    for title, question, until in REQUESTS:
        seeds.ask(dataset, title, question, until)
