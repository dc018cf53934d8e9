"""Nobody meets a sentence in a language she did not choose, or one that blames her."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from po_platform.kit import catalogues

PATHS = dict(catalogues.catalogue_paths(settings.LOCALE_PATHS))
BLAME = re.compile(r"\b(invalid|required|please|oops)\b", re.IGNORECASE)
BLAME_IN = {"de": re.compile(r"\b(ungültig\w*|erforderlich\w*|Pflichtfeld\w*|hoppla)\b", re.I)}


@pytest.fixture(scope="module")
def found() -> Catalog:
    return catalogues.messages_in(Path(settings.BASE_DIR))


def read(language: str) -> Catalog:
    return catalogues.kept(PATHS[language], language)


def said(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_every_language_but_the_first_has_a_catalogue() -> None:
    offered = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    assert offered == set(PATHS)


@pytest.mark.parametrize("language", PATHS)
def test_everything_is_translated(language: str, found: Catalog) -> None:
    catalog = catalogues.refreshed(read(language), found)
    assert catalogues.open_messages(catalog) == []


@pytest.mark.parametrize("language", PATHS)
def test_the_files_are_up_to_date(language: str, found: Catalog) -> None:
    path = PATHS[language]
    catalog = catalogues.refreshed(read(language), found)
    behind = f"run ./po manage messages: {path}"
    assert path.read_bytes() == catalogues.as_po(catalog), behind
    assert path.with_suffix(".mo").read_bytes() == catalogues.as_mo(catalog), behind


@pytest.mark.parametrize("language", PATHS)
def test_translations_keep_their_placeholders(language: str) -> None:
    catalog = read(language)
    wrong = {str(message.id): list(message.check(catalog)) for message in catalog if message.id}
    assert {words: errors for words, errors in wrong.items() if errors} == {}


def test_no_sentence_blames_the_reader(found: Catalog) -> None:
    sentences = [words for message in found if message.id for words in said(message)]
    assert [words for words in sentences if BLAME.search(words)] == []


@pytest.mark.parametrize("language", PATHS)
def test_no_translation_blames_the_reader(language: str) -> None:
    pattern = BLAME_IN[language]
    catalog = read(language)
    assert [m.string for m in catalog if m.id and pattern.search(str(m.string))] == []


def test_blame_would_be_found() -> None:
    assert BLAME.search("This field is required.") and BLAME_IN["de"].search("Ungültige Eingabe")
