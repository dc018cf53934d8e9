"""One dataset in the file of a registry's definition: its dictionary, and all that stands beside it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.definition import Definition
from questionnaires.fhir.report import Note, Refusal
from questionnaires.markup import clean
from questionnaires.plain import from_plain
from questionnaires.redcap.importing import Dictionary, import_dictionary
from questionnaires.texts import LANGUAGE, ItemText, Texts, Translation, check_translation
from registry.definition_file import (
    DatasetPlan,
    FormPlan,
    RulePlan,
    VisitPlan,
    WhoPlan,
    dictionary_of,
)
from registry.forms.file_parts import Part, shown
from registry.forms.quality import RuleForm
from registry.forms.visits import FIRST, VisitForm
from registry.layout import Layout
from registry.missing_codes import NotMissingCodes, fitting_codes
from registry.models import Form
from registry.queries.definition_file import births, naming
from registry.queries.terms import lists_here
from registry.question_book import heads_of
from registry.terms.systems import NAMES

MOST_FORMS, MOST_VISITS, MOST_RULES, MONTHS = 500, 200, 200, 120
MOST_LANGUAGES = 50  # each keeps the whole text of the dataset
LONGEST_TITLE = 200
FORM_NAME = re.compile(r"[a-z0-9_]{1,100}")
VISIT_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


def dataset_in(part: Part) -> DatasetPlan | None:
    """None where it was refused."""
    title, language = part.text("title", needed=True).strip(), part.text("language") or "en"
    if len(title) > LONGEST_TITLE:
        words = _("Write up to %(most)s signs.")
        part.book.refuse(part.place("title"), words, most=LONGEST_TITLE)
    raw = _dictionary(part)
    read = import_dictionary(raw, language=language)
    _tell(part, read)
    if read.definition is None:
        return None
    layout = Layout(read.definition)
    _tell_lists(part, read.definition)
    found = DatasetPlan(
        title,
        language,
        raw,
        len(read.rows),
        _forms(part, read, layout),
        _words(part, read.definition, language),
        _missing(part, read.definition),
        _visits(part, layout),
        _rules(part, layout),
        _who(part, layout),
        _ages(part, layout),
    )
    part.end()
    return found


def _dictionary(part: Part) -> bytes:
    """Lines, or one long text."""
    if isinstance(part.held.get("dictionary"), str):
        return part.text("dictionary").encode()
    return dictionary_of(part.texts("dictionary")).encode()


def _tell(part: Part, read: Dictionary) -> None:
    """What the importer says, at its place in this file."""
    at, book = part.place("dictionary"), part.book
    for note in read.report.notes:
        if note.level != "run":
            book.notes.append(Note(f"{at}: {note.path}", note.message, note.level))
    for error in read.report.errors:
        book.errors.append(Refusal(f"{at}: {error.path}" if error.path else at, error.message))


def _tell_lists(part: Part, definition: Definition) -> None:
    named = {name for item in definition.walk() for name in item.terms if not name.startswith("[")}
    here = set(lists_here([NAMES[name] for name in named if name in NAMES]))
    for name in sorted(name for name in named if NAMES.get(name) not in here):
        words = _("It asks for codes of the list “%(name)s”, which has not been read in here.")
        part.book.note("kept", part.place("dictionary"), words, name=name)


def _forms(part: Part, read: Dictionary, layout: Layout) -> list[FormPlan]:
    found: dict[str, FormPlan] = {}
    for one in part.parts("forms", MOST_FORMS):
        name, title = one.text("name", needed=True), one.text("title").strip()
        plan = FormPlan(
            name, title, one.flag("repeats"), one.flag("members_fill"), one.whole("months"),
        )  # fmt: skip
        one.end()
        if name in found or (name and not FORM_NAME.fullmatch(name)):
            words = _("Choose a name of small letters, digits and “_” no other form has.")
            one.book.refuse(one.place("name"), words)
        if len(title) > LONGEST_TITLE:
            words = _("Write up to %(most)s signs.")
            one.book.refuse(one.place("title"), words, most=LONGEST_TITLE)
        if plan.months is not None and not 1 <= plan.months <= MONTHS:
            words = _("Write a number from %(least)d to %(most)d")
            one.book.refuse(one.place("months"), words, least=1, most=MONTHS)
        if name not in layout.forms:
            words = _("The dictionary has no question of the form “%(name)s”.")
            one.book.note("kept", one.place("name"), words, name=shown(name))
        found[name] = plan
    heads = heads_of(read.rows, [{"name": name} for name in found])
    return [found.get(one.name) or FormPlan(one.name) for one in heads]


def _words(part: Part, definition: Definition, language: str) -> dict[str, Texts]:
    group, found = part.part("words"), {}
    if group is None:
        return {}
    if len(group.held) > MOST_LANGUAGES:
        part.book.refuse(group.at, _("Up to %(most)s can stand here."), most=MOST_LANGUAGES)
        return {}
    taken: set[str] = set()
    for code in group.held:
        if (inner := group.part(code)) is None:
            continue
        if not LANGUAGE.fullmatch(code) or code.lower() == language.lower():
            words = _("Write a language code like en or de, another one than that of the dataset.")
            part.book.refuse(inner.at, words)
            continue
        if code.lower() in taken:
            words = _("“%(code)s” stands twice; once is enough")
            part.book.refuse(inner.at, words, code=code)
            continue
        taken.add(code.lower())
        texts = _texts(inner, definition)
        if texts is not None:
            found[code] = texts
    return found


def _texts(inner: Part, definition: Definition) -> Texts | None:
    items: dict[str, Any] = {}
    for name, words in inner.held.items():
        if name in definition.by_link_id:
            items[name] = _with_options(words)
        else:
            told = _("The dataset has no field of this name.")
            inner.book.note("dropped", inner.place(shown(name)), told)
    texts, flaws = from_plain(Texts, {"items": items})
    if texts is not None:
        texts = Texts(items={name: _cleaned(inner, name, one) for name, one in texts.items.items()})
        flaws = check_translation(Translation("en", texts), definition)
    for flaw in flaws:
        inner.book.refuse_with(f"{inner.at}: {flaw.path}", flaw.message)
    return None if flaws else texts


def _with_options(words: Any) -> Any:
    """An answer whose words say nothing but what is printed before it has none of its own."""
    if not isinstance(words, dict) or not isinstance(words.get("options"), dict):
        return words
    options = {
        code: {"text": "", **one} if isinstance(one, dict) else one
        for code, one in words["options"].items()
    }
    return {**words, "options": options}


def _cleaned(inner: Part, name: str, words: ItemText) -> ItemText:
    kept = clean(words.html)
    if kept != words.html:
        told = _("Markup that is not taken here was taken out of it.")
        inner.book.note("changed", inner.place(shown(name)), told)
    return replace(words, html=kept)


def _missing(part: Part, definition: Definition) -> dict[str, str]:
    codes = part.named("missing_codes")
    try:
        return fitting_codes(codes, definition)
    except NotMissingCodes as error:
        part.book.refuse_with(part.place("missing_codes"), error.message)
        return {}


def _visits(part: Part, layout: Layout) -> list[VisitPlan]:
    listed = [Form(pk=n, name=name) for n, name in enumerate(layout.forms)]
    keys = {form.name: form.pk for form in listed}
    found: dict[str, VisitPlan] = {}
    for one in part.parts("visits", MOST_VISITS):
        name, at = one.text("name", needed=True), one.texts("forms")
        given = {
            "title": one.text("title"), "after": FIRST, "repeats": one.flag("repeats"),
            "forms": [keys[form] for form in at if form in keys],
            "from_day": one.whole("from_day"), "until_day": one.whole("until_day"),
        }  # fmt: skip
        one.end()
        _refuse_strangers(one, "forms", at, keys)
        if name in found or name == "new" or (name and not VISIT_NAME.fullmatch(name)):
            words = _("Choose a name of letters, digits, “-” and “_” no other visit has.")
            one.book.refuse(one.place("name"), words)
        form = VisitForm(given, visits=[], listed=listed)
        if one.refuse_by(form):
            plan = form.plan()
            found[name] = VisitPlan(name, plan.title, tuple(at), plan.days, plan.repeats)
    return list(found.values())


def _refuse_strangers(one: Part, key: str, names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            words = _("The dictionary has no question of the form “%(name)s”.")
            one.book.refuse(one.place(key), words, name=shown(name))


def _rules(part: Part, layout: Layout) -> list[RulePlan]:
    known = {item.link_id for items in layout.questions.values() for item in items}
    found = []
    for one in part.parts("rules", MOST_RULES):
        form = RuleForm({"title": one.text("title"), "logic": one.text("logic")}, known=known)
        one.end()
        if one.refuse_by(form):
            found.append(RulePlan(form.cleaned_data["title"], form.cleaned_data["logic"]))
    return found


def _who(part: Part, layout: Layout) -> WhoPlan | None:
    group = part.part("who_is_who")
    if group is None:
        return None
    found = WhoPlan(group.text("form"), tuple(group.texts("names")), group.text("born"))
    group.end()
    if not found.names or not {*found.names} <= naming(layout, found.form):
        words = _(
            "Name questions of one form that ask for a name and are marked as telling who somebody is."
        )
        group.book.refuse(group.place("names"), words)
    if found.born and (found.form, found.born) not in births(layout):
        group.book.refuse(group.place("born"), NO_DATE, name=found.born[:100])
    return found


def _ages(part: Part, layout: Layout) -> tuple[str, str] | None:
    group = part.part("ages")
    if group is None:
        return None
    found = group.text("form"), group.text("born")
    group.end()
    if found not in births(layout):
        group.book.refuse(group.place("born"), NO_DATE, name=found[1][:100])
    return found


NO_DATE = _("“%(name)s” is no question of this form that asks for a date.")
