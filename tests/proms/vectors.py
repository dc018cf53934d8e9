"""Answers and scores other people published: none of the numbers here was computed by us.

Each row: instrument, where it stands, answers as published, expected values by scale.
"""

from __future__ import annotations

from typing import Any

AWELL = "github awell-health/awell-score"

Answers = dict[str, Any]
Vector = tuple[str, str, Answers, dict[str, float | None]]


def same(value: int, names: list[str]) -> Answers:
    """The same answer to all of them."""
    return dict.fromkeys(names, value)


def q(first: int, last: int) -> list[str]:
    """q3 … q7"""
    return [f"q{n}" for n in range(first, last + 1)]


def numbered(values: list[int]) -> Answers:
    """q1 and on."""
    return {f"q{n}": value for n, value in enumerate(values, 1)}


def kccq(*values: int) -> Answers:
    """The twelve answers in the order of the form."""
    names = ["q1a", "q1b", "q1c", *q(2, 7), "q8a", "q8b", "q8c"]
    return dict(zip(names, values, strict=True))


def promis_global(*values: int) -> Answers:
    """global01 to 06, 07, 08r, 09r, 10r."""
    names = [f"global0{n}" for n in range(1, 8)] + ["global08r", "global09r", "global10r"]
    return dict(zip(names, values, strict=True))


RAND = [
    "physical_functioning", "role_physical", "role_emotional", "energy", "emotional_wellbeing",
    "social_functioning", "pain", "general_health",
]  # fmt: skip
RAND_RANDOM = [
    3, 1, 1, 2, 1, 1, 2, 2, 3, 2, 2, 2, 1, 1, 2, 2, 1, 2, 1, 3, 2, 3, 1, 2, 4, 4, 3, 5, 5, 5, 2, 3,
    1, 2, 2, 2,
]  # fmt: skip
RAND_MEDIAN = [3, 3, *[2] * 10, *[1] * 7, *[3] * 17]
RAND_BEST = [1, 1, *[3] * 10, *[2] * 7, 1, 1, 1, 1, 6, 6, 1, 1, 6, 6, 1, 6, 5, 5, 1, 5, 1]
KCCQ = [
    "physical_limitation", "symptom_frequency", "quality_of_life", "social_limitation", "summary",
]  # fmt: skip
IBD = ["q1a", "q1b", "q3a", "q3b", "q3c", "q3d", "q3e", "q3f"]
FUNCTIONS = ["PF2", "RF2", "EF", "CF", "SF", "QL2"]
SYMPTOMS = ["FA", "NV", "PA", "DY", "SL", "AP", "CO", "DI", "FI"]
NOT_AT_ALL_TIRED = {**same(0, q(1, 13)), "q7": 4, "q8": 4}
VERY_TIRED = {**same(4, q(1, 13)), "q7": 0, "q8": 0}

