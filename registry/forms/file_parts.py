"""One group of keys in a file somebody may have written by hand: what is wrong is told with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.forms_look import LookField
from questionnaires.fhir.report import Notebook
from questionnaires.plain import UNSTORABLE

LONGEST_KEY = 60


class Unreadable(ValueError):
    """Said in the notebook already."""


class _Twice(ValueError):
    """A key that stands twice in one group: programs differ in which of the two they take."""


def read_json(raw: bytes, book: Notebook) -> Any:
    """What the file holds. Raises Unreadable once the notebook says why not."""
    try:
        found = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except UnicodeDecodeError:
        book.refuse("", _("The file is not written in UTF-8. Save it as UTF-8 and try again."))
    except RecursionError:
        book.refuse("", _("Things lie too deep inside each other in this file."))
    except _Twice as error:
        book.refuse("", _("“%(code)s” stands twice; once is enough"), code=shown(str(error)))
    except json.JSONDecodeError as error:
        words = _("This is no JSON: line %(line)s cannot be read.")
        book.refuse("", words, line=error.lineno)
    except ValueError:
        book.refuse("", _("There is a number in this file that nobody can store."))
    else:
        if (at := _unstorable(found)) is None:
            return found
        book.refuse(at, _("There is a sign in it that cannot be stored. Write it anew."))
    raise Unreadable


def shown(key: str) -> str:
    """A key as it can be told apart from one that only looks like it."""
    cut = key[:LONGEST_KEY]
    return cut if cut.isascii() and cut.isprintable() else ascii(cut)[1:-1]


class Part:
    """A group of keys. `at`: its place, as `datasets[0].visits[2]`.

    Each getter gives an empty value where the key is missing or of another kind, which is told.
    """

    def __init__(self, value: Any, at: str, book: Notebook) -> None:
        self.at, self.book = at, book
        self.known: set[str] = set()
        self.held: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            book.refuse(at, _("Keys in curly brackets belong here."))

    def place(self, name: str) -> str:
        """Of one key of it."""
        return f"{self.at}.{name}" if self.at else name

    def has(self, name: str) -> bool:
        """Whether something stands there."""
        return self.held.get(name) is not None

    def text(self, name: str, *, needed: bool = False) -> str:
        """'' where it is missing."""
        value = self._get(name, str)
        if needed and not (value or "").strip():
            self.book.refuse(self.place(name), _("This is missing, and nothing works without it."))
        return value or ""

    def whole(self, name: str) -> int | None:
        """A whole number."""
        value = self._get(name, int)
        return value if isinstance(value, int) else None

    def flag(self, name: str) -> bool:
        """Yes or no; no where it is missing."""
        return bool(self._get(name, bool))

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        listed = self._get(name, list) or []
        if any(not isinstance(one, str) for one in listed):
            self.book.refuse(self.place(name), _("A text belongs here."))
            return []
        return list(listed)

    def named(self, name: str) -> dict[str, str]:
        """Texts by their keys: words by language, or what codes say."""
        group = self.part(name)
        return {key: group.text(key) for key in group.held} if group else {}

    def part(self, name: str) -> Part | None:
        """A group inside."""
        self.known.add(name)
        return Part(self.held[name], self.place(name), self.book) if self.has(name) else None

    def parts(self, name: str, most: int) -> Iterator[Part]:
        """A list of groups."""
        listed = self._get(name, list) or []
        if len(listed) > most:
            self.book.refuse(self.place(name), _("Up to %(most)s can stand here."), most=most)
            return
        for n, one in enumerate(listed):
            yield Part(one, f"{self.place(name)}[{n}]", self.book)

    def refuse_by(self, form: forms.Form) -> bool:
        """Whether a form of ours takes it; what it says is told at the place of its field."""
        if form.is_valid():
            return True
        for name in form.errors:
            field: Any = form[name] if name in form.fields else None
            said = field.problems if isinstance(field, LookField) else form.errors[name]
            head, _bar, language = name.rpartition("_")
            at = f"{head}.{language}" if len(language) == 2 and head else name
            for words in said:
                self.book.refuse(self.place(at), str(words))
        return False

    def end(self) -> None:
        """What nobody asked for is told and left out."""
        for key in [one for one in self.held if one not in self.known]:
            words = _("This key is not known here and was left out.")
            self.book.note("dropped", self.place(shown(key)), words)

    def _get(self, name: str, kind: type) -> Any:
        self.known.add(name)
        value = self.held.get(name)
        if value is None or type(value) is kind:
            return value
        words = {
            str: _("A text belongs here."),
            bool: _("True or false belongs here."),
            int: _("A whole number belongs here."),
        }
        self.book.refuse(self.place(name), words.get(kind, _("A list belongs here.")))
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _no_number(_name: str) -> None:
    raise ValueError


def _unstorable(value: Any) -> str | None:
    """The place of a text or key with such a sign, None where there is none.

    A place is put together for the way to where it looks, not for everything there is.
    """
    way: list[str] = []
    levels: list[Iterator[tuple[str, Any]]] = [iter([("", value)])]
    while levels:
        step, one = next(levels[-1], (None, None))
        if step is None:
            levels.pop()
            del way[len(levels) - 1 :]
        elif isinstance(one, str) and UNSTORABLE.search(one):
            return "".join([*way, step]).removeprefix(".")
        elif isinstance(one, list | dict):
            way.append(step)
            levels.append(_inside(one))
    return None


def _inside(group: list[Any] | dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The last step to what stands in it, and what that is; of a key with such a sign the key."""
    if isinstance(group, list):
        yield from ((f"[{n}]", one) for n, one in enumerate(group))
        return
    for key, one in group.items():
        yield f".{shown(key)}", key if UNSTORABLE.search(key) else one
