"""Any bytes in; JSON that can be stored out, or sentences that say where it breaks."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from questionnaires.fhir.report import Notebook
from questionnaires.plain import UNSTORABLE

MAX_BYTES = 5_000_000
MAX_DEPTH = 64
MAX_NUMBER = 40  # characters
# Unclosed strings match as well: looking again from each quote would take the square of the time.
STRINGS = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
BRACKETS = re.compile(r"[\[\]{}]")
HALVES = re.compile("[\ud800-\udfff]")


class _Flawed:
    """Stands in the tree where a value cannot be kept, until its path is known."""

    def __init__(self, words: Any) -> None:
        self.words = words


class _Doubled(dict[str, Any]):
    """An object in which keys stood twice."""

    keys_met_twice: tuple[str, ...] = ()


def read_json(raw: bytes, book: Notebook) -> Any:
    """The parsed file; None with errors in the notebook when it cannot be used."""
    text = _decoded(raw, book)
    if text is None:
        return None
    if _depth(text) > MAX_DEPTH:
        book.refuse("", _("The file nests brackets more than %(limit)s deep."), limit=MAX_DEPTH)
        return None
    try:
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=lambda word: _Flawed(_("NaN and Infinity are no numbers in JSON.")),
            parse_float=_decimal,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        book.refuse(
            "",
            _("This is not JSON: the reading stopped at line %(line)s, column %(column)s."),
            line=error.lineno,
            column=error.colno,
        )
        return None
    before = len(book.errors)
    _check(found, book)
    return None if len(book.errors) > before else found


def _decoded(raw: bytes, book: Notebook) -> str | None:
    if len(raw) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        book.refuse("", _("The file is larger than %(limit)s MB."), limit=limit)
        return None
    if not raw.strip():
        book.refuse("", _("The file is empty."))
        return None
    start = raw[:4]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in start:
        book.refuse("", _("The file is saved as UTF-16 or UTF-32. Save it as UTF-8."))
        return None
    kinds = {
        b"PK\x03\x04": _("This is a ZIP file. Unpack it and choose the JSON file inside."),
        b"%PDF": _("This is a PDF. Choose the questionnaire as a FHIR JSON file."),
        b"\x1f\x8b": _("This file is compressed. Unpack it first."),
    }
    for magic, words in kinds.items():
        if raw.startswith(magic):
            book.refuse("", words)
            return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        words = _("The file is not saved as UTF-8 (line %(line)s). Save it as UTF-8.")
        book.refuse("", words, line=line)
        return None
    if text.lstrip()[:1] == "<":
        book.refuse("", _("This is XML or a web page. Save the questionnaire as FHIR JSON."))
        return None
    return text


def _depth(text: str) -> int:
    """Deepest nesting of brackets outside strings, without recursion."""
    deepest = level = 0
    for bracket in BRACKETS.findall(STRINGS.sub("", text)):
        level += 1 if bracket in "[{" else -1
        deepest = max(deepest, level)
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled(found)
    counts = Counter(name for name, _value in pairs)
    doubled.keys_met_twice = tuple(name for name, count in counts.items() if count > 1)[:5]
    return doubled


def _decimal(text: str) -> Any:
    value = float(text)
    if len(text) > MAX_NUMBER or math.isinf(value):
        return _Flawed(_("This number is too long or too big."))
    return value


def _whole(text: str) -> Any:
    if len(text) > MAX_NUMBER:
        return _Flawed(_("This number is too long or too big."))
    return int(text)


def _check(tree: Any, book: Notebook) -> None:
    """Refuse, with its path, everything that could be read but not kept."""
    stack: list[tuple[str, Any]] = [("", tree)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, _Flawed):
            book.refuse(path, value.words)
        elif isinstance(value, str):
            _check_text(value, path, book)
        elif isinstance(value, list):
            stack.extend((f"{path}[{n}]", item) for n, item in enumerate(value))
        elif isinstance(value, dict):
            if isinstance(value, _Doubled):
                words = _("These keys stand twice in one object: %(names)s.")
                book.refuse(path, words, names=", ".join(value.keys_met_twice))
            for key, item in value.items():
                _check_text(key, path, book)
                stack.append((f"{path}.{key}" if path else key, item))


def _check_text(text: str, path: str, book: Notebook) -> None:
    if UNSTORABLE.search(text):
        kind = _("half a character (a lone surrogate)") if HALVES.search(text) else _("a NUL")
        shown = UNSTORABLE.sub("\ufffd", path)
        book.refuse(shown, _("A text here holds %(what)s, which cannot be stored."), what=kind)
