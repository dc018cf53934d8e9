"""Tables as files other programs and people read: JSON, CSV with a codebook, pages, one ZIP.

Everything is UTF-8; CSV begins with a mark by which table programs know that, and no cell of it
starts a formula. What was written stands in `folder`, so that the work can be gone on with.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from po_platform.kit import spoken
from po_platform.kit.csv_cells import harmless

from .brought_file import ABOUT, about
from .export_parts import Field, Part, Row

TREE, BITS = "tree", "bits"  # what goes into the ZIP, and what its frame is made from
CODEBOOK = ("file", "field", "meaning", "codes")
_EXCEL_READS = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the tables: whose file it is, when it was made, whom to ask."""

    name: str
    organisation: str
    phone: str
    made_at: datetime
    language: str


def write_part(folder: Path, order: int, part: Part) -> None:
    """One table in all its forms; the same again overwrites it. `order`: its place on the page."""
    rows = list(part.rows)
    _write_json(_new(folder / TREE / "json" / f"{part.name}.json"), part, rows)
    _write_csv(
        _new(folder / TREE / "csv" / f"{part.name}.csv"),
        [field.name for field in part.fields],
        ([_cell(row[field.name]) for field in part.fields] for row in rows),
    )
    bit = folder / BITS / f"{order:03}-{part.name}.json"
    _new(bit).write_text(json.dumps(_bit(part, bool(rows))), "utf-8")
    bit.with_suffix(".html").write_text(_page(part, rows) if rows else "", "utf-8")


def _page(part: Part, rows: Sequence[Row]) -> str:
    fields = [field for field in part.fields if not field.machine]
    cells = [[shown(row[field.name], field.codes) for field in fields] for row in rows]
    single = [(field.meaning, text) for field, text in zip(fields, cells[0], strict=True)]
    context = {
        "part": part,
        "fields": fields,
        "rows": cells,
        "single": single if len(rows) == 1 else None,
    }
    return render_to_string("members/me/download_part.html", context)


def write_frame(folder: Path, frame: Frame) -> None:
    """Codebook, pages and README, from what the parts left behind."""
    paths = sorted((folder / BITS).glob("*.json"))
    bits = [json.loads(path.read_text("utf-8")) for path in paths]
    lines = [line for bit in bits for line in bit["codebook"]]
    _write_csv(_new(folder / TREE / "codebook.csv"), CODEBOOK, lines)
    context = {
        "frame": frame,
        "filled": [bit for bit in bits if bit["filled"]],
        "empty": [bit for bit in bits if not bit["filled"]],
        "pages": [_ours(path.with_suffix(".html").read_text("utf-8")) for path in paths],
    }
    whole = render_to_string("members/me/download_pages.html", context)
    (folder / TREE / "my-data.html").write_text(whole, "utf-8")
    said = about(frame.organisation, settings.BASE_URL, frame.made_at, frame.language)
    (folder / TREE / ABOUT).write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    look = find("members/take-along.css")
    if isinstance(look, str):
        (folder / TREE / "look.css").write_bytes(Path(look).read_bytes())
    readme = Engine.get_default().get_template("members/me/download_readme.txt")
    text = readme.render(Context({"frame": frame}, autoescape=False)).strip() + "\n"
    # Lines end the way the plainest editors want them.
    (folder / TREE / "README.txt").write_bytes(text.replace("\n", "\r\n").encode(_EXCEL_READS))


def _bit(part: Part, filled: bool) -> dict[str, Any]:
    """What the frame needs to know of a part."""
    codebook = [
        [f"{part.name}.csv", field.name, str(field.meaning), _codes(field)] for field in part.fields
    ]
    return {"name": part.name, "title": str(part.title), "filled": filled, "codebook": codebook}


def pack(folder: Path, target: Path) -> None:
    """Everything of the tree in one ZIP, always in the same order."""
    tree = folder / TREE
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path in sorted(path for path in tree.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(tree).as_posix())


def _new(path: Path) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _ours(html: str) -> SafeString:
    """A page part this module rendered, and so escaped, a moment ago."""
    return mark_safe(html)  # noqa: S308  (rendered by write_part with autoescape)


def _write_json(path: Path, part: Part, rows: Sequence[Row]) -> None:
    names = [field.name for field in part.fields]
    held = {
        "title": str(part.title),
        "rows": [{name: _plain(row[name]) for name in names} for row in rows],
    }
    path.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding=_EXCEL_READS, newline="") as stream:
        table = csv.writer(stream)
        table.writerow(head)
        table.writerows([harmless(cell) for cell in row] for row in rows)


def _plain(value: Any) -> Any:
    """As JSON says it; days and moments in ISO 8601."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(each) for each in value]
        case _:
            return str(value)


def _cell(value: Any) -> str | int | float:
    """As a table holds it: nothing is empty, a list or a record is JSON."""
    plain = _plain(value)
    match plain:
        case None:
            return ""
        case bool():
            return "true" if plain else "false"
        case dict() | list():
            return json.dumps(plain, ensure_ascii=False)
        case _:
            return plain  # type: ignore[no-any-return]  # str, int or float by now


def _codes(field: Field) -> str:
    return "; ".join(f"{code} = {words}" for code, words in field.codes.items())


def shown(value: Any, codes: Mapping[str, Any]) -> str:
    """As a person reads it."""
    match value:
        case None | "":
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return spoken.moment(value)
        case date():
            return spoken.plain_day(value)
        case list() | tuple():
            return "; ".join(shown(each, codes) for each in value)
        case str() if value in codes:
            return str(codes[value])
        case _:
            return str(_cell(value))
