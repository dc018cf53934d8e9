"""Answers to choose from: what people typed is text, whatever it looks like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.template import Context, Template

from po_platform.kit.forms_look import Hinted

HOSTILE = '"><script>alert(1)</script>'
SAFE = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


@dataclass(frozen=True)
class Option:
    """As the form engine gives them; Django's widgets give a dict of the same names."""

    label: Any = "Often"
    value: str = "often"
    name: str = "q1"
    type: str = "radio"
    attrs: dict[str, Any] = field(default_factory=lambda: {"id": "q1_0"})


def shown(*options: Any) -> str:
    return Template("{% choices options %}").render(Context({"options": options}))


def test_the_whole_row_is_the_label_of_its_box() -> None:
    assert shown(
        Option(attrs={"id": "q1_0", "checked": True, "disabled": False, "class": "x"})
    ) == (
        '<label for="q1_0"><input type="radio" name="q1" value="often" id="q1_0"'
        " checked>Often</label>"
    )


def test_an_option_of_djangos_widgets_looks_the_same() -> None:
    assert shown(vars(Option())) == shown(Option())


def test_a_hint_stands_under_its_label() -> None:
    html = shown(Option(label=Hinted("No", HOSTILE)))
    assert f'<b>No</b><span class="hint">{SAFE}</span>' in html


@pytest.mark.parametrize(
    "option",
    [
        Option(label=HOSTILE), Option(value=HOSTILE), Option(name=HOSTILE),
        Option(attrs={"id": HOSTILE}), Option(attrs={"data-x": HOSTILE}), Option(attrs={HOSTILE: True}),
        Option(label=Hinted(HOSTILE, "Only you see it")),
    ],
)  # fmt: skip
def test_nothing_in_it_becomes_a_tag(option: Option) -> None:
    html = shown(option)
    assert SAFE in html
    assert "<script" not in html
