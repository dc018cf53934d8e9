"""`assert_neutral(mail, …)`: no mail tells what its reader fills in, where she writes, or what she has."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape
from typing import Any

from django.apps import apps

# Where names stand that say something about health; a model that is not installed yet is skipped.
NAMES = {
    "questionnaires.Questionnaire": "title",
    "proms.Instrument": "title",
    "forums.Board": "title",
    "education.Programme": "title",
    "registry.Dataset": "title",
}


def telling_names() -> set[str]:
    """Names of all questionnaires, instruments, boards and programmes in the database."""
    found: set[str] = set()
    for label, field in NAMES.items():
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        for name in model._base_manager.values_list(field, flat=True):
            found |= set(name.values()) if isinstance(name, dict) else {name}
    return {name for name in found if name}


def words_of(mail: Any) -> str:
    """Subject, text and HTML of a Django mail or a KeptMail, as one text in small letters."""
    parts = [mail.subject, getattr(mail, "body", None) or getattr(mail, "text", "")]
    parts += [str(content) for content, _kind in getattr(mail, "alternatives", ())]
    parts.append(getattr(mail, "html", ""))
    parts += [f"{name}: {value}" for name, value in getattr(mail, "extra_headers", {}).items()]
    return unescape(" ".join(parts)).casefold()


def assert_neutral(mail: Any, also: Iterable[str] = ()) -> None:
    """Fails with the telling word. `also`: canaries of the test, such as answers or item texts."""
    words = words_of(mail)
    told = [name for name in {*telling_names(), *also} if name.casefold() in words]
    assert not told, f"the mail {mail.subject!r} says {told}"
