"""Every component with believable words, to look at and to test; wired in development only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from .charts import Band, Chart, Point, Series, State, trend_chart
from .forms_look import Hinted, Rate, steps
from .memorable_date import MemorableDateField, MemorableDateInput


class CallMe(forms.Form):
    """Every kind of control our forms use."""

    name = forms.CharField(
        label="Your name", widget=forms.TextInput({"autocomplete": "name"}), max_length=80
    )
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We write to it only about this call.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Your phone number",
        help_text="With the area code, for example 01632 960 118",
        widget=forms.TextInput({"autocomplete": "tel", "type": "tel", "class": "w-mid"}),
        min_length=11,
        error_messages={"min_length": "Enter all 11 figures of your phone number"},
    )
    born = MemorableDateField(
        label="Your date of birth",
        help_text="For example 27 3 1952. You may write the month as a word.",
        widget=MemorableDateInput(birthday=True),
        not_after=timezone.localdate,
    )
    when = forms.ChoiceField(
        label="When may we call?",
        choices=[
            ("am", "In the morning, 9 to 12"),
            ("pm", "In the afternoon, 12 to 4"),
            ("any", Hinted("Any time between 9 and 4", "We try twice, then we write to you.")),
        ],
        widget=forms.RadioSelect,
    )
    reach = forms.MultipleChoiceField(
        label="How can we reach you?",
        choices=[
            ("By voice", [("home", "Telephone at home"), ("mobile", "Mobile telephone")]),
            ("In writing", [("mail", "E-mail"), ("post", "Letter")]),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(
        label="In which language?",
        choices=[("en", "English"), ("de", "Deutsch")],
        widget=forms.Select({"class": "w-mid"}),
    )
    weight = forms.IntegerField(
        label="Your weight in kilograms",
        min_value=20,
        max_value=400,
        required=False,
        widget=forms.NumberInput({"class": "w-short"}),
    )
    pain = forms.ChoiceField(
        label="In the last 7 days, how strong was your pain?",
        help_text="Choose the number that fits best, taking good and bad days together.",
        choices=[*steps(0, 10), ("skip", "I would rather not say")],
        widget=Rate(
            low="no pain at all", high="pain as bad as I can imagine", apart=frozenset({"skip"})
        ),
    )
    trust = forms.ChoiceField(
        label="How sure are you that you can do it?",
        choices=steps(1, 5),
        widget=Rate(low="not at all sure", high="very sure"),
    )
    password = forms.CharField(
        label="A password of your own",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        required=False,
    )
    letter = forms.FileField(label="A letter from your clinic", required=False)
    about = forms.CharField(
        label="What is it about?",
        help_text="Leave out health details if you like. You can tell us on the phone.",
        widget=forms.Textarea,
        required=False,
    )
    agree = forms.BooleanField(
        label="I am 16 or older",
        help_text="Younger people join together with a parent.",
    )

    def clean(self) -> dict[str, Any]:
        """A problem that belongs to no single field."""
        if self.data.get("name") and not self.cleaned_data.get("phone"):
            raise forms.ValidationError("We need one way to reach you")
        return self.cleaned_data


def components(request: HttpRequest) -> HttpResponse:
    """The page of all components; `?problems` shows the form as it comes back."""
    return render(request, "pages/components.html", showcase("problems" in request.GET))


def showcase(with_problems: bool = False) -> dict[str, Any]:
    """What templates/pages/components.html needs; dates are near today."""
    today = timezone.localdate()
    sent = {"name": "Ruth Ellison", "phone": "01632 960", "born_day": "31", "born_month": "April"}
    return {
        "form": CallMe({**sent, "born_year": "1952", "email": "ruth"} if with_problems else None),
        "chart": _chart(today),
        "today": today,
        "now": timezone.now(),
        "next_week": today + timedelta(days=7),
        "last_year": date(today.year - 1, 3, 4),
        "sentences": [
            "24 short questions. You can stop at any time and go on later.",
            "You and Dr Nasser’s clinic will see the answers, as you agreed on 2 March.",
        ],
        "rows": [
            Row(key="My groups", text="Three new posts in", url="#", label="Hands and daily life"),
            Row(key="My data", text="Nobody looked at your answers this year."),
        ],
        "answers": [
            Row(question="Pain in your joints", answer="6 out of 10", url="#", own_words=False),
            Row(
                question="What matters to you most",
                answer="“I want to hold my grandson’s hand on the way to school.”",
                url="#",
                own_words=True,
            ),
            Row(question="How well you slept", answer="", url="#", own_words=False),
        ],
        "columns": ["What", "Waits for", "Since", "Next step"],
        "work": _work(),
        "facts": [
            Row(term="Written by", text="Joel Amstad, who has lived with arthritis for 16 years"),
            Row(term="Based on", text="One guideline and two reviews", url="#"),
        ],
        "pages": [Row(number=n, url="#", current=n == 2) for n in (1, 2, 3)],
        "goes": ["Your name, address and e-mail", "Your 8 questionnaires and your diary"],
        "stays": ["Your 17 posts, without your name, unless you take them away first"],
        "codes": [Row(code=f"{n}418 20{n}7", used=n == 2) for n in range(1, 9)],
        "grants": [_grant("clinic", "yes", date(today.year, 3, 2)), _grant("registry", "", None)],
    }


def _chart(today: date) -> Chart:
    """Eight answers in a year, one of them missing; no instrument's scale, only a plain 0 to 10."""
    ratings = [5, 5, 6, 6, None, 3, 3, 6]
    points = tuple(
        Point(
            today - timedelta(days=45 * (7 - n)),
            None if rating is None else Decimal(rating),
            _state(rating),
        )
        for n, rating in enumerate(ratings)
    )
    bands = (
        Band(Decimal(0), Decimal(3), "mild"),
        Band(Decimal(4), Decimal(6), "moderate"),
        Band(Decimal(7), Decimal(10), "severe"),
    )
    series = Series("Pain", points, Decimal(0), Decimal(10), "higher_worse", bands=bands)
    return trend_chart(series, language=get_language() or "en", today=today)


def _state(rating: int | None) -> State:
    return "ok" if rating is not None else "not_returned"


def _work() -> list[Row]:
    return [
        Row(
            title="Sleep and joint pain in women over 60",
            url="#",
            sub="Request for data, University of Wendmark",
            waiting=True,
            cells=[
                Row(text="Committee"),
                Row(text="Wednesday, 4 November"),
                Row(text="Vote by Wednesday, 25 November", sub="You have not voted."),
            ],
        ),
        Row(
            title="Page: Travelling with cooled medicine",
            url="#",
            sub="Yearly check, written by Joel",
            cells=[
                Row(text="A second reader"),
                Row(text="Thursday, 12 November"),
                Row(text="Find a second reader"),
            ],
        ),
    ]


def _grant(name: str, answer: str, since: date | None) -> Row:
    return Row(
        name=name,
        question="May your clinic see your answers?",
        text="Dr Nasser’s clinic in Harrowmere, and nobody else than the people who treat you.",
        yes="They see new answers as soon as you send them.",
        no="Only you see them. You can still print them.",
        answer=answer,
        since=since,
    )
