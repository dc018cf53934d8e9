"""Two years of weekly answers that look like somebody's life: slow drift, flares, missed weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

WEEKS = 104
WORDS = {
    "en": (
        "Holding the cup without thinking about it.",
        "A night without waking up.",
        "Going back to the choir.",
        "Buttoning my own shirt.",
        "The walk to the allotment.",
        "Being able to say no without a reason.",
    ),
    "de": (
        "Die Tasse halten, ohne daran zu denken.",
        "Eine Nacht durchschlafen.",
        "Wieder in den Chor gehen.",
        "Mein Hemd selbst zuknöpfen.",
        "Der Weg zum Schrebergarten.",
        "Nein sagen können, ohne einen Grund zu nennen.",
    ),
}


def weekly_answers(
    random: Random, until: datetime, options: dict[str, list[str]], language: str = "en"
) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """(when, answers) week by week, oldest first, some weeks missing.

    `options`: linkId → option codes from good to bad, for the questions to choose from.
    """
    usual = random.uniform(3.0, 6.0)  # how hard life usually is, 0 to 10
    turn, after = random.randint(35, 80), usual + random.choice((-2.2, -1.4, 0.0, 0.9))
    level = usual + random.gauss(0, 0.5)
    flare = 0.0
    away_until = -1
    for week in range(WEEKS, 0, -1):
        towards = usual if week > turn else after
        level = min(9.0, max(0.5, level + 0.15 * (towards - level) + random.gauss(0, 0.3)))
        flare = flare * 0.72 + (random.uniform(1.5, 4.0) if random.random() < 0.03 else 0)
        if random.random() < 0.015:
            away_until = week - random.randint(2, 6)
        if week > away_until > 0 or random.random() < 0.08:
            continue
        hard = min(10.0, level + flare)
        at = until - timedelta(weeks=week - 1, hours=random.randint(0, 60), minutes=week % 60)
        words = WORDS[language] if week <= 2 or random.random() < 0.12 else ()
        yield at, _week(random, hard, options, words)


def _week(
    random: Random, hard: float, options: dict[str, list[str]], words: Sequence[str]
) -> dict[str, Any]:
    def near(value: float, high: int = 10, spread: float = 0.5) -> int:
        return int(min(high, max(0, round(random.gauss(value, spread)))))

    answers: dict[str, Any] = {
        "q1": near(hard),
        "q2": near(hard * 0.9 + 0.8),
        "q3": near(10 - hard),
    }
    for link_id, codes in options.items():
        if random.random() > 0.01:
            place = hard / 10 * (len(codes) - 1)
            answers[link_id] = codes[near(place, len(codes) - 1, 0.3)]
    if words:
        answers["q8"] = random.choice(words)
    return answers
