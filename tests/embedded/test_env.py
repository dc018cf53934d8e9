"""Settings from the environment, by name or from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from po_platform.settings import env

NAME = "PO_A_SETTING"


@pytest.mark.parametrize(
    ("kept", "given", "found"),
    [
        ("in the file\n", "beside it", "in the file"),
        ("", "beside it", "beside it"),
        ("", None, ""),
        (None, "beside it", "beside it"),
        (None, None, "the default"),
    ],
)
def test_an_empty_file_hides_no_value_that_was_given(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kept: str | None,
    given: str | None,
    found: str,
) -> None:
    if kept is not None:
        file = tmp_path / "setting"
        file.write_text(kept)
        monkeypatch.setenv(f"{NAME}_FILE", str(file))
    if given is not None:
        monkeypatch.setenv(NAME, given)
    assert env.text(NAME, "the default") == found


def test_a_file_that_cannot_be_read_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "none"))
    monkeypatch.setenv(NAME, "beside it")
    with pytest.raises(env.SettingMissing):
        env.text(NAME)
