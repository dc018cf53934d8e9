"""Of which shipped scales the name is an amount: there “more of it” can be said of a higher number.

Left out are names like “Mood questions” or “Physical limits” (fewer of them when it is higher), and
all that people wrote themselves: there only the better or worse end is named.
"""

from __future__ import annotations

from collections.abc import Mapping

AMOUNTS: Mapping[str, frozenset[str]] = {
    spec: frozenset(scales.split())
    for spec, scales in {
        "weekly-check-in": "pain tiredness well_being",
        "dlqi": "total",
        "promis-anxiety-4a": "t_score",
        "promis-pain-interference-4a": "t_score",
        "promis-sleep-disturbance-4a": "t_score",
        "promis-fatigue-4a": "t_score",
        "promis-depression-4a": "t_score",
        "promis-physical-function-4a": "t_score",
        "promis-global-10": "gph_t gmh_t",
        "pain-nrs": "total",
        "bds-checklist": "total",
        "esas-r": "physical emotional pain tiredness drowsiness nausea appetite"
        " shortness_of_breath depression anxiety wellbeing",
        "sibdq": "total",
        "sss-8": "total",
        "phq-15": "total",
        "hrqol-4": "unhealthy_days activity_limitation_days",
        "rand-36": "physical_functioning energy emotional_wellbeing social_functioning pain"
        " general_health",
        "ibd-control": "total",
        "who-5": "percent",
        "kccq-12": "quality_of_life",
        "facit-fatigue": "total",
        "qlq-c30": "PF2 EF CF SF FA NV PA DY SL AP CO DI FI QL2",
        "hads": "anxiety depression",
    }.items()
}


def is_amount(spec: str, scale: str) -> bool:
    """Whether a higher number of this scale is more of what its name says."""
    return scale in AMOUNTS.get(spec, frozenset())
