"""The Human Phenotype Ontology, and lists of our own, in the OBO format: stanzas of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from .shapes import MAX_BYTES, MAX_LINKS, MAX_NAMES, MAX_TERMS, Entry, Head, NotTerms, tidy

MAX_LINE = 100_000
VERSION = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r"\\(.)")
Stanza = dict[str, list[str]]


def read_obo(stream: BinaryIO, ontology: str) -> Iterator[Head | Entry]:
    """The head, then each term, codes that were merged into another one at the end. Raises NotTerms."""
    stanzas = _stanzas(stream)
    header = next(stanzas, {})
    found = VERSION.search(" ".join(header.get("data-version", [])))
    if header.get("ontology", [""])[0] != ontology or "format-version" not in header:
        raise NotTerms(_("The file does not say that it is the list “%(name)s”."), name=ontology)
    if found is None:
        raise NotTerms(_("The file does not say which edition it is."))
    yield Head(found[0], header.get("default-language", ["en"])[0][:10])
    merged: dict[str, tuple[str, str]] = {}
    own: set[str] = set()
    for stanza in stanzas:
        for entry in _entry(stanza):
            own.add(entry.code)
            yield entry
            for other in stanza.get("alt_id", ())[:MAX_LINKS]:
                merged[_bare(other)] = (entry.code, entry.names[0])
            if len(merged) + len(own) > MAX_TERMS:
                raise NotTerms(_("It has more than %(limit)s terms."), limit=MAX_TERMS)
    for code, (now, name) in merged.items():
        if code not in own:
            yield Entry(code, (name,), (), obsolete=True, instead=(now,))


def _entry(stanza: Stanza) -> Iterator[Entry]:
    code, name = _bare(stanza.get("id", [""])[0]), tidy(stanza.get("name", [""])[0])
    if stanza.get("kind") != ["Term"] or not code or not name:
        return
    quoted = [found for line in stanza.get("synonym", ()) if (found := SYNONYM.match(line))]
    synonyms = [tidy(ESCAPED.sub(r"\1", found[1])) for found in quoted[: MAX_NAMES - 1]]
    instead = [_bare(one) for one in (*stanza.get("replaced_by", ()), *stanza.get("consider", ()))]
    yield Entry(
        code,
        tuple(dict.fromkeys([name, *filter(None, synonyms)])),
        tuple(_bare(one) for one in stanza.get("is_a", ())[:MAX_LINKS]),
        stanza.get("is_obsolete") == ["true"],
        tuple(dict.fromkeys(instead[:MAX_LINKS])),
    )


def _bare(value: str) -> str:
    """A code without the name and the remarks behind it."""
    return value.partition("!")[0].partition("{")[0].strip()


def _stanzas(stream: BinaryIO) -> Iterator[Stanza]:
    """The header first; each stanza with its kind; so many values of a tag as are looked at."""
    stanza: Stanza = {}
    for line in _lines(stream):
        if line.startswith("["):
            yield stanza
            stanza = {"kind": [line.strip("[]")]}
            continue
        tag, colon, value = line.partition(":")
        listed = stanza.setdefault(tag.strip(), []) if colon and len(stanza) < MAX_LINKS else []
        if len(listed) < MAX_NAMES:
            listed.append(value.strip())
    yield stanza


def _lines(stream: BinaryIO) -> Iterator[str]:
    size = number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        size += len(raw)
        if len(raw) > MAX_LINE:
            raise NotTerms(_("Line %(line)s is too long."), line=number)
        if size > MAX_BYTES:
            raise NotTerms(_("The file is larger than %(limit)s MB."), limit=MAX_BYTES // 10**6)
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            raise NotTerms(_("Line %(line)s is no text in UTF-8."), line=number) from error
        if line and not line.startswith("!"):
            yield line
