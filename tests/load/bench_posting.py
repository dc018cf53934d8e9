"""What sending a post takes: judged, baked, numbered, its words indexed, audited, committed."""

from __future__ import annotations

import statistics
import time
from typing import Any
from uuid import uuid4

from forums.actions.writing import Words, reply
from forums.models import Topic
from po_platform.access.actor import acting_as
from tests.load.talk import paragraphs
from tests.load.volume import figure


def measure(writers: int = 100) -> dict[str, Any]:
    """posted_p50_ms and posted_p95_ms: wall-clock time of one transaction as the web role, each by
    another member, as nobody writes so much at once; the first three left out."""
    topic = Topic.objects.get(title="Bench topic 3").ref
    texts = paragraphs()
    times = []
    for number in range(1, writers + 4):
        actor = figure(f"bench{number}").actor()
        words = Words(texts[number % len(texts)], uuid4())
        started = time.perf_counter()
        with acting_as(actor):
            reply(actor=actor, topic=topic, words=words)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "posted_p50_ms": round(statistics.median(times[3:]), 1),
        "posted_p95_ms": round(statistics.quantiles(times[3:], n=20)[18], 1),
    }
