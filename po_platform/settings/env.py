"""Typed readers of the environment: NAME or NAME_FILE, and a loud failure when a value is missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingMissing(Exception):
    """A setting without a usable value; the message says which one and how to give it."""


def text(name: str, default: str | None = None) -> str:
    """The content of the file NAME_FILE points at; the value of NAME where that is empty or not set."""
    path, found = os.environ.get(f"{name}_FILE"), ""
    if path:
        try:
            found = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingMissing(f"{name}_FILE points at {path}, which cannot be read.") from error
    if found:
        return found
    value = os.environ.get(name, found if path else default)
    if value is None:
        raise SettingMissing(f"Set {name}, or {name}_FILE with the path of a file that holds it.")
    return value


def secret(name: str) -> str:
    """A secret of at least 32 characters."""
    value = text(name)
    if len(value) < 32:
        raise SettingMissing(f"{name} needs at least 32 random characters.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """true, yes, on or 1 (any case) is true; false, no, off, 0 or empty is false."""
    value = text(name, "true" if default else "false").lower()
    if value in {"true", "yes", "on", "1"}:
        return True
    if value in {"false", "no", "off", "0", ""}:
        return False
    raise SettingMissing(f"{name} is {value!r}; write true or false.")


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, fallback: str | None = None) -> dict[str, Any]:
    """A Django database entry from postgresql://user:password@host:port/name?option=value."""
    parts = urlsplit(text(name, fallback))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SettingMissing(f"{name} must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
