"""One file, one questionnaire: find it, or say what the file is instead."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.fhir.report import Notebook

QUESTIONNAIRE = "Questionnaire"


def pick(tree: Any, book: Notebook) -> tuple[dict[str, Any], str] | None:
    """The Questionnaire and its path in the file; None with an error when there is not just one."""
    if isinstance(tree, dict) and "resourceType" in tree:
        kind = tree["resourceType"]
        if kind == QUESTIONNAIRE:
            return tree, ""
        if kind == "Bundle":
            return _only(list(_in_bundle(tree)), _("This is a Bundle"), tree, book)
        if kind == "QuestionnaireResponse":
            book.refuse("resourceType", _("These are answers. Choose the questionnaire itself."))
        else:
            words = _("This is FHIR of another kind (%(kind)s), not a Questionnaire.")
            book.refuse("resourceType", words, kind=str(kind)[:60])
        return None
    if isinstance(tree, dict):
        found = [(value, str(key)) for key, value in tree.items() if _is_questionnaire(value)]
        if found:
            return _only(found, _("This file lists several things by name"), tree, book)
    if isinstance(tree, list):
        found = [(value, f"[{n}]") for n, value in enumerate(tree) if _is_questionnaire(value)]
        if found:
            return _only(found, _("This file is a list"), tree, book)
    _tell_what_it_is(tree, book)
    return None


def _is_questionnaire(value: Any) -> bool:
    return isinstance(value, dict) and value.get("resourceType") == QUESTIONNAIRE


def _in_bundle(bundle: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    entries = bundle.get("entry")
    return [
        (entry["resource"], f"entry[{n}].resource")
        for n, entry in enumerate(entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and _is_questionnaire(entry.get("resource"))
    ]


def _only(
    found: list[tuple[dict[str, Any], str]], kind: Any, tree: Any, book: Notebook
) -> tuple[dict[str, Any], str] | None:
    if len(found) == 1:
        book.note(
            "run", found[0][1], _("%(kind)s with one questionnaire, which is imported."), kind=kind
        )
        return found[0]
    if not found:
        kinds = Counter(
            str(entry["resource"].get("resourceType"))[:60]
            for entry in (tree.get("entry") or [] if isinstance(tree.get("entry"), list) else [])
            if isinstance(entry, dict) and isinstance(entry.get("resource"), dict)
        )
        inside = ", ".join(f"{count} {name}" for name, count in kinds.most_common(8)) or "0"
        book.refuse(
            "", _("%(kind)s without a questionnaire. In it: %(in)s."), kind=kind, **{"in": inside}
        )
        return None
    names = ", ".join(_name(questionnaire, path) for questionnaire, path in found[:20])
    words = _("%(kind)s with %(count)s questionnaires: %(names)s. Save the one you want alone.")
    book.refuse("", words, kind=kind, count=len(found), names=names)
    return None


def _name(questionnaire: dict[str, Any], path: str) -> str:
    for key in ("title", "name", "id"):
        if isinstance(questionnaire.get(key), str) and questionnaire[key]:
            return str(questionnaire[key])[:80]
    return path


def _tell_what_it_is(tree: Any, book: Notebook) -> None:
    if isinstance(tree, dict) and ("lformsVersion" in tree or "items" in tree):
        words = _("This looks like an LHC-Forms file. Export it there as FHIR R4 Questionnaire.")
        book.refuse("", words)
    elif isinstance(tree, dict):
        words = _(
            "The file does not say that it is a FHIR Questionnaire (resourceType is missing)."
        )
        book.refuse("resourceType", words)
    else:
        book.refuse("", _("This is JSON, but no FHIR Questionnaire."))
