"""What would become of answers if another version of a dataset were put in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Definition, Item
from questionnaires.redcap.importing import FORM

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Change:
    """One field that differs. `loses`: answers given so far have no place in the new version."""

    link_id: str
    words: StrOrPromise
    loses: bool = False
    codes: tuple[str, ...] = ()  # answers that go; none: every answer of the field
    is_form: bool = False


def changes(old: Definition, new: Definition) -> list[Change]:
    """Every field and form that comes, goes or differs, those that lose answers first."""
    before, after = _questions(old), _questions(new)
    found: list[Change] = []
    for link_id, item in before.items():
        if link_id not in after:
            found.append(Change(link_id, _("The field goes."), loses=True))
        else:
            found += _changed(item, after[link_id])
    found += [Change(name, _("The field is new.")) for name in after if name not in before]
    forms, others = _forms(old), _forms(new)
    found += [
        Change(name, _("The form goes."), loses=True, is_form=True)
        for name in forms
        if name not in others
    ]
    found += [
        Change(name, _("The form is new."), is_form=True) for name in others if name not in forms
    ]
    return sorted(found, key=lambda change: not change.loses)


def _changed(old: Item, new: Item) -> Sequence[Change]:
    name = old.link_id
    if (old.type, old.repeats) != (new.type, new.repeats):
        return [Change(name, _("The field asks for another kind of answer."), loses=True)]
    found: list[Change] = []
    gone = [option.code for option in old.options if new.option(option.code) is None]
    if gone:
        found.append(Change(name, _("Answers to choose go."), loses=True, codes=tuple(gone)))
    if any(old.option(option.code) is None for option in new.options):
        found.append(Change(name, _("There are new answers to choose.")))
    if old.hidden != new.hidden:
        words = (
            _("It is not asked any more; its answers stay.")
            if new.hidden
            else _("It is asked again.")
        )
        found.append(Change(name, words))
    if old.show_if != new.show_if:
        found.append(Change(name, _("It shows under another condition.")))
    if old.calculated != new.calculated:
        found.append(Change(name, _("It is worked out in another way.")))
    if old.identifier != new.identifier:
        found.append(Change(name, _("Whether it tells who somebody is has changed.")))
    return found


def _questions(definition: Definition) -> dict[str, Item]:
    return {item.link_id: item for item in definition.walk() if item.is_question}


def _forms(definition: Definition) -> list[str]:
    return [group.link_id.removeprefix(FORM) for group in definition.items]
