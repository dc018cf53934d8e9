"""Every sentence is found wherever it is marked, and nothing is guessed onto a new one."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from po_platform.kit import catalogues

TEMPLATE = """{% extends "x.html" %}
    {% block a %}<p class="b">{% trans 'A "first" one' %} (unclosed {{ x|default:_("a default") }}
  {% blocktrans with day=d|day %}Until {{ day }}, 50% sure{% endblocktrans %}
        {% blocktrans count n=n %}{{ n }} minute{% plural %}{{ n }} minutes{% endblocktrans %}
   {% trans "Open" context "a door" %}{% endblock %}
"""
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
a = _("Said in code")
b = ngettext("%(n)d day", "%(n)d days", 2)
c = pgettext_lazy("a door", "Closed")
d = "never marked"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "templates/a.html": TEMPLATE,
        "app/views.py": CODE,
        "app/migrations/0001.py": '_("in a migration")',
        ".venv/x.py": '_("not ours")',
        "app/notes.html": '{% trans "not a template" %}',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def keys(catalog: Catalog) -> set[object]:
    return {
        (message.context, message.id) if message.context else message.id
        for message in catalog
        if message.id
    }


def test_marked_sentences_are_found_in_code_and_templates(project: Path) -> None:
    assert keys(catalogues.messages_in(project)) == {
        'A "first" one',
        "a default",
        "Until %(day)s, 50%% sure",
        ("%(n)s minute", "%(n)s minutes"),
        ("a door", "Open"),
        "Said in code",
        ("%(n)d day", "%(n)d days"),
        ("a door", "Closed"),
    }


def test_a_new_sentence_stands_empty_and_an_old_one_goes(project: Path) -> None:
    old = Catalog(locale="de", fuzzy=False)
    old.add("Said in code", "Im Code gesagt")
    old.add("Said in cord", "Ein alter Satz")
    fresh = catalogues.refreshed(old, catalogues.messages_in(project))
    assert fresh["Said in code"].string == "Im Code gesagt"
    assert fresh.get("Said in cord") is None and not fresh.obsolete
    assert "a default" in catalogues.open_messages(fresh)
    assert "Said in code" not in catalogues.open_messages(fresh)


def test_half_a_plural_is_still_open() -> None:
    catalog = Catalog(locale="de", fuzzy=False)
    catalog.add(("%(n)d day", "%(n)d days"), ("%(n)d Tag", ""))
    assert catalogues.open_messages(catalog) == ["%(n)d day"]


def test_writing_twice_changes_nothing(project: Path) -> None:
    found = catalogues.messages_in(project)
    path = project / "django.po"
    path.write_bytes(catalogues.as_po(catalogues.refreshed(catalogues.kept(path, "de"), found)))
    first = path.read_bytes()
    again = catalogues.messages_in(project)
    assert catalogues.as_po(catalogues.refreshed(catalogues.kept(path, "de"), again)) == first
