"""The trend chart: true to dates and to what is missing, readable everywhere, safe to print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from po_platform.kit.charts import (
    Band,
    Chart,
    Event,
    Meaningful,
    Norm,
    Point,
    Series,
    Span,
    State,
    key_of,
    span_of,
    trend_chart,
)
from po_platform.kit.charts.labels import LINE
from tests.kit.chart_examples import (
    BANDS,
    DAYS,
    TODAY,
    all_in,
    chart,
    elements,
    position,
    series,
    texts,
    weekly,
)

YEAR = (5, 5, 6, 6, 4, None, 3, "3*", 6)


def test_dots_stand_at_their_real_dates_in_the_full_range() -> None:
    dots = elements(chart(*YEAR), "dot")
    start, end = date(2025, 12, 1), date(2026, 12, 1)
    days = [day for day, value in zip(DAYS, YEAR, strict=True) if value is not None]
    found = [position(dot, "cx") for dot in dots]
    assert found == [round(100 * (day - start) / (end - start), 2) for day in days]
    assert [position(dot, "cy") for dot in dots] == [50, 50, 40, 40, 60, 70, 70, 40]


def test_the_line_never_crosses_a_missed_window() -> None:
    traces = elements(chart(*YEAR), "trace")
    missed = 100 * (DAYS[5] - date(2025, 12, 1)) / timedelta(days=365)
    assert len(traces) == 6
    assert not any(position(t, "x1") < missed < position(t, "x2") for t in traces)


def test_what_is_estimated_is_hollow_and_what_is_missing_has_its_mark() -> None:
    drawn = chart(1, "2*", None, "x", 3)
    assert [dot.get("class") for dot in elements(drawn, "dot")] == ["dot", "dot hollow", "dot"]
    assert len(elements(drawn, "gap")) == 1
    assert texts(drawn.plot).count("×") == 1


def test_a_gap_says_in_words_that_nothing_was_returned() -> None:
    assert texts(chart(*YEAR).plot)[:2] == ["not", "returned"]
    in_a_row = trend_chart(series(*YEAR), language="en", today=TODAY, mark_words=False)
    assert texts(in_a_row.plot) == ["6"]


def test_the_newest_number_stands_beside_its_dot() -> None:
    assert texts(chart(5, 8).plot) == ["8"]
    assert texts(chart(5, "7.5*").plot) == ["7.5"]


def rects(drawn: Chart) -> list[Element]:
    return [element for element in all_in(drawn.plot) if element.tag == "rect"]


@pytest.mark.parametrize(
    ("direction", "tones"),
    [("higher_worse", ["b1", "b2", "b3"]), ("higher_better", ["b3", "b2", "b1"])],
)
def test_the_lightest_band_is_the_best_end(direction: str, tones: list[str]) -> None:
    bands = sorted(rects(chart(5, direction=direction)), key=lambda rect: -position(rect, "y"))
    assert [band.get("class") for band in bands] == tones


def test_bands_cover_the_plot_without_a_gap() -> None:
    bands = rects(chart(5))
    ends = sorted((position(b, "y"), position(b, "y") + position(b, "height")) for b in bands)
    assert (ends[0][0], ends[-1][1]) == (0, 100)
    assert all(above[1] == pytest.approx(below[0]) for above, below in pairwise(ends))


def test_without_bands_there_is_a_plain_ground_and_no_words_beside() -> None:
    drawn = chart(5, bands=())
    assert len(rects(drawn)) == 1
    assert texts(drawn.words) == []


def band_heights(words: str) -> list[float]:
    return [position(text, "y") for text in all_in(words) if text.tag == "text"]


def test_band_words_that_would_collide_are_moved_apart() -> None:
    edges = [0, 1, 2, 3, 4, 27]
    bands = tuple(
        Band(Decimal(low), Decimal(high - 1), f"band {low}") for low, high in pairwise(edges)
    )
    drawn = chart(5, high=Decimal(27), bands=bands)
    assert texts(drawn.words) == ["band 4", "band 3", "band 2", "band 1", "band 0"]
    heights = band_heights(drawn.words)
    assert all(below - above >= LINE * 0.95 for above, below in pairwise(heights))
    assert 0 < heights[0] < heights[-1] < 100


def test_a_long_band_word_takes_two_lines_or_its_short_form() -> None:
    long = replace(BANDS[2], label="extremely large effect")
    assert texts(chart(5, bands=(*BANDS[:2], long)).words)[:2] == ["extremely", "large effect"]
    short = replace(long, short="extreme")
    assert texts(chart(5, bands=(*BANDS[:2], short)).words)[0] == "extreme"


def test_an_average_of_others_is_one_level_line_with_its_words_and_heard() -> None:
    norm = Norm(Decimal("5.25"), "women 50–59, Germany", "Average of …, published …")
    drawn, without = chart(8, 3, norm=norm), chart(8, 3)
    (line,) = elements(drawn, "norm")
    assert (position(line, "y1"), position(line, "y2")) == (47.5, 47.5)
    assert drawn.plot.index('class="norm"') < drawn.plot.index('class="trace"'), "behind her own"
    assert texts(drawn.words)[2:4] == ["women 50–59", "Germany"]
    assert drawn.words.count('class="q"') == 2, "it names no band"
    assert "Dotted line at 5.25: average of women 50–59, Germany." in drawn.heard
    assert drawn.norm == norm.said and key_of([drawn], language="en")[-1].kind == "norm"
    # Nothing else of the chart knows it.
    assert (drawn.sentence, drawn.caption, drawn.rows) == (
        without.sentence, without.caption, without.rows,
    )  # fmt: skip
    assert elements(without, "norm") == [] and without.norm == ""


def test_where_no_row_fits_there_is_no_line_and_it_says_why() -> None:
    drawn = chart(8, 3, norm=Norm(None, "", "No dotted line: …"))
    assert elements(drawn, "norm") == [] and drawn.norm == "No dotted line: …"
    assert "Dotted" not in drawn.heard
    assert all(entry.kind != "norm" for entry in key_of([drawn], language="en"))


def test_nothing_yet_is_a_chart_that_says_so() -> None:
    drawn = chart()
    assert elements(drawn, "dot") == []
    assert texts(drawn.plot) == ["No answers yet"]
    assert drawn.caption.value == drawn.caption.change == ""
    assert drawn.sentence == "Pain: no answers yet."


def test_one_answer_is_one_dot_and_no_line() -> None:
    drawn = chart(10)
    assert len(elements(drawn, "dot")) == 1
    assert elements(drawn, "trace") == []
    assert drawn.caption.change == ""


def test_a_level_stretch_is_one_line_with_all_its_dots() -> None:
    drawn = chart(5, 5, 5, 5, 5)
    assert len(elements(drawn, "dot")) == 5
    assert [position(trace, "y1") for trace in elements(drawn, "trace")] == [50]


def test_five_years_of_weeks_keep_their_line_and_thin_out_their_dots() -> None:
    drawn = chart(points=weekly(260), bands=())
    dots = [position(dot, "cx") for dot in elements(drawn, "dot")]
    assert 15 <= len(dots) <= 26
    assert all(right - left >= 3.9 for left, right in pairwise(dots[:-1]))
    assert len(elements(drawn, "trace")) == 259
    assert drawn.thinned
    assert "dots mark some answers" in key_of([drawn], language="en")[0].words


def test_thinning_never_drops_what_is_estimated_or_stands_alone_or_is_newest() -> None:
    weeks = list(weekly(260))
    weeks[100] = replace(weeks[100], state="prorated")
    weeks[102] = replace(weeks[102], state="prorated")
    weeks[149] = weeks[151] = Point(weeks[150].on, None, "not_returned")
    drawn = chart(points=tuple(weeks), bands=())
    span = span_of([week.on for week in weeks], TODAY)
    shown = {position(dot, "cx") for dot in elements(drawn, "dot")}
    needed = {round(span.x(weeks[n].on), 2) for n in (0, 100, 102, 150, 259)}
    assert needed <= shown


def test_on_a_phone_only_dots_with_room_are_shown() -> None:
    month = tuple(Point(date(2026, 11, day), Decimal(5)) for day in range(1, 23))
    dots = elements(chart(points=month), "dot")
    assert len(dots) == 22
    on_phone = [position(dot, "cx") for dot in dots if "wide" not in (dot.get("class") or "")]
    assert all(right - left >= 8 for left, right in pairwise(on_phone[:-1]))


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2026, 11, 2), date(2026, 11, 20), ["1 Nov", "8 Nov", "15 Nov", "22 Nov", "29 Nov"]),
        (date(2026, 9, 9), date(2026, 11, 20), ["Sep", "Oct", "Nov", "Dec"]),
        (date(2025, 12, 9), date(2026, 11, 20), ["Dec", "Mar", "Jun", "Sep", "Dec"]),
        (date(2024, 12, 9), date(2026, 11, 20), ["2025", "Jul", "2026", "Jul"]),
        (date(2021, 11, 29), date(2026, 11, 16), ["2022", "2023", "2024", "2025", "2026"]),
        (date(1996, 5, 1), date(2026, 11, 16), ["2001", "2006", "2011", "2016", "2021"]),
    ],
)
def test_dates_under_the_plot_suit_its_length(first: date, last: date, labels: list[str]) -> None:
    drawn = chart(points=(Point(first, Decimal(1)), Point(last, Decimal(2))))
    assert [label for label in texts(drawn.under) if label][: len(labels)] == labels


@pytest.mark.parametrize(
    ("low", "high", "numbers"),
    [
        ("0", "10", ["0", "5", "10"]),
        ("0", "27", ["0", "10", "20", "27"]),
        ("0", "100", ["0", "50", "100"]),
        ("33.7", "75.8", ["34", "60", "76"]),
        ("-0.661", "1", ["−0.7", "0", "1"]),
        ("5", "5", ["5"]),
    ],
)
def test_numbers_beside_the_plot_are_the_scales_own_ends(
    low: str, high: str, numbers: list[str]
) -> None:
    drawn = chart(points=(), bands=(), low=Decimal(low), high=Decimal(high))
    assert texts(drawn.scale) == numbers


def test_an_event_has_its_line_and_its_words_where_they_fit() -> None:
    events = (Event(date(2026, 5, 12), "new medicine"), Event(date(2024, 1, 1), "long ago"))
    drawn = chart(*YEAR, events=events)
    assert len(elements(drawn, "event")) == 1
    assert "new medicine" in texts(drawn.plot)
    assert key_of([drawn, drawn], language="en")[-1].words == "12 May 2026: new medicine"


def test_words_of_events_never_lie_over_one_another() -> None:
    days = [date(2026, 5, 12), date(2026, 5, 20), date(2026, 6, 1), date(2026, 6, 9)]
    events = tuple(Event(day, f"event {n}") for n, day in enumerate(days))
    drawn = chart(5, 5, 5, 5, 5, 5, 5, 5, 5, events=events)
    placed = [e for e in elements(drawn, "wide") if (e.text or "").startswith("event")]
    assert [(e.text, e.get("y")) for e in placed] == [("event 0", "1.1rem"), ("event 1", "92%")]
    assert len(elements(drawn, "event")) == 4


def test_the_key_explains_only_what_occurs() -> None:
    assert [entry.words for entry in key_of([chart(1, 2)], language="en")] == ["complete"]
    words = [entry.words for entry in key_of([chart(1, "2*", None, "x")], language="en")]
    assert words == [
        "complete",
        "some questions open, estimated",
        "gap: not returned",
        "too few answers for a score",
    ]


def test_the_caption_says_value_word_change_and_direction() -> None:
    caption = chart(*YEAR).caption
    assert (caption.name, caption.value, caption.band) == ("Pain", "6 of 10", "moderate")
    assert caption.change == "Up 3 since September; since the first time: 1 higher"
    assert caption.direction == "↑ Higher = worse"
    assert caption.measure == "0 to 10, Rating"


def test_those_who_hear_the_picture_get_all_it_shows() -> None:
    event = Event(date(2026, 5, 12), "new medicine")
    assert chart(*YEAR, events=(event,)).heard == (
        "Pain, December 2025 to November 2026. Between 3 and 6. 6, moderate, on 19 November 2026. "
        "Estimated from the answers given: 30 September 2026. Not returned: 8 July 2026. "
        "On 12 May 2026: new medicine. Higher = worse."
    )


def test_the_change_since_the_first_time_stands_beside_the_last_one() -> None:
    assert chart(4, 6).caption.change == "Up 2 since December"  # the first is the time before
    told = Meaningful(better=Decimal(-2), worse=Decimal(2), source="made up for a test")
    words = chart(4, 6, 5, meaningful=told).caption.change
    assert words == "No meaningful change; since the first time: No meaningful change"


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ("higher_worse", "Higher = more “Fatigue” (worse)"),
        ("higher_better", "Higher = more “Fatigue” (better)"),
    ],
)
def test_every_chart_says_with_an_arrow_what_there_is_more_of(direction: str, said: str) -> None:
    drawn = chart(5, name="Fatigue, entered by a helper", amount="Fatigue", direction=direction)
    assert drawn.caption.direction == f"↑ {said}"
    assert drawn.heard.endswith(f" {said}.")


def test_the_table_behind_has_every_point_and_why_it_is_missing() -> None:
    rows = chart(5, "6*", None, "x").rows
    assert [(row.day, row.value, row.band, row.note) for row in rows] == [
        ("10 December 2025", "5", "moderate", ""),
        ("21 January 2026", "6", "moderate", "estimated from the answers given"),
        ("4 March 2026", "–", "", "not returned"),
        ("15 April 2026", "–", "", "too few answers for a score"),
    ]


def test_a_chart_speaks_the_language_asked_for() -> None:
    drawn = chart(5, "7.5*", language="de")
    assert texts(drawn.under)[0] == "Dez"
    assert texts(drawn.plot)[-1] == "7,5"


def test_charts_on_one_page_can_share_their_time() -> None:
    span = Span(date(2026, 1, 1), date(2027, 1, 1))
    drawn = trend_chart(series(*YEAR), language="en", today=TODAY, span=span)
    assert len(elements(drawn, "dot")) == 7  # the one of December 2025 lies outside
    assert len(drawn.rows) == 9


HOSTILE = "</text><script>alert(1)</script>\"'&"


def test_whatever_somebody_wrote_is_only_ever_text() -> None:
    band = Band(Decimal(0), Decimal(10), "<b>", "<i>")
    event = Event(date(2026, 5, 12), HOSTILE[:12])
    drawn = chart(*YEAR, name=HOSTILE, measure=HOSTILE, bands=(band,), events=(event,))
    parts = [drawn.scale, drawn.plot, drawn.words, drawn.under]
    tags = {element.tag for part in parts for element in all_in(part)}
    assert tags <= {"svg", "rect", "line", "circle", "text"}
    assert HOSTILE[:12] in texts(drawn.plot)
    assert "<i>" in texts(drawn.words)


def test_nothing_inline_and_no_ids_stand_in_a_chart() -> None:
    drawn = chart(*YEAR)
    known = {
        "class", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "dx", "dy", "width", "height",
        "text-anchor", "aria-hidden",
    }  # fmt: skip
    for part in (drawn.scale, drawn.plot, drawn.words, drawn.under):
        for element in all_in(part):
            assert set(element.keys()) <= known


def test_a_point_and_its_state_must_agree() -> None:
    with pytest.raises(ValueError, match="do not fit together"):
        Point(TODAY, Decimal(3), "not_returned")
    with pytest.raises(ValueError, match="do not fit together"):
        Point(TODAY, None)


states: st.SearchStrategy[State] = st.sampled_from(["ok", "prorated", "not_returned"])


@st.composite
def any_series(draw: st.DrawFn) -> Series:
    found: list[Point] = []
    for on in draw(st.lists(st.dates(date(2000, 1, 1), date(2030, 12, 31)), max_size=40)):
        state = draw(states)
        value = None if state == "not_returned" else Decimal(draw(st.integers(-5, 15)))
        found.append(Point(on, value, state))
    return series(points=tuple(found), name=draw(st.text(max_size=20)))


@given(any_series(), st.sampled_from(["en", "de"]))
def test_any_series_gives_a_sound_picture(told: Series, language: str) -> None:
    drawn = trend_chart(told, language=language, today=TODAY)
    for part in (drawn.scale, drawn.plot, drawn.words, drawn.under):
        for element in all_in(part):
            for name in ("x", "y", "cx", "cy", "x1", "x2"):
                value = element.get(name, "0")
                assert not value.endswith("%") or 0 <= position(element, name) <= 100
    assert len(drawn.rows) == len(told.points)
    assert len(elements(drawn, "dot")) <= len(told.scored)
    assert bool(elements(drawn, "dot")) == bool(told.scored)
