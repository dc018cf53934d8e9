"""What the portal imports is installed in its image, where no test or check group is."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from po_platform.embedded import ROOT

# Files that only an extra brings to life; without it they are never imported.
BY_EXTRA = {"registry/writers/parquet.py": "parquet"}
NOT_SERVED = {"tests", "embedded"}  # of embedded only `roles` runs on a host; see its imports


def test_every_import_is_among_the_locked_dependencies_of_production() -> None:
    installed = {extra: _installed_in_production(extra) for extra in ("", *BY_EXTRA.values())}
    distributions = packages_distributions()
    missing = {
        (name, str(path.relative_to(ROOT)))
        for path in _served_files()
        for name in _imported(path)
        if not {_plain(one) for one in distributions.get(name, [name])}
        & installed[BY_EXTRA.get(str(path.relative_to(ROOT)), "")]
    }
    assert not missing


def _served_files() -> Iterator[Path]:
    yield ROOT / "po_platform" / "embedded" / "roles.py"
    for app in ROOT.glob("*/__init__.py"):
        for path in app.parent.rglob("*.py"):
            if NOT_SERVED.isdisjoint(path.relative_to(ROOT).parts):
                yield path


def _imported(path: Path) -> set[str]:
    """Top names of what a file imports from outside the project and Python itself."""
    names = set()
    for node in _executed(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    tops = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    return {name for name in tops if not (ROOT / name).is_dir()}


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those only the type checker sees."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from _executed(child)


def _installed_in_production(extra: str) -> set[str]:
    """The project's own dependencies and theirs, as the lock file has them, with one extra."""
    packages = {p["name"]: p for p in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    found: set[tuple[str, str]] = set()
    waiting = [("po-platform", ""), ("po-platform", extra)]
    while waiting:
        name, part = waiting.pop()
        if (name, part) in found:
            continue
        found.add((name, part))
        package = packages[name]
        needs = package.get("optional-dependencies", {}).get(part, []) if part else []
        for need in [*needs, *([] if part else package.get("dependencies", []))]:
            waiting += [(need["name"], one) for one in ("", *need.get("extra", []))]
    return {name for name, _ in found}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
