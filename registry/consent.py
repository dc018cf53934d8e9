"""What joining asks: texts in layers, questions with what a yes permits, checks of understanding.

A yes for data speaks of two things apart: what was given until the day of the answer, and what is
given from then on. Codes of the Data Use Ontology (DUO): https://github.com/EBISPOT/DUO.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["data", "contact", "plain"]
Said = Literal["yes", "no", "ask"]
Texts = Mapping[str, str]  # language → words

YES, NO, ASK = "yes", "no", "ask"
PAST, FUTURE, WHOLE = "past", "future", "whole"
PARTS: Mapping[str, tuple[str, ...]] = {
    "data": (PAST, FUTURE),
    "contact": (WHOLE,),
    "plain": (WHOLE,),
}
# What stands in the scope of a grant: registry.queries.participation and releases read these words.
CONTACT, PLAIN = "contact", "plain"
ASK_PAST, ASK_FUTURE = "ask_past", "ask_future"
# What a child said when the text for it was read with it; "no" ends the joining.
ASSENTS, TOO_SMALL, OBJECTS = "assents", "too_small", "objects"
TAKES_PART = "takes_part"  # the code of joining itself, no question of the sheet
NEW_DATA = "new_data"  # of whether anything new is entered; no question of the sheet either

# Permissions first, then what narrows them; names as printed in DUO.
DUO: Mapping[str, str] = {
    "DUO:0000004": "no restriction",
    "DUO:0000042": "general research use",
    "DUO:0000006": "health or medical or biomedical research",
    "DUO:0000007": "disease specific research",
    "DUO:0000011": "population origins or ancestry research only",
    "DUO:0000045": "not for profit organisation use only",
    "DUO:0000046": "non-commercial use only",
    "DUO:0000018": "not for profit, non commercial use only",
    "DUO:0000021": "ethics approval required",
    "DUO:0000020": "collaboration required",
    "DUO:0000019": "publication required",
    "DUO:0000029": "return to database or resource",
    "DUO:0000022": "geographical restriction",
    "DUO:0000012": "research specific restrictions",
    "DUO:0000015": "no general methods research",
    "DUO:0000016": "genetic studies only",
    "DUO:0000024": "publication moratorium",
    "DUO:0000025": "time limit on use",
    "DUO:0000026": "user specific restriction",
    "DUO:0000027": "project specific restriction",
    "DUO:0000028": "institution specific restriction",
    "DUO:0000043": "clinical care use",
    "DUO:0000044": "population origins or ancestry research prohibited",
}


def in_language(texts: Texts, language: str) -> str:
    """The words in this language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing somebody may allow. `code` stays through all versions of a sheet.

    `grace`: days after which a yes by an older version ends, of who was told of this one and has
    not answered; 0: it goes on until she decides.
    """

    code: str
    kind: Kind
    words: Texts
    more: Texts = field(default_factory=dict)
    duo: tuple[str, ...] = ()
    grace: int = 0

    @property
    def meaning(self) -> tuple[Kind, frozenset[str]]:
        """What a yes permits: once published under a code, it stays the same in every version."""
        return self.kind, frozenset(self.duo)

    @property
    def parts(self) -> tuple[str, ...]:
        return PARTS[self.kind]

    @property
    def choices(self) -> tuple[Said, ...]:
        """Only about data it makes sense to be asked each time."""
        return ("yes", "no", "ask") if self.kind == "data" else ("yes", "no")

    def scope(self, said: Mapping[str, str]) -> list[str]:
        """The scope of the grant for these answers by part; empty for a no to everything."""
        if self.kind != "data":
            word = CONTACT if self.kind == "contact" else PLAIN
            return [word] if said.get(WHOLE) == YES else []
        found = [part for part in self.parts if said.get(part) == YES]
        return found + [f"ask_{part}" for part in self.parts if said.get(part) == ASK]

    def said_in(self, scope: Iterable[str]) -> dict[str, str]:
        """The answers by part that led to this scope."""
        held = set(scope)
        if self.kind != "data":
            return {WHOLE: YES if held & {CONTACT, PLAIN} else NO}
        return {
            part: YES if part in held else ASK if f"ask_{part}" in held else NO
            for part in self.parts
        }


@dataclass(frozen=True, slots=True)
class Check:
    """A question that shows whether the text was understood; `why` is told when it was not."""

    words: Texts
    right: Texts
    wrong: Texts
    why: Texts


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything joining shows and asks, in the languages it was written in."""

    title: Texts = field(default_factory=dict)
    short: Texts = field(default_factory=dict)
    more: Texts = field(default_factory=dict)
    questions: Sequence[Question] = ()
    checks: Sequence[Check] = ()
    assent: Texts = field(default_factory=dict)  # what a parent reads with a child

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Sheet:
        """From what is stored."""
        return cls(
            content.get("title", {}),
            content.get("short", {}),
            content.get("more", {}),
            tuple(
                Question(**{**one, "duo": tuple(one.get("duo", ()))})
                for one in content.get("questions", ())
            ),
            tuple(Check(**one) for one in content.get("checks", ())),
            content.get("assent", {}),
        )

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)

    def question(self, code: str) -> Question | None:
        """The question of this code."""
        return next((one for one in self.questions if one.code == code), None)

    @property
    def languages(self) -> list[str]:
        """Languages in which everything that is shown first is written."""
        return [
            language
            for language in self.title
            if self.short.get(language) and all(one.words.get(language) for one in self.questions)
        ]

    @property
    def lacks(self) -> list[str]:
        """What is missing before it can be published, as codes."""
        found = []
        if not self.languages:
            found.append("texts")
        if not self.questions:
            found.append("questions")
        if len(self.checks) < 2:
            found.append("checks")
        return found


def of_another_meaning(asked: Sheet, published: Iterable[Sheet]) -> list[Question]:
    """Questions of `asked` whose code permitted something else in a published version."""
    meant = [(one.code, one.meaning) for sheet in published for one in sheet.questions]
    return [
        question
        for question in asked.questions
        if any(code == question.code and was != question.meaning for code, was in meant)
    ]


def purpose_of(registry_id: int, code: str) -> str:
    """The purpose of the decisions and grants about one question of one registry."""
    return f"registry:{registry_id}:{code}"
