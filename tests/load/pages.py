"""The pages the bench walks, and what is promised for each; None where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Promise:
    """Most a page may cost: CPU and times in milliseconds, size in KB.

    `p95_ms`: at eight clients. `alone_p95_ms`: the same with one client, the server's own time.
    """

    app_cpu_ms: float | None = None
    postgres_cpu_ms: float | None = None
    p95_ms: float | None = None
    alone_p95_ms: float | None = None
    kilobytes: float | None = None

    def broken(self, found: Mapping[str, Any]) -> list[str]:
        """ "app_cpu_ms 14.2 > 12" for each figure above its promise; an empty list when kept."""
        return [
            f"{name} {found[name]} > {most:g}"
            for name, most in vars(self).items()
            if most is not None and found[name] > most
        ]


@dataclass(frozen=True)
class Page:
    """One address, opened by one visitor (ground.VISITORS); `path` is filled in by Ground."""

    name: str
    who: str
    path: str
    promise: Promise = Promise()


FLOOR = "floor"
MEMBER = Promise(app_cpu_ms=12, postgres_cpu_ms=4, p95_ms=120)
FORM = Promise(alone_p95_ms=25, kilobytes=25)
LIST = Promise(app_cpu_ms=12)
TOPIC = Promise(app_cpu_ms=12, postgres_cpu_ms=4, p95_ms=120, kilobytes=60)
SEARCH = Promise(alone_p95_ms=50)
SUMMARY = Promise(alone_p95_ms=60)

PAGES = (
    Page(FLOOR, "ruth", "/bench/floor"),
    Page("front page", "nobody", "/", MEMBER),
    Page("sign in", "nobody", "/sign-in", MEMBER),
    Page("start", "ruth", "/start", MEMBER),
    Page("one question of 40", "ruth", "/answer/{forty}/1", MEMBER),
    Page("form, 40 questions", "ruth", "/answer/{forty}/all", FORM),
    Page("course, 2 years", "ruth", "/my-answers", MEMBER),
    Page("course, 6 years", "bench1", "/my-answers", MEMBER),
    Page("sent answers, list", "bench1", "/my-answers/sent", MEMBER),
    Page("sent answers, one", "ruth", "/my-answers/{response}", MEMBER),
    Page("answers as CSV", "ruth", "/my-answers/{response}/answers.csv", MEMBER),
    Page("my data", "ruth", "/me", MEMBER),
    Page("sharing", "ruth", "/sharing", MEMBER),
    Page("talk, all boards", "ruth", "/talk", MEMBER),
    Page("talk, one board", "ruth", "/talk/boards/{board}", LIST),
    Page("topic of 20 posts", "ruth", "/talk/topics/{twenty}", TOPIC),
    Page("topic of 5,000, first", "ruth", "/talk/topics/{long}?page=1", TOPIC),
    Page("topic of 5,000, last", "ruth", "/talk/topics/{long}?page={last}", TOPIC),
    Page("talk, what is new", "ruth", "/talk/new", LIST),
    Page("search, common word", "ruth", "/search?q={common}", SEARCH),
    Page("search, rare word", "ruth", "/search?q={rare}", SEARCH),
    Page("search, phrase", "ruth", "/search?q={phrase}", SEARCH),
    Page("search, a slip", "ruth", "/search?q={slip}", SEARCH),
    Page("moderators' queue", "dervla", "/moderation"),
    Page("learn", "ruth", "/learn", MEMBER),
    Page("health page", "ruth", "/learn/{article}", MEMBER),
    Page("programme, my way", "bench1", "/programmes/mine/{way}", MEMBER),
    Page("programme, a step", "bench1", "/programmes/mine/{way}/steps/{step}", MEMBER),
    Page("guide's list of 500", "tomas", "/guide"),
    Page("API: assignments", "ruth", "/api/v1/assignments"),
    Page("API: responses", "bench1", "/api/v1/responses"),
    Page("search", "ruth", "/search?q=hands", MEMBER),
    Page("clinician's list", "nasser", "/clinic"),
    Page("summary, 2 years", "nasser", "/clinic/people/{ruth}", SUMMARY),
    Page("summary, 6 years", "nasser", "/clinic/people/{bench1}", SUMMARY),
    Page("office", "anneke", "/office"),
    Page("office, people", "anneke", "/office/people"),
)