VECTORS: list[Vector] = [
    # awell-score, phq_8, phq_2, GAD_2 and phq_4: their best and worst responses; for PHQ-4 also
    # the median one.
    ("phq-8", AWELL, same(0, q(1, 8)), {"total": 0}),
    ("phq-8", AWELL, same(3, q(1, 8)), {"total": 24}),
    ("phq-2", AWELL, same(3, q(1, 2)), {"total": 6}),
    ("gad-2", AWELL, same(3, q(1, 2)), {"total": 6}),
    ("phq-4", AWELL, same(3, q(1, 4)), {"anxiety": 6, "depression": 6, "total": 12}),
    # Kroenke 2002: the sum runs from 0 to 30, 28 where item 4 does not apply.
    ("phq-15", "Kroenke 2002", same(2, q(1, 15)), {"total": 30}),
    ("phq-15", "Kroenke 2002", {**same(2, q(1, 15)), "q4": "NA"}, {"total": 28}),
    ("phq-15", "Kroenke 2002", {**same(2, q(1, 15)), "q4": None}, {"total": 28}),
    # awell-score, eortc_qlq_c30.test.ts; half of a scale is enough.
    ("qlq-c30", AWELL, {"q21": 2, "q22": 1}, {"EF": 83.33, "PF2": None, "summary": None}),
    (
        "qlq-c30",
        AWELL,
        {**same(1, q(1, 28)), "q29": 7, "q30": 7},
        {**dict.fromkeys(FUNCTIONS, 100), **dict.fromkeys(SYMPTOMS, 0), "summary": 100},
    ),
    (
        "qlq-c30",
        AWELL,
        {**same(4, q(1, 28)), "q29": 1, "q30": 1},
        {**dict.fromkeys(FUNCTIONS, 0), **dict.fromkeys(SYMPTOMS, 100), "summary": 0},
    ),
    # Hui 2016: physical of 60, emotional of 20, total of 90.
    ("esas-r", "Hui 2016", same(10, q(1, 9)), {"physical": 60, "emotional": 20, "total": 90}),
    ("esas-r", "Hui 2016", same(0, q(1, 9)), {"physical": 0, "emotional": 0, "total": 0}),
    # awell-score, sf36: random, median and best response of its test.
    (
        "rand-36",
        AWELL,
        numbered(RAND_RANDOM),
        dict(zip(RAND, (40, 50, 33.33, 65, 44, 50, 65, 45), strict=True)),
    ),
    (
        "rand-36",
        AWELL,
        numbered(RAND_MEDIAN),
        dict(zip(RAND, (50, 0, 0, 50, 48, 50, 55, 50), strict=True)),
    ),
    ("rand-36", AWELL, numbered(RAND_BEST), dict.fromkeys(RAND, 100)),
    # awell-score, promis_10: its test responses.
    (
        "promis-global-10",
        AWELL,
        promis_global(5, 5, 5, 5, 5, 5, 0, 5, 5, 5),
        {"gph_raw": 20, "gmh_raw": 20, "gph_t": 67.7, "gmh_t": 67.6},
    ),
    (
        "promis-global-10",
        AWELL,
        promis_global(3, 3, 3, 3, 3, 3, 5, 3, 3, 3),
        # Its comment says 10 and 39.8, 43.5 for answers of 3; the table beside it has 12.
        {"gph_raw": 12, "gmh_raw": 12, "gph_t": 39.8, "gmh_t": 43.5},
    ),
    (
        "promis-global-10",
        AWELL,
        promis_global(1, 1, 1, 1, 1, 1, 10, 1, 1, 1),
        {"gph_raw": 4, "gmh_raw": 4, "gph_t": 16.2, "gmh_t": 21.2},
    ),
    # awell-score, hads: random, median and worst response.
    (
        "hads",
        AWELL,
        numbered([3, 1, 1, 0, 0, 2, 1, 3, 2, 0, 1, 1, 3, 0]),
        {"anxiety": 11, "depression": 7},
    ),
    (
        "hads",
        AWELL,
        numbered([2, 1, 2, 1, 2, 1, 1, 1, 1, 2, 1, 2, 1, 2]),
        {"anxiety": 10, "depression": 10},
    ),
    ("hads", AWELL, same(3, q(1, 14)), {"anxiety": 21, "depression": 21}),
    # awell-score, dlqi: one missing answer counts 0, more than one gives no sum.
    ("dlqi", AWELL, same(3, q(1, 9)), {"total": 27}),
    ("dlqi", AWELL, same(3, q(1, 5)), {"total": None}),
    ("dlqi", AWELL, same(3, q(1, 10)), {"total": 30}),
    # awell-score, KCCQ_12: random response, all “for other reasons”, one scale alone.
    (
        "kccq-12",
        AWELL,
        kccq(1, 2, 3, 2, 4, 1, 3, 1, 2, 2, 4, 5),
        dict(zip(KCCQ, (25, 31.25, 12.5, 66.67, 33.86), strict=True)),
    ),
    ("kccq-12", AWELL, kccq(3, 3, 3, 3, 4, 4, 3, 3, 3, 3, 3, 3), dict.fromkeys(KCCQ, 50)),
    ("kccq-12", AWELL, same(6, ["q1a", "q1b", "q1c", "q8a", "q8b", "q8c"]), dict.fromkeys(KCCQ)),
    (
        "kccq-12",
        AWELL,
        same(5, ["q1a", "q1b", "q1c"]),
        {**dict.fromkeys(KCCQ), "physical_limitation": 100, "summary": 100},
    ),
    # awell-score, hrqol_4: random and worst response.
    (
        "hrqol-4",
        AWELL,
        numbered([2, 5, 11, 9]),
        {"unhealthy_days": 16, "healthy_days": 14, "general_health": 2},
    ),
    ("hrqol-4", AWELL, numbered([5, 30, 30, 30]), {"unhealthy_days": 30, "healthy_days": 0}),
    # Gierk 2014; Petersen 2020; Farrar 2001; Krebs 2009: the ends of the scales.
    ("sss-8", "Gierk 2014", same(4, q(1, 8)), {"total": 32}),
    ("bds-checklist", "Petersen 2020", same(4, q(1, 25)), {"total": 100}),
    ("pain-nrs", "Farrar 2001", {"q1": 10}, {"total": 10}),
    ("peg", "Krebs 2009", same(10, q(1, 3)), {"total": 10}),
    # medicalalgorithms.com, FACIT-Fatigue: points per answer and direction of each item; 0 to 52.
    ("facit-fatigue", "medicalalgorithms.com", NOT_AT_ALL_TIRED, {"total": 52}),
    ("facit-fatigue", "medicalalgorithms.com", VERY_TIRED, {"total": 0}),
    # awell-score, IBD_control: its random response, 999 recoded to 1 as there; median.
    (
        "ibd-control",
        AWELL,
        {**dict(zip(IBD, (1, 1, 2, 0, 0, 1, 2, 0), strict=True)), "VAS": 54},
        {"total": 7, "vas": 54},
    ),
    ("ibd-control", AWELL, {**same(1, IBD), "VAS": 50}, {"total": 8, "vas": 50}),
    # Reggev, ECCO 2019, P267: 10 to 70.
    ("sibdq", "ECCO 2019 P267", same(1, q(1, 10)), {"total": 10}),
    ("sibdq", "ECCO 2019 P267", same(7, q(1, 10)), {"total": 70}),
]

