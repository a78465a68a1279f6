"""The arrows between the folders, and the sizes: if one of these stops you, move the code, not the arrow."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STANDARD = sys.stdlib_module_names
FILE_WALL, FUNCTION_WALL = 300, 40

# What each part of the tree may import besides the standard library and itself. The first prefix that fits decides.
ALLOWED: dict[str, set[str]] = {
    "monitor.domain": {"monitor.domain", "monitor.errors"},
    "monitor.errors": set(),
    "monitor.log": {"monitor.memory", "structlog"},
    "monitor.memory": set(),
    "monitor.clock": set(),
    "monitor.notify": set(),
    "monitor.openings": set(),
    "monitor.links": {"itsdangerous"},
    "monitor.almanac": {"monitor.domain", "monitor.memory", "holidays"},
    "monitor.contract": {"monitor.domain", "monitor.errors", "pydantic"},
    "monitor.parts": {"monitor.contract"},
    "monitor.config": {
        "monitor.config", "monitor.analysis", "monitor.almanac", "monitor.contract", "monitor.domain", "monitor.errors",
        "monitor.openings", "monitor.parts", "pydantic", "pydantic_core",
    },
    "monitor.analysis": {"monitor.analysis", "monitor.domain.model", "monitor.domain.plan", "ahocorasick_rs", "re2",
         "xxhash"},
    "monitor.analysis.learning": {"monitor.analysis", "monitor.domain.model", "numpy", "scipy", "sklearn"},
    "monitor.net": {"monitor", "monitor.net", "monitor.contract", "monitor.domain.model", "monitor.errors",
         "monitor.log", "monitor.openings", "structlog", "certifi",
                    "httpx", "httptools", "uvloop", "msgspec", "xxhash"},
    "connectors": {"connectors", "monitor.contract", "monitor.domain.model", "monitor.errors", "pydantic", "feedparser",
                   "lxml", "selectolax", "msgspec", "xxhash"},
    "monitor.channels": {"monitor.channels", "monitor.contract", "monitor.domain.model", "monitor.domain.message",
                         "monitor.errors", "pydantic", "jinja2", "markupsafe", "aiosmtplib", "css_inline", "msgspec",
                              "apprise"},
    "monitor.store": {"monitor.store", "monitor.domain", "monitor.errors", "monitor.analysis", "migrations",
         "sqlalchemy",
                      "alembic", "msgspec"},
    "monitor.jobs": {"monitor", "pydantic"},
    "monitor.inbox": {"monitor", "starlette", "uvicorn", "jinja2", "markupsafe", "itsdangerous", "pydantic", "anyio",
                      "argon2"},
    "monitor.cli": {"monitor", "typer", "rich", "msgspec", "uvloop"},
    "monitor": {"monitor", "apscheduler", "icalendar", "recurring_ical_events", "uvloop"},
    "migrations": {"migrations", "monitor.store", "sqlalchemy", "alembic"},
}  # fmt: skip
ONLY_IN = {
    "httpx": ("monitor.net",),
    "sqlalchemy": ("monitor.store", "migrations"),
    "feedparser": ("connectors",),
    "argon2": ("monitor.inbox",),
}

FILES = sorted(
    path
    for folder in ("monitor", "connectors", "migrations")
    for path in (ROOT / folder).rglob("*.py")
    if not path.name.startswith(("test_", "build_"))
)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(tree: ast.AST) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module, node.lineno))
    return found


def _rule(module: str) -> set[str]:
    fitting = [part for part in ALLOWED if module == part or module.startswith(f"{part}.")]
    return ALLOWED[max(fitting, key=len)]


def _fits(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


@pytest.mark.parametrize("path", FILES, ids=_module)
def test_the_arrows_point_one_way(path: Path) -> None:
    module = _module(path)
    wrong = [
        f"{module}:{line} imports {name}. The arrows stand in monitor/README.md: move the code, not the arrow."
        for name, line in _imports(ast.parse(path.read_text()))
        if name.partition(".")[0] not in STANDARD and not _fits(name, _rule(module))
    ]
    wrong += [
        f"{module}:{line} imports {name}: only {' or '.join(owner)} does."
        for name, line in _imports(ast.parse(path.read_text()))
        if (owner := ONLY_IN.get(name.partition(".")[0])) and not module.startswith(owner)
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", [path for path in FILES if "versions" not in path.parts], ids=_module)
def test_files_and_functions_stay_small_enough_to_read(path: Path) -> None:
    source = path.read_text()
    tree = ast.parse(source)
    lines = [line for line in source.splitlines() if line.strip()]
    long = [
        f"{node.name} has {length} lines: split it, or defend it with a comment “Long because …”"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := _length(node)) > FUNCTION_WALL
        and "Long because" not in (ast.get_source_segment(source, node) or "")
    ]

    assert len(lines) <= FILE_WALL or "Long because" in source, f"{len(lines)} lines"
    assert not long, "\n".join(long)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", FILES, ids=_module)
def test_a_file_opens_with_one_sentence_that_says_its_job(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""

    first, *_ = docstring.splitlines() or [""]
    assert first.rstrip().endswith((".", "?", "!", ":")), docstring


def test_nothing_looks_at_the_clock_but_the_clock() -> None:
    looking = [
        f"{_module(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
        and _module(path) != "monitor.clock"
    ]

    assert not looking, f"now is a parameter: {looking}"


def test_the_tree_names_no_connector() -> None:
    named = [
        f"{_module(path)} imports {name}"
        for path in (ROOT / "monitor").rglob("*.py")
        for name, _ in _imports(ast.parse(path.read_text()))
        if name.startswith("connectors.") and path.name != "wire.py"
    ]

    assert not named, "the configuration names connectors, nothing else does"
