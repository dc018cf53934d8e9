"""One list of words of danger: heard through marks and line breaks, the same in posts and searches."""

from __future__ import annotations

import hashlib

import pytest

from po_platform.kit.danger_words import (
    DANGER_LIST,
    LIST_AS_TEXT,
    may_be_in_danger,
    sounds_like_danger,
)

SAID = [
    "I don’t want to live any more",
    "I do not want to wake up",
    "killing\nmy self",
    "there is no reason to live",
    "tired of living",
    "They are better off dead… no: I would be better off dead",
    "I could take my own life",
    "SUICIDAL thoughts",
    "self-harm again",
    "sui\u00adcide",
    "want\u200b to die",
    "Ich will einfach nur noch sterben.",
    "weil ich sterben will",
    "ich bringe mich noch um",
    "Ich brächte mich am liebsten um",
    "ich könnte mich umbringen",
    "lebensmüde",
    "dem Leben ein Ende setzen",
    "mir etwas antun",
    "ich will nicht mehr aufwachen",
    "Selbsttötung",
    "envie de mourir",
    "ich koennte mich toeten",
    "ich moechte sterben",
    "lebensmuede",
    "Selbsttoetung",
    "mich aufhaengen",
    "Ich waere lieber tot",
    "Ich wäre am liebsten tot",
    "wäre ich doch tot",
    "waer ich doch nur tot",
    "Ihr seid ohne mich besser dran",
    "alle waeren besser dran ohne mich",
    "meine Familie hat es besser ohne mich",
    "mit allem Schluss machen",
    "mit dem Leben Schluss zu machen",
    "Schluss machen mit meinem Leben",
    "ich habe keine Kraft mehr zu leben",
    "I wish I was dead",
    "sometimes I wish I were dead.",
    "I would rather be dead",
    "I wanna die",
    "they are better off without me",
    "I don't want to be alive",
    "there is no point in living",
]
OTHER = [
    "These stairs kill me",
    "my shoes hurt me",
    "Angst, mich beim Sport zu verletzen",
    "Wie viele Menschen sterben daran?",
    "how many people die of it",
    "suicide gene therapy",
    "I cut my tablets",
    "Ich lebe gern",
    "Wir machen jetzt Schluss für heute",
    "Mit dem Rauchen Schluss machen",
    "ohne mich geht es auch, ich komme später",
    "Das neue Knie ist besser",
    "Der Akku war schon tot",
    "Mein Handy ist tot",
    "I wish I was dead sure about this",
    "the battery must be dead",
    "no point in waiting",
    "treue Leserin aus Moers",
    "",
]


@pytest.mark.parametrize("text", SAID)
def test_words_of_danger_are_heard_in_posts_and_in_searches(text: str) -> None:
    assert sounds_like_danger(text)
    assert may_be_in_danger(text)


@pytest.mark.parametrize("text", OTHER)
def test_everyday_words_call_nobody(text: str) -> None:
    assert not sounds_like_danger(text)


def test_a_changed_list_has_another_number() -> None:
    """The log of a case names the list: give it the next number, and write its mark here."""
    mark = hashlib.sha256(LIST_AS_TEXT.encode()).hexdigest()[:16]
    assert (DANGER_LIST, mark) == (1, "28821d639cb8f0a8")
