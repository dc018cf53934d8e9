"""What members send to take part, and what editors answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from education.models import Article, Topic

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
    """Which drafts somebody likes to read."""

    mark_optional = False
    stages = forms.MultipleChoiceField(
        label=_("Which drafts would you like to read?"), choices=Article.Stage.choices,
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("We offer you such drafts here, and send no e-mail. None: we offer nothing."),
    )  # fmt: skip


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
