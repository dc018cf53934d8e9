"""Forms come out in our markup, with problems said in our words and reachable from the summary."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from po_platform.kit.forms_look import Hinted, Rate, problems_of, steps
from po_platform.kit.memorable_date import MemorableDateField
from po_platform.kit.showcase import CallMe

BLAME = re.compile(r"\b(invalid|required|please|oops|ungültig|erforderlich)\b", re.IGNORECASE)


def form_with(data: dict[str, Any] | None = None, **fields: forms.Field) -> forms.Form:
    form: forms.Form = type("Asked", (forms.Form,), fields)(data)
    return form


def texts(form: forms.Form) -> list[str]:
    return [problem.text for problem in problems_of(form)]


def test_label_hint_problem_and_control_belong_together() -> None:
    html = str(CallMe({"phone": "1"}))
    assert '<label for="id_phone">Your phone number</label>' in html
    assert '<span class="hint" id="id_phone_helptext">With the area code' in html
    assert '<div id="id_phone_error">' in html
    assert re.search(
        r'<input type="tel" name="phone"[^>]*aria-describedby="id_phone_helptext id_phone_error"',
        html,
    )
    assert re.search(r'<input type="tel"[^>]*aria-invalid="true"', html)


def test_the_browser_is_not_asked_to_complain_in_its_own_words() -> None:
    assert " required" not in str(CallMe({}))


def test_radio_buttons_are_whole_rows_in_a_fieldset_with_a_legend() -> None:
    html = str(CallMe())
    assert re.search(r"<fieldset[^>]*><legend>When may we call\?</legend>", html)
    assert re.search(r'<label for="id_when_0"><input type="radio" name="when"', html)
    assert "<b>Any time between 9 and 4</b>" in html  # a choice with its consequence


def test_only_what_may_stay_empty_is_marked() -> None:
    optional = form_with(a=forms.CharField(required=False), b=forms.CharField())
    assert str(optional).count("(optional)") == 1
    search = form_with(q=forms.CharField(required=False))
    search.mark_optional = False  # type: ignore[attr-defined]  # a form of optional fields only
    assert "(optional)" not in str(search)


def test_the_summary_links_to_the_first_control_of_each_field() -> None:
    form = CallMe({"name": "Ruth", "phone": "1", "born_day": "31", "born_month": "4"})
    html = render_to_string("components/error_summary.html", {"form": form})
    page = str(form)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert "id_when_0" in targets and "id_born_0" in targets and "id_agree" in targets
    assert all(f'id="{target}"' in page for target in targets)


def test_a_problem_of_the_whole_form_has_a_place_too() -> None:
    form = CallMe({"name": "Ruth"})
    assert problems_of(form)[0].text == "We need one way to reach you"
    assert f'id="{problems_of(form)[0].target}"' in str(form)


def test_a_form_without_problems_has_no_summary() -> None:
    assert render_to_string("components/error_summary.html", {"form": CallMe()}).strip() == ""


def test_the_app_keeps_its_own_words() -> None:
    asked = forms.CharField(error_messages={"required": "Enter the name on the envelope"})
    assert texts(form_with({"a": ""}, a=asked)) == ["Enter the name on the envelope"]


def test_words_an_app_raises_itself_are_kept_whatever_their_code() -> None:
    def refuse(value: str) -> None:
        raise forms.ValidationError("This code was used on %(day)s", "invalid", {"day": "4 March"})

    form = form_with({"a": "x"}, a=forms.CharField(validators=[refuse]))
    assert texts(form) == ["This code was used on 4 March"]


STOCK: list[tuple[forms.Field, Any, str]] = [
    (forms.CharField(label="Town"), "", "Fill in “Town”"),
    (forms.EmailField(label="E-mail"), "ruth", "Write the e-mail address with an @"),
    (forms.IntegerField(label="Weight"), "heavy", "Write “Weight” as a whole number"),
    (forms.IntegerField(label="Weight", min_value=20), "2", "a number of 20 or more"),
    (forms.IntegerField(label="Weight", max_value=20), "22", "a number of 20 or less"),
    (forms.IntegerField(label="Weight", step_size=5), "7", "Check “Weight”"),
    (forms.DecimalField(label="Dose", max_digits=3), "12345", "at most 3 figures"),
    (forms.DecimalField(label="Dose", decimal_places=1), "1.25", "at most 1 figures after"),
    (forms.FloatField(label="Dose"), "much", "Write “Dose” as a number"),
    (forms.CharField(label="Name", max_length=3), "Ruth", "Shorten “Name” to 3 characters"),
    (forms.CharField(label="Name", min_length=9), "Ruth", "at least 9 characters"),
    (forms.CharField(label="Name"), "Ru\0th", "a sign we cannot keep"),
    (forms.SlugField(label="Short name"), "a b", "Check “Short name”"),
    (forms.RegexField("[0-9]+", label="Number"), "x", "Check “Number”"),
    (
        forms.URLField(label="Page", assume_scheme="https"),
        "http://",
        "Write the web address in full",
    ),
    (forms.DateField(label="Day"), "soon", "Write “Day” as day, month and year"),
    (forms.TimeField(label="Hour"), "late", "as a time, for example 14:30"),
    (forms.DateTimeField(label="When"), "late", "as a day and a time"),
    (forms.DurationField(label="How long"), "long", "Check “How long”"),
    (forms.UUIDField(label="Number"), "x", "Check “Number”"),
    (forms.JSONField(label="Data"), "{", "Check “Data”"),
    (forms.ChoiceField(label="Group", choices=[("a", "A")]), "b", "Choose one of the answers"),
    (forms.ChoiceField(label="Group", choices=[("a", "A")]), "", "Choose an answer for “Group”"),
    (forms.MultipleChoiceField(label="Days", choices=[("a", "A")]), ["z"], "one of the answers"),
    (forms.TypedChoiceField(label="Group", choices=[("a", "A")], coerce=int), "a", "one of the"),
    (forms.BooleanField(label="I am 16"), "", "Tick “I am 16” to go on"),
    (forms.FileField(label="Letter"), None, "Choose a file for “Letter”"),
    (MemorableDateField(label="Born"), "", "Fill in “Born”"),
]


@pytest.mark.parametrize(("field", "value", "expected"), STOCK)
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_stock_message_reaches_a_person(
    field: forms.Field, value: Any, expected: str, language: str
) -> None:
    with translation.override(language):
        form = form_with({"a": value}, a=field)
        found = texts(form)
        html = str(form)
    assert len(found) == 1
    assert not BLAME.search(found[0]) and found[0] in html.replace("&quot;", '"')
    assert str(field.label) in found[0] or expected.startswith("Write the")
    if language == "en":
        assert expected in found[0]


def test_a_rating_keeps_its_numbers_together_and_its_way_out_apart() -> None:
    asked = forms.ChoiceField(
        label="Pain",
        choices=[*steps(0, 10), ("skip", "I would rather not say")],
        widget=Rate(low="no pain", high="worst pain", apart=frozenset({"skip"})),
    )
    html = str(form_with({"a": "6"}, a=asked))
    numbers, apart = html.split('<div class="apart choices">')
    assert re.findall(r'value="(\d+)"', numbers) == [str(n) for n in range(11)]
    assert 'value="skip"' in apart and 'value="skip"' not in numbers
    assert re.search(r'value="6"[^>]*checked', numbers)
    assert "rating few" not in html


def test_a_short_rating_stays_narrow() -> None:
    asked = forms.ChoiceField(choices=steps(1, 5), widget=Rate(low="not sure", high="sure"))
    assert "rating few" in str(form_with(a=asked))


def test_numbers_are_typed_not_scrolled() -> None:
    html = str(form_with(a=forms.IntegerField(min_value=1), b=forms.DecimalField()))
    assert 'type="number"' not in html and "min=" not in html
    assert 'inputmode="numeric" name="a"' in html and 'inputmode="decimal" name="b"' in html


def test_what_a_member_typed_is_escaped_everywhere() -> None:
    evil = '"><script>alert(1)</script>'
    form = form_with(
        {"a": evil, "b": evil},
        a=forms.CharField(max_length=3, label=evil),
        b=forms.ChoiceField(choices=[(evil + "x", Hinted(evil, evil))], widget=forms.RadioSelect),
    )
    page = str(form) + render_to_string("components/error_summary.html", {"form": form})
    assert "<script>" not in page


def test_hidden_fields_come_without_a_label() -> None:
    html = str(form_with(a=forms.CharField(widget=forms.HiddenInput, label="Never shown")))
    assert 'type="hidden" name="a"' in html and "Never shown" not in html


def test_a_formset_puts_all_its_problems_into_one_summary() -> None:
    class One(forms.Form):
        town = forms.CharField(label="Town")

    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-town": "Ulm"}
    found = problems_of(forms.formset_factory(One)(data))
    assert [problem.target for problem in found] == ["id_form-1-town"]


def test_a_file_that_is_there_can_be_taken_away() -> None:
    class Stored:
        url = "/files/1"

        def __str__(self) -> str:
            return "letter.pdf"

    form = type("Asked", (forms.Form,), {"a": forms.FileField(required=False)})(
        initial={"a": Stored()}
    )
    html = str(form)
    assert '<a href="/files/1">letter.pdf</a>' in html and 'name="a-clear"' in html
