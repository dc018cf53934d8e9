"""A cohort in words: a sentence for each condition, and what "no entry" means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.cohort import Clause, Criterion, each_in, parts_of

NO_ENTRY = gettext_lazy(
    "“No entry” means: no entry that may be used for this research. Also whoever was never asked"
    " counts, and whoever did not agree to the use of such an answer; whoever has no entry in this"
    " dataset that may be used does not."
)
Label = Callable[[str], str]
Option = Callable[[str, str], str]


def in_words(clauses: Sequence[Clause], label: Label, option: Option) -> list[str]:
    """A sentence for each condition. `label`: a question’s words; `option`: those of one answer."""
    return [_clause([_sentence(one, label, option) for one in parts_of(it)]) for it in clauses]


def no_entry_means(clauses: Iterable[Clause]) -> str:
    """Who counts as having no such entry; nothing where no condition asks for that."""
    return str(NO_ENTRY) if any(one.never for one in each_in(clauses)) else ""


def _clause(sentences: Sequence[str]) -> str:
    if len(sentences) == 1:
        return sentences[0]
    these = [_("“%(words)s”") % {"words": one} for one in sentences]
    return _("at least one of these: %(these)s") % {"these": _(" or ").join(these)}


def _sentence(one: Criterion, label: Label, option: Option) -> str:
    told = {"what": label(one.field), "value": "".join(one.values[:1])}
    told["values"] = _(" or ").join(option(one.field, code) for code in one.values)
    return (_never(one.said.op) if one.never else _ever(one.op)) % told


def _ever(op: str) -> str:
    return {
        "any": _("%(what)s: %(values)s"),
        "none": _("%(what)s: answered, and not %(values)s"),
        "least": _("%(what)s: %(value)s or more"),
        "most": _("%(what)s: %(value)s or less"),
        "from": _("%(what)s: %(value)s or later"),
        "until": _("%(what)s: %(value)s or earlier"),
    }.get(op) or _("%(what)s: answered")


def _never(op: str) -> str:
    return {
        "any": _("%(what)s: no entry says %(values)s"),
        "least": _("%(what)s: no entry says %(value)s or more"),
        "most": _("%(what)s: no entry says %(value)s or less"),
        "from": _("%(what)s: no entry says %(value)s or later"),
        "until": _("%(what)s: no entry says %(value)s or earlier"),
    }.get(op) or _("%(what)s: no entry has an answer")
