"""What a registry asks, put together for a file; see registry.definition_file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from po_platform.access.actor import Actor
from questionnaires.definition import Definition
from questionnaires.plain import to_plain
from questionnaires.queries import form_of, wordings_of
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.texts import ItemText, OptionText, Texts
from registry.consent import Sheet
from registry.definition_file import FORMAT, VERSION, lean, lines_of
from registry.models import ConsentSheet, Dataset, Event, Form, Registry
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
    order = [head.name for head in heads]
    in_use = version_in_use(dataset) is not None
    visits = dataset.events.order_by("position", "pk").prefetch_related("forms")
    codes = dataset.missing_codes
    return {
        "title": dataset.title,
        "language": base.language,
        "dictionary": lines_of(dictionary_csv(rows)),
        "forms": [_form(head, forms.get(head.name), in_use=in_use) for head in heads],
        "words": {
            one.language: _words(definition, one.texts.beyond(base.texts))
            for one in sorted(more, key=lambda one: one.language)
        },
        "missing_codes": {code: codes[code] for code in sorted(codes)},
        "visits": [_visit(one, order) for one in visits],
        "who_is_who": dataset.who,
        "ages": dataset.ages,
        "rules": [{"title": one.title, "logic": one.logic} for one in own_rules(dataset)],
    }


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


def _visit(visit: Event, order: list[str]) -> dict[str, Any]:
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
