"""“More of it” is said only of scales whose name is an amount of what a higher number means."""

from __future__ import annotations

import pytest

from proms.amounts import AMOUNTS, is_amount
from proms.shipped import shipped_specs


def test_every_amount_is_a_shipped_scale_with_a_plain_name_in_both_languages() -> None:
    specs = shipped_specs()
    for spec, names in AMOUNTS.items():
        scales = {scale.id: scale for scale in specs[spec].scales}
        for name in names:
            labels = scales[name].label
            assert labels["en"] and labels["de"], (spec, name)
            assert not set(",(") & set(labels["en"] + labels["de"]), (spec, name)


@pytest.mark.parametrize(
    ("spec", "scale"),
    [
        ("kccq-12", "physical_limitation"),  # fewer limits when it is higher
        ("kccq-12", "social_limitation"),
        ("hrqol-4", "general_health"),  # 1 is best
        ("phq-9", "total"),  # “Mood questions”
        ("written-here", "total"),
    ],
)
def test_a_name_that_is_no_amount_is_never_said_to_be_more(spec: str, scale: str) -> None:
    assert not is_amount(spec, scale)