# Raw 4 to 20 → T, read in two public R sources (one of them: “lookup table from promis manual”).
PROMIS_4A = {
    "physical-function": "22.9 26.9 29.1 30.7 32.1 33.3 34.4 35.6 36.7 37.9 39.1 40.4 41.8 43.4 45.3 48 56.9",
    "anxiety": "40.3 48 51.2 53.7 55.8 57.7 59.5 61.4 63.4 65.3 67.3 69.3 71.2 73.3 75.4 77.9 81.6",
    "depression": "41 49 51.8 53.9 55.7 57.3 58.9 60.5 62.2 63.9 65.7 67.5 69.4 71.2 73.3 75.7 79.4",
    "fatigue": "33.7 39.7 43.1 46 48.6 51 53.1 55.1 57 58.8 60.7 62.7 64.6 66.7 69 71.6 75.8",
    "sleep-disturbance": "32 37.5 41.1 43.8 46.2 48.4 50.5 52.4 54.3 56.1 57.9 59.8 61.7 63.8 66 68.8 73.3",
    "social-roles": "27.5 31.8 34 35.7 37.3 38.8 40.5 42.3 44.2 46.2 48.1 50 51.9 53.7 55.8 58.3 64.2",
    "pain-interference": "41.6 49.6 52 53.9 55.6 57.1 58.5 59.9 61.2 62.5 63.8 65.2 66.6 68 69.7 71.6 75.6",
}

# github fragla/eq5d, tests/testthat/test-eq5d5l.R: value set, profile, index. Where the package
# gives three of a set, one stands here with levels mixed, and the worst state. Left out are Egypt
# and the worst state of Malaysia: the package revised those coefficients after the test we read; its Japan was the later
# Japan_DCE.
EQ_5D = """
Belgium 15342 .309; Belgium 54321 .491; Belgium 55555 -.532; Canada 23145 .275; Canada 11111 .949
Canada 55555 -.148; China 11211 .955; China 55555 -.391; Denmark 13224 .439; Denmark 55555 -.758
England 23245 .247; England 55555 -.285; Ethiopia 11122 .938
Ethiopia 55555 -.718; France 54321 .441; France 44444 .028; Germany 12345 .141; Germany 55555 -.661
HongKong 21111 .891; HongKong 55555 -.865; Hungary 12345 .242; Hungary 55554 -.769
Indonesia 12345 .240; Indonesia 55555 -.865; Ireland 23243 .225; Ireland 55555 -.974
Italy 12345 .215; Italy 55555 -.571; Japan_DCE 35341 .450; Japan_DCE 55555 -.025
SouthKorea 12345 .440; SouthKorea 55555 -.066; Malaysia 11211 .952
Mexico 12345 .295; Mexico 55555 -.596; Netherlands 55511 .390; Netherlands 44444 -.289
Peru_cTTO 33333 .146; Peru_cTTO 55555 -1.076; Peru_DCE 44444 .299; Peru_DCE 55555 -.213
Poland 12345 .436; Poland 55555 -.590; Portugal 14235 .415; Portugal 55555 -.603
Spain 11112 .919; Spain 55555 -.416; Sweden_2020 22335 .528; Sweden_2020 34543 .503
Sweden_2020 55555 .243; Taiwan 42114 .219; Taiwan 55444 -.761; Thailand 31245 .353
Thailand 55555 -.421; Uruguay 25413 .538; Uruguay 55511 .184; Uruguay 55555 -.264
USA 21354 .090; USA 55555 -.573; Vietnam 12345 .390; Vietnam 55555 -.511; UK 55555 -.567
"""
