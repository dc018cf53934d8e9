"""What members send to take part, and what editors answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.lay_questions import OF_PROGRAMMES
from education.models import OF_PAGES, Article, Task, Topic

from .outside import LayForm
from .writing import area, line


class TopicForm(forms.Form):
    """A topic somebody misses."""

    title = line(
        _("What would you like to read about?"), needed=True,
        hint=_("A few words, such as “Travelling with medicines that have to stay cool”."),
    )  # fmt: skip
    why = area(
        _("What would you like to know?"), rows=4, longest=1000,
        hint=_(
            "Write about the topic, not about yourself: when the editors have looked at it, everybody"
            " can read it. Your name does not stand there."
        ),
    )  # fmt: skip


class WishForm(forms.Form):
    """What somebody likes to read, and pages for when."""

    mark_optional = False
    kinds = forms.MultipleChoiceField(
        label=_("What would you like to do?"), choices=Task.choices,
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each takes about ten minutes. We offer it here, and send no e-mail. Tick"
            " nothing, and we offer nothing."
        ),
    )  # fmt: skip
    stages = forms.MultipleChoiceField(
        label=_("Pages for when?"), choices=Article.Stage.choices,
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Programmes are not sorted by this."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        pages = set(given.get("kinds", ())) & set(OF_PAGES)
        if pages and not given.get("stages"):
            self.add_error("stages", _now("Choose for when the pages shall be"))
        if given.get("stages") and not given.get("kinds"):
            self.add_error("kinds", _now("Choose what you would like to do"))
        return given


class PanelForm(LayForm):
    """The five questions, and whether she wants to be thanked by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_name"] = line(
            _("Do you want to be thanked by name?"), longest=80,
            hint=_(
                "Then write a name or pseudonym: it stands on the page, for everybody, until you take"
                " it off. Leave it empty, and nobody learns that it was you."
            ),
        )  # fmt: skip


class EasyPanelForm(PanelForm):
    """A test reading: whether she understood it; the same five questions."""

    understood = forms.ChoiceField(
        label=_("Did you understand all of it?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, all of it")), ("no", _("No, not all of it"))],
        help_text=_("A no helps as much as a yes: then we write it anew."),
    )  # fmt: skip
    field_order = ("understood",)

    def said(self) -> dict[str, Any]:
        return {**super().said(), "understood": self.cleaned_data["understood"] == "yes"}


class ProgrammePanelForm(PanelForm):
    """Five questions about a programme."""

    questions = OF_PROGRAMMES


class OfferForm(forms.Form):
    """For how many members a draft is."""

    wanted = forms.IntegerField(
        label=_("How many members shall read it?"), min_value=1, max_value=30, initial=5,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-short"}),
    )  # fmt: skip


class TopicAnswerForm(forms.Form):
    """What the editors say to a topic."""

    state = forms.ChoiceField(
        label=_("What do you say to it?"),
        choices=[one for one in Topic.State.choices if one[0] != Topic.State.NEW],
        widget=forms.RadioSelect,
    )
    answer = area(
        _("Your answer, in a sentence or two"), rows=3, longest=1000,
        hint=_("It stands beside the topic. For “not now” and “not shown” it is the reason."),
    )  # fmt: skip
    page = forms.ModelChoiceField(
        queryset=Article.objects.none(), required=False, empty_label=_("None yet"),
        label=_("Which page came of it?"), help_text=_("Only for “done”."),
        to_field_name="slug",
    )  # fmt: skip

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["page"]
        field.queryset = (
            Article.objects.filter(live__isnull=False, archived_at=None, language=language)
            .select_related("live")
            .order_by("live__title")
        )
        field.label_from_instance = lambda article: article.live.title


class ReaderForm(forms.Form):
    """Whose name is taken off."""

    reader = forms.UUIDField()
