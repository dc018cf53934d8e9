"""The first rules, which the flush of other tests may have taken away."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.models import Rule


@pytest.fixture(autouse=True)
def _rules(db: Any) -> None:
    for number, title in ((1, "Be kind to each other"), (6, "Nothing against the law")):
        Rule.objects.get_or_create(number=number, version=1, defaults={"title": {"en": title}})
