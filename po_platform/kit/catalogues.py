"""Everything people read can be translated: found in code and templates, kept as .po, compiled.

Babel does the work; no gettext programs are needed on the host. Old translations are never guessed
onto new sentences: what is new stands there empty until a person has written it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

_ELSEWHERE = {"migrations", "tests", "node_modules", "var", "static", "locale", "docs"}
_CONTEXT_FIRST = ((1, "c"), 2)
_KEYWORDS = {
    "_": None,
    "_now": None,  # gettext beside a lazy _
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": _CONTEXT_FIRST,
    "pgettext_lazy": _CONTEXT_FIRST,
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def messages_in(root: Path) -> Catalog:
    """Every sentence marked for translation below `root`, with the files it stands in."""
    catalog = Catalog()
    for path in _sources(root):
        code = path.read_bytes()
        if path.suffix != ".py":
            code = _as_code(code.decode(), str(path))
        for _line, message, comments, context in extract(
            "python", BytesIO(code), _KEYWORDS, comment_tags=("Translators",)
        ):
            where = (path.relative_to(root).as_posix(), 0)
            catalog.add(message, locations=[where], auto_comments=comments, context=context)
    return catalog


def _sources(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if any(part.startswith(".") or part in _ELSEWHERE for part in inside[:-1]):
            continue
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in inside):
            yield path


def _as_code(template: str, name: str) -> bytes:
    """A template as Python calls of gettext; without indents, which Python would trip over."""
    lines = templatize(template, origin=name).splitlines()
    return "\n".join(line.lstrip() for line in lines).encode()


def kept(path: Path, language: str) -> Catalog:
    """The catalogue at `path`, or an empty one for this language."""
    if not path.exists():
        return Catalog(
            locale=language,
            header_comment="# Translations of the portal.",
            project="Patient organisation portal",
            version="1",
            msgid_bugs_address="none",
            last_translator="none",
            language_team="none",
            revision_date=datetime(2026, 1, 1, tzinfo=UTC),
            creation_date=datetime(2026, 1, 1, tzinfo=UTC),
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def refreshed(old: Catalog, found: Catalog) -> Catalog:
    """`old` with exactly the sentences of `found`; dates stay, so that nothing changes by itself."""
    found.creation_date = old.creation_date
    old.update(found, no_fuzzy_matching=True, update_header_comment=False)
    old.obsolete.clear()
    return old


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as text, by file, without line numbers."""
    out = BytesIO()
    write_po(out, catalog, width=100, sort_by_file=True, include_lineno=False)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue as Django loads it."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def catalogue_paths(locale_dirs: Iterable[str | Path]) -> Iterator[tuple[str, Path]]:
    """(language, path of its django.po) for every catalogue there is."""
    for folder in locale_dirs:
        for path in sorted(Path(folder).glob("*/LC_MESSAGES/django.po")):
            yield path.parts[-3], path


def open_messages(catalog: Catalog) -> list[str]:
    """Sentences that still need a person: not translated, not in every plural, or only guessed."""
    return [_words(message.id) for message in catalog if message.id and not _done(message)]


def _done(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings) and not message.fuzzy


def _words(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]
