"""Choosing a guide and what she sees, a message, and how a guide works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.models import Guide
from education.queries.guiding import Offered
from members.queries.organisation import current_organisation
from po_platform.kit.forms_look import Hinted

SEES = (
    ("no", Hinted(_("Only how far I am"), _("My goal, my steps done, and when I was last here."))),
    ("yes", Hinted(_("Also what I write"), _("My words and answers in the steps, and my plans."))),
)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False,
        widget=forms.DateInput({"type": "date", "class": "w-mid"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"invalid": _("Write the day like this: 2026-03-04")},
    )  # fmt: skip


def promise_of(guide: Guide) -> str:
    """ "Answers within 3 days. Tuesdays and Fridays."."""
    within = ngettext(
        "Answers within %(n)d day.", "Answers within %(n)d days.", guide.answers_within
    ) % {"n": guide.answers_within}
    return f"{within} {guide.days}".strip()


class SeesForm(forms.Form):
    """What a guide sees."""

    sees = forms.ChoiceField(
        label=_("What may your guide see?"), choices=SEES, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what your guide may see")},
    )  # fmt: skip


class TakeGuideForm(SeesForm):
    """Which guide, and what she sees."""

    guide = forms.ChoiceField(
        label=_("Who may go along with you?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose a guide")},
    )  # fmt: skip
    field_order: Sequence[str] = ("guide", "sees")

    def __init__(self, *args: Any, offered: Sequence[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guide"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(one.guide.pk), Hinted(one.guide.public_name, self._hint(one))) for one in offered
        ]

    def _hint(self, one: Offered) -> str:
        parts = [one.guide.about, promise_of(one.guide)]
        if one.stands_in:
            parts.append(_now("Away now; %(name)s stands in.") % {"name": one.stands_in})
        return " ".join(part for part in parts if part)


class MessageForm(forms.Form):
    """A few words, and a button for when somebody is in danger."""

    text = forms.CharField(
        label=_("Your message"), max_length=4000,
        widget=forms.Textarea({"rows": 5, "class": "people"}),
        error_messages={"required": _("Write your message")},
    )  # fmt: skip
    alarm = forms.BooleanField(
        required=False, label=_("Somebody is in danger"),
        help_text=_(
            "We then call the people who look after this at once, and they read this message."
            " Words that sound like danger do the same. Nobody watches here day and night."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = current_organisation(get_language() or "en")
        known = self.fields["alarm"].help_text
        self.fields["alarm"].help_text = f"{known} {organisation.in_emergency}"


class GuideMessageForm(MessageForm):
    """The guide's: with a page to read, if she gives one. `pages`: (slug, title)."""

    page = forms.ChoiceField(
        label=_("Give a page to read"), required=False,
        help_text=_("It stands under your words, and among the pages this person was given."),
    )  # fmt: skip
    field_order = ("text", "page", "alarm")

    def __init__(self, *args: Any, pages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page: Any = self.fields["page"]
        page.choices = [("", _("None")), *pages]


class WrongForm(forms.Form):
    """What is wrong with a message of a guide: reasons as the moderation knows them."""

    reason = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect,
        choices=(
            ("rude", _("It hurts or presses me")),
            ("wrong", _("It gives medical advice, or could harm my health")),
            ("private", _("It asks for private things, or wants to meet or write elsewhere")),
            ("advert", _("It is about money, or sells something")),
            ("other", _("Something else is not right")),
        ),
        error_messages={"required": _("Choose what comes closest")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("What should we know?"), required=False, max_length=2000,
        help_text=_("Only the moderators read this."),
        widget=forms.Textarea({"rows": 4, "class": "people"}),
    )  # fmt: skip

    def told(self) -> dict[str, str]:
        """As the action takes it: what she ticked, in the language of the house, above her words."""
        given = self.cleaned_data
        with override(settings.LANGUAGE_CODE):
            ticked = str(dict(self.fields["reason"].choices)[given["reason"]])  # type: ignore[attr-defined]  # a ChoiceField
        return {"reason": given["reason"], "text": f"{ticked}.\n{given['text']}".strip()}


class GuidePageForm(forms.Form):
    """What a guide promises."""

    public_name = forms.CharField(label=_("Your name, as members see it"), max_length=80)
    about = forms.CharField(
        label=_("About you, in a sentence"), max_length=300, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    days = forms.CharField(
        label=_("Your days"), max_length=80, required=False,
        help_text=_("For example: Tuesdays and Fridays."),
    )  # fmt: skip
    answers_within = forms.IntegerField(
        label=_("Within how many days do you answer?"), min_value=1, max_value=14,
        help_text=_("Members see it. Promise only what you can keep in a bad week too."),
    )  # fmt: skip
    most_people = forms.IntegerField(
        label=_("How many people do you go along with at most?"), min_value=0, max_value=50,
        help_text=_("0 takes nobody new. Those you have stay with you."),
    )  # fmt: skip
    away_from = _day(_("Away from"))
    away_until = _day(_("Away until"))
    cover = forms.ChoiceField(
        label=_("Who stands in?"), required=False,
        help_text=_("She sees what you see, on these days only, and members are told."),
    )  # fmt: skip

    def __init__(self, *args: Any, others: Sequence[Guide], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cover"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _now("Nobody")),
            *((str(one.pk), one.public_name) for one in others),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        start, end = found.get("away_from"), found.get("away_until")
        if bool(start) != bool(end):
            field = "away_from" if end else "away_until"
            self.add_error(field, ValidationError(_now("Write the day"), code="required"))
        elif start and end and end < max(start, timezone.localdate()):
            words = _now("Choose a day after the first one, and not in the past.")
            self.add_error("away_until", ValidationError(words, code="order"))
        found["cover_id"] = int(found.pop("cover", "") or 0) or None
        return found


class HandOverForm(forms.Form):
    """To whom, and what both are told."""

    guide = forms.ChoiceField(
        label=_("Who could go along from now on?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose a guide")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("What do you want to say about it?"), max_length=1000,
        widget=forms.Textarea({"rows": 5, "class": "people"}),
        help_text=_(
            "Why you ask, what you did together, what was agreed. The person you go along with reads"
            " every word of it, and so does the next guide."
        ),
        error_messages={"required": _("Write a few words")},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guide"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(one.guide.pk), Hinted(one.guide.public_name, promise_of(one.guide)))
            for one in offered
        ]


class AnswerHandOverForm(forms.Form):
    """Yes, with what the next guide sees, or no. `asked`: the question these words stood under."""

    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("What would you like?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would like")},
    )  # fmt: skip
    sees = forms.ChoiceField(
        label=_("If you say yes: what may your new guide see?"), choices=SEES, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, before: str, after: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes = _now("Yes, %(name)s may go along from now on") % {"name": after}
        no = _now("No, everything stays as it is")
        stays = _now("%(name)s goes along as before.") % {"name": before} if before else ""
        self.fields["answer"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *([("yes", yes)] if after else []),
            ("no", Hinted(no, stays) if stays else no),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("answer") == "yes" and not found.get("sees"):
            self.add_error("sees", _now("Choose what your guide may see"))
        return found
