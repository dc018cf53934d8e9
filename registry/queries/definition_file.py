"""What a registry asks, put together for a file; see registry.definition_file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404

from po_platform.access.actor import Actor
from questionnaires.definition import TEXTS, Definition
from questionnaires.operands import questions_in
from questionnaires.plain import to_plain
from questionnaires.queries import form_of, wordings_of
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.grammar import Unreadable, read_operand
from questionnaires.texts import ItemText, OptionText, Texts
from registry.consent import Sheet
from registry.definition_file import FORMAT, VERSION, lean, lines_of
from registry.layout import Layout
from registry.models import ConsentSheet, Dataset, Event, Form, QualityRule, Registry
from registry.queries.ages import could_be_born
from registry.queries.datasets import my_registries, version_in_use, version_to_set
from registry.queries.participation import current_sheet, draft_sheet
from registry.queries.quality import own_rules
from registry.question_book import Head, heads_of


def slug_taken(slug: str) -> bool:
    """Whether a registry of this short name is here, whoever works in it."""
    return Registry.objects.filter(slug=slug).exists()


def definition_of(*, actor: Actor, registry: Registry) -> dict[str, Any]:
    """Everything its file says, of what is in use; of what never was, the draft. Raises Http404."""
    found = my_registries(actor=actor).filter(pk=registry.pk).first()
    if found is None:
        raise Http404
    sheet = current_sheet(found) or draft_sheet(found)
    sites = found.sites.order_by("name").values("name", "title", "country")
    listed = found.datasets.select_related("questionnaire").order_by("pk")
    told = {
        "registry": {"slug": found.slug, "title": found.title},
        "sites": list(sites),
        "consent": _sheet(sheet) if sheet else None,
        "datasets": [_dataset(one) for one in listed],
    }
    return {"format": FORMAT, "version": VERSION, **lean(told)}


def _sheet(sheet: ConsentSheet) -> dict[str, Any]:
    """Without the days after which an older yes ends: those are said for each version anew."""
    content = Sheet.of(sheet.content)
    questions = [
        {
            "code": one.code,
            "kind": one.kind,
            "words": _by_language(one.words),
            "more": _by_language(one.more),
            "duo": list(one.duo),
        }
        for one in content.questions
    ]
    names = ("words", "right", "wrong", "why")
    texts = ("title", "short", "more", "assent")
    return {
        **{name: _by_language(getattr(content, name)) for name in texts},
        "questions": questions,
        "checks": [
            {name: _by_language(getattr(one, name)) for name in names} for one in content.checks
        ],
    }


def _dataset(dataset: Dataset) -> dict[str, Any]:
    version = version_to_set(dataset)
    if version is None:
        raise ValueError("a dataset without a version")
    rows = version.metadata.get("redcap", ())
    heads = heads_of(rows, version.metadata.get("forms", ()))
    base, *more = wordings_of(version)
    definition = form_of(version, base.language).definition
    forms = {form.name: form for form in dataset.forms.all()}
    layout = Layout(definition)
    in_use = version_in_use(dataset) is not None
    visits = dataset.events.order_by("position", "pk").prefetch_related("forms")
    codes = dataset.missing_codes
    answers = {option.code for item in definition.walk() for option in item.options}
    return {
        "title": dataset.title,
        "language": base.language,
        "dictionary": lines_of(dictionary_csv(rows)),
        "forms": [_form(head, forms.get(head.name), in_use=in_use) for head in heads],
        "words": {
            one.language: _words(definition, one.texts.beyond(base.texts))
            for one in sorted(more, key=lambda one: one.language)
        },
        "missing_codes": {code: codes[code] for code in sorted(codes) if code not in answers},
        "visits": [_visit(one, layout.forms) for one in visits],
        **_beside(dataset, layout),
    }


def _beside(dataset: Dataset, layout: Layout) -> dict[str, Any]:
    """Without what looks at a question the version does not have: it does nothing any more."""
    who, ages, dates = dataset.who, dataset.ages, births(layout)
    named = who.get("form", ""), who.get("born", "")
    names = [one for one in who.get("names", ()) if one in naming(layout, named[0])]
    known = {item.link_id for items in layout.questions.values() for item in items}
    rules = [one for one in own_rules(dataset) if _looks_at(one) <= known]
    return {
        "who_is_who": {**who, "names": names, "born": named[1] if named in dates else ""}
        if names
        else None,
        "ages": ages if (ages.get("form"), ages.get("born")) in dates else None,
        "rules": [{"title": one.title, "logic": one.logic} for one in rules],
    }


def naming(layout: Layout, form: str) -> set[str]:
    """Questions of a form that may ask for a name: marked texts."""
    items = layout.questions.get(form, ())
    return {one.link_id for one in items if one.type in TEXTS and one.identifier}


def births(layout: Layout) -> set[tuple[str, str]]:
    """(form, question) of everything that may ask for a date of birth."""
    return {(form, item.link_id) for form, item in could_be_born(layout)}


def _looks_at(rule: QualityRule) -> set[str]:
    try:
        return {*questions_in(read_operand(rule.logic))}
    except Unreadable:  # it was readable when it was written down
        return {""}


def _form(head: Head, form: Form | None, *, in_use: bool) -> dict[str, Any]:
    """`form`: None in a draft begun on pages, which has none yet."""
    waits = head.members_fill and not in_use
    return {
        "name": head.name,
        "title": head.title,
        "repeats": form.repeats if form else head.repeats,
        "members_fill": waits or (form is not None and form.members_fill),
        "months": form.again_after if form else None,
    }


def _visit(visit: Event, order: Sequence[str]) -> dict[str, Any]:
    at = {form.name for form in visit.forms.all()}
    return {
        "name": visit.name,
        "title": visit.title,
        "from_day": visit.from_day,
        "until_day": visit.until_day,
        "repeats": visit.repeats,
        "forms": [name for name in order if name in at],
    }


def _words(definition: Definition, texts: Texts) -> dict[str, Any]:
    """Question, section or form → what it is called, in the order they are asked."""
    found = {}
    for item in definition.walk():
        words = texts.item(item.link_id)
        options = {
            option.code: words.options[option.code]
            for option in item.options
            if words.options.get(option.code, NO_WORDS) != NO_WORDS
        }
        found[item.link_id] = _plain(words, options)
    return found


def _plain(words: ItemText, options: Mapping[str, OptionText]) -> dict[str, Any]:
    plain = dict(to_plain(words))
    return {**plain, "options": {code: to_plain(one) for code, one in options.items()}}


def _by_language(words: Mapping[str, str]) -> dict[str, str]:
    return {language: words[language] for language in sorted(words)}


NO_WORDS = OptionText("")
