"""What joining asks, in the file of a registry's definition: taken as its pages take it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registry.consent import DUO, NEW_DATA, TAKES_PART, Check, Question, Sheet
from registry.forms.file_parts import Part
from registry.forms.sheets import CheckEditForm, QuestionEditForm, TextsForm

MOST_QUESTIONS, MOST_CHECKS = 50, 20
CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")
# Joining itself, whether anything new is entered, and the page that adds a question.
KEPT_FREE = frozenset({TAKES_PART, NEW_DATA, "new"})


def sheet_in(whole: Part) -> Sheet | None:
    """None where the file has none, or where it was refused."""
    part = whole.part("consent")
    if part is None:
        return None
    form = TextsForm(_texts(part, ("title", "short", "more", "assent")))
    questions, checks = _questions(part), _checks(part)
    part.end()
    if not part.refuse_by(form):
        return None
    said = {name: form.texts(name) for name in ("title", "short", "more", "assent")}
    return Sheet(questions=tuple(questions), checks=tuple(checks), **said)


def _questions(part: Part) -> list[Question]:
    found: dict[str, Question] = {}
    for one in part.parts("questions", MOST_QUESTIONS):
        code, duo = one.text("code", needed=True), one.texts("duo")
        given = {**_texts(one, ("words", "more")), "kind": one.text("kind"), "duo": duo}
        one.end()
        if code in found or code in KEPT_FREE or (code and not CODE.fullmatch(code)):
            words = _("Choose a code of letters, digits, “-” and “_” no other question has.")
            one.book.refuse(one.place("code"), words)
            continue
        if strangers := [each for each in duo if each not in DUO]:
            words = _("“%(code)s” is no code of the Data Use Ontology we know.")
            one.book.refuse(one.place("duo"), words, code=strangers[0][:40])
            continue
        if given["kind"] not in ("data", "contact", "plain"):
            words = _("Write “data”, “contact” or “plain”.")
            one.book.refuse(one.place("kind"), words)
            continue
        form = QuestionEditForm(given)
        if one.refuse_by(form):
            found[code] = form.question(code)
    return list(found.values())


def _checks(part: Part) -> list[Check]:
    found = []
    for one in part.parts("checks", MOST_CHECKS):
        form = CheckEditForm(_texts(one, ("words", "right", "wrong", "why")))
        one.end()
        if one.refuse_by(form):
            found.append(form.check())
    return found


def _texts(part: Part, names: tuple[str, ...]) -> Mapping[str, Any]:
    """As the forms call them: `title_de`. Languages nobody reads here are told and left out."""
    spoken = [code for code, _name in settings.LANGUAGES]
    found: dict[str, Any] = {}
    for name in names:
        for language, words in part.named(name).items():
            if language in spoken:
                found[f"{name}_{language}"] = words
            else:
                told = _("This portal does not have this language; its words were left out.")
                part.book.note("dropped", part.place(f"{name}.{language[:12]}"), told)
    return found
