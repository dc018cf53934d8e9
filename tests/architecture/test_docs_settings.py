"""Every setting a host can give is described, with its true default, and none that does nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from po_platform.embedded import ROOT

PAGE = (ROOT / "docs" / "hosting" / "settings.md").read_text("utf-8")
NAME = re.compile(r"(?:PO|DATABASE)_[A-Z_]+|SECRET_KEY|REDIS_URL|PG_BIN|DJANGO_SETTINGS_MODULE")
ROW = re.compile(r"^\| `(\w+)`[ *]*\| (.+?) \| (.+) \|$", re.M)
READERS = {"text", "flag", "words", "database", "secret"}


def described(page: str) -> dict[str, str]:
    """name → its default as the page says it."""
    return {name: default for name, default, _meaning in ROW.findall(page)}


def names_in(code: str) -> set[str]:
    """Whole strings that are names of settings."""
    return {
        node.value.removesuffix("_FILE")
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and NAME.fullmatch(node.value)
    }


def defaults_in(code: str) -> Iterator[tuple[str, str]]:
    """(name, default as the page has to say it) for each reader of env.py with a plain default."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env"), attr=attr),
                args=[ast.Constant(value=str(name)), *rest],
            ) if attr in READERS:
                match rest:
                    case [ast.Constant(value=bool(value))]:
                        yield name, f"`{str(value).lower()}`"
                    case [ast.Constant(value=str(value))]:
                        yield name, f"`{value}`" if value else "empty"
                    case []:
                        yield name, {"flag": "`false`", "words": "empty"}.get(attr, "–")


def wrong_defaults(code: str, page: str) -> list[str]:
    told = described(page)
    said: dict[str, set[str]] = {}
    for name, default in defaults_in(code):
        said.setdefault(name, set()).add(default)
    return [
        f"{name}: {told.get(name)} is none of {sorted(defaults)}"
        for name, defaults in said.items()
        if told.get(name) not in defaults
    ]


def code_of(folder: str) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(Path(ROOT, folder).rglob("*.py"))]


def read_by_us(*folders: str) -> set[str]:
    return set().union(*(names_in(code) for folder in folders for code in code_of(folder)))


def given_by_compose() -> set[str]:
    """Names the host may set in .env, and those the services get."""
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    found = set(re.findall(r"\$\{(\w+)", text))
    for service in yaml.safe_load(text)["services"].values():
        if service["image"] == "po-platform":
            found |= {name.removesuffix("_FILE") for name in service.get("environment", {})}
    image = (ROOT / "Dockerfile").read_text("utf-8")
    return found | set(re.findall(r"\b(PO_\w+)=", image))


def test_every_setting_is_described() -> None:
    assert read_by_us("po_platform") >= {"PO_VAR", "DATABASE_BACKUP_URL", "PG_BIN", "PO_SMTP_TLS"}
    assert (read_by_us("po_platform") | given_by_compose()) - set(described(PAGE)) == set()


def test_no_setting_is_described_that_nobody_reads() -> None:
    known = read_by_us("po_platform", "tests") | given_by_compose()
    assert set(described(PAGE)) - known == set()


def test_a_setting_is_described_once() -> None:
    names = [name for name, *_rest in ROW.findall(PAGE)]
    assert sorted(names) == sorted(set(names))


def test_defaults_are_the_codes_own() -> None:
    settings = "\n".join(
        code.replace("from __future__ import annotations", "")
        for code in code_of("po_platform/settings")
    )
    assert len(list(defaults_in(settings))) > 15
    told = described(PAGE)
    wrong = [one for one in wrong_defaults(settings, PAGE) if not one.startswith("SECRET_KEY")]
    assert wrong == []
    assert told["SECRET_KEY"] == "–"  # dev and test have one of no value


def test_what_is_wrong_would_be_found() -> None:
    code = 'X = env.text("PO_FLY", "high")\nY = env.flag("PO_SWIM")\nZ = env.words("PO_RUN")\n'
    assert names_in(code) == {"PO_FLY", "PO_SWIM", "PO_RUN"}
    good = "| `PO_FLY` | `high` | x |\n| `PO_SWIM` * | `false` | x |\n| `PO_RUN` | empty | x |\n"
    assert set(described(good)) == names_in(code)
    assert wrong_defaults(code, good) == []
    assert wrong_defaults(code, good.replace("`high`", "`low`"))
    assert wrong_defaults(code, good.replace("| `PO_SWIM` * | `false` | x |\n", ""))


def test_the_image_has_a_client_of_the_servers_version() -> None:
    (server,) = re.findall(
        r"image: postgres:(\d+)", (ROOT / "docker-compose.yml").read_text("utf-8")
    )
    (client,) = re.findall(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text("utf-8"))
    assert client == server


# Why docker compose does not hand these on.
NOT_BY_COMPOSE = {
    "PO_SSL_REDIRECT": "nginx of the same file redirects and says so",
    "PO_DEMO": "production refuses to start with it",
    "DJANGO_SETTINGS_MODULE": "the image sets it",
    "PO_FILES_REDIRECT": "the nginx of this file does not see the stored files",
    "PO_BACKUPS_DIR": "a folder of the image",
    "PO_FILES_DIR": "a folder of the image",
    "PO_ERASURE_LIST": "a folder of the image",
    "PO_VAR": "a folder of the image",
    "PG_BIN": "for trying and testing",
    "PO_CHROMIUM": "for trying and testing",
    "PO_SHARED_DATA": "for trying and testing",
    "PO_RECORD": "for trying and testing",
}


def test_every_setting_reaches_the_portal_through_compose_or_says_why_not() -> None:
    missing = set(described(PAGE)) - given_by_compose()
    assert missing - set(NOT_BY_COMPOSE) == set()
    assert set(NOT_BY_COMPOSE) <= set(described(PAGE))
