"""The data register people read is the one the code declares."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models

from audit.inventory import Entry, register
from audit.management.commands.data_register import (
    FOREIGN_WORDS,
    SWEPT,
    as_markdown,
    words_about,
)
from po_platform.embedded import ROOT
from po_platform.kit.holds import Holds

PAGE = (ROOT / "docs" / "data-register.md").read_text("utf-8")


def printed() -> str:
    out = StringIO()
    call_command("data_register", stdout=out)
    return out.getvalue()


def test_the_page_is_what_the_code_says() -> None:
    assert printed() == PAGE, "Run: ./po manage data_register > docs/data-register.md"


def test_every_table_stands_in_it_once() -> None:
    for entry in register():
        assert PAGE.count(f"| `{entry.label}` |") == 1, entry.label


def test_a_change_of_what_is_declared_changes_the_page() -> None:
    entries = register()
    first = entries[0]
    changed = Entry(first.model, Holds("health", "subject_id", "a day", True, "shred", True))
    assert as_markdown([changed, *entries[1:]]) != PAGE
    assert as_markdown(entries) == PAGE


def test_words_written_by_hand_are_about_tables_that_exist() -> None:
    labels = {entry.label for entry in register()}
    assert set(SWEPT) <= labels
    assert set(FOREIGN_WORDS) <= labels


def test_what_ends_by_itself_says_so() -> None:
    kept = {entry.label: entry.holds for entry in register()}
    assert kept["audit.Read"].after
    assert not kept["proms.Response"].after
    rows = {line.split("`")[1]: line for line in PAGE.splitlines() if line.startswith("| `")}
    assert "(by itself)" in rows["audit.Read"]
    assert "(by itself)" not in rows["proms.Response"]


def test_a_table_without_words_is_reported() -> None:
    class Mute(models.Model):
        __doc__ = "Mute(id)"

        class Meta:
            app_label = "tests"
            managed = False

    with pytest.raises(LookupError):
        words_about(Entry(Mute, Holds("setting", "", "for ever", False, "keep")))
