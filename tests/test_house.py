"""The rules of the house, read from the source: which way imports point, sizes, names, first lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
TESTS = Path(__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
EVERY_FILE = [*MODULES, *sorted(TESTS.rglob("*.py"))]

# What each part of the house may import of the house, itself always included. The longest name that fits a module
# is its part, so `stores.contract` is a part of its own and `stores.sqlite.writer` belongs to `stores.sqlite`.
ARROWS: dict[str, set[str]] = {
    "switchbook": set(),
    "errors": set(),
    "settings": {"errors"},
    "patience": set(),
    "model": {"errors"},
    "measures": {"stores.contract", "errors"},
    "stores.contract": {"model", "errors"},
    "stores.snapshot": {"stores.contract", "model", "errors"},
    "stores.memory": {"stores.snapshot", "stores.contract", "model", "errors"},
    "stores.sqlite": {"stores.snapshot", "stores.contract", "model", "errors"},
    "ingest": {"model", "errors"},
    "formats": {"model", "errors"},
    "api": {"access", "stores.contract", "settings", "patience", "model", "errors"},
    "conversations": {"stores.contract", "model", "errors"},
    "recorder": {"conversations", "measures", "ingest", "stores.contract", "model", "errors"},
    "intake": {"recorder", "ingest", "stores.contract", "model", "errors"},
    "archivist": {"stores.contract", "model", "errors"},
    "trimming": {"recorder", "stores.contract", "model", "errors"},
    "timekeeper": {"recorder", "stores.contract", "model", "errors"},
    "housekeeping": {"measures", "errors"},
    "access": {"stores.contract", "model", "errors"},
    "demo": {"stores.contract", "model", "errors"},
    "web": {
        *("api", "formats", "access", "recorder", "measures", "ingest", "stores.contract", "settings"),
        *("patience", "model", "errors"),
    },
    "console": {"web", "api", "formats", "settings", "model", "errors"},
    "client": {"api", "model", "errors"},
    "wiring": {
        *(
            "web",
            "console",
            "recorder",
            "measures",
            "archivist",
            "housekeeping",
            "ingest",
            "stores.memory",
            "stores.sqlite",
        ),
        *("timekeeper", "trimming", "stores.contract", "settings", "model", "errors"),
    },
    "cli": {
        *(
            "wiring",
            "measures",
            "client",
            "api",
            "formats",
            "demo",
            "access",
            "recorder",
            "intake",
            "ingest",
            "archivist",
            "stores.contract",
        ),
        *("settings", "model", "errors"),
    },
    "__main__": {"cli"},
}
# Plugs of one kind never know each other: each may import its package's front door, and what is its own.
PLUGS = {"ingest": {"twilio", "freeswitch", "asterisk_cdr", "asterisk_cel", "generic"}, "stores": {"memory", "sqlite"}}
# Pure parts are told the time and given bytes: they touch no clock, socket, database, thread or event loop.
PURE = ("model", "formats", "ingest", "api.binding")
IMPURE_LIBRARIES = {
    "anyio", "apsw", "asyncio", "concurrent", "httpx", "multiprocessing", "os", "random", "requests", "select",
    "socket", "sqlite3", "starlette", "subprocess", "threading", "time", "urllib.request", "uvicorn",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}
NAMELESS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "base", "service", "services"}
LEFT_FOR_LATER = ("TODO", "FIXME", "NotImplementedError")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60


def name_of(file: Path) -> str:
    """The module's name below `switchbook`; the package itself is `switchbook`."""
    parts = file.relative_to(SOURCE / "switchbook").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "switchbook"


def part_of(module: str) -> str:
    """The part of the house a module belongs to: the longest row of ARROWS that it lies in or below."""
    inside = [part for part in ARROWS if module == part or module.startswith((f"{part}.", f"{part}_"))]
    return max(inside, key=len, default="")


@cache
def tree_of(file: Path) -> ast.Module:
    """The file as a syntax tree."""
    return ast.parse(file.read_text("utf-8"))


def imports_of(file: Path) -> Iterator[str]:
    """Every module imported anywhere in the file, also inside functions and for type checking only."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield from (_module_named(node.module or "", alias.name) for alias in node.names)


def house_imports_of(file: Path) -> Iterator[str]:
    """The imported modules of the house itself, named as `name_of` does."""
    for name in imports_of(file):
        if name == "switchbook" or name.startswith("switchbook."):
            yield name.removeprefix("switchbook.")


def _is_impure(library: str) -> bool:
    return not {library, library.split(".")[0]}.isdisjoint(IMPURE_LIBRARIES)


def _clocks_read(file: Path) -> Iterator[int]:
    """The lines of the file that ask for the time."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield node.lineno


def _module_named(module: str, name: str) -> str:
    """`from a import b` imports the module a.b where that is one, else a."""
    inner = SOURCE.joinpath(*module.split("."), name)
    return f"{module}.{name}" if inner.is_dir() or inner.with_suffix(".py").is_file() else module


def _shown(file: Path) -> str:
    return str(file.relative_to(TESTS.parent))


def test_imports_point_inward() -> None:
    offences = []
    for file in MODULES:
        module = name_of(file)
        part = part_of(module)
        assert part, f"{module} belongs to no part of the house: give it a row in ARROWS"
        for imported in house_imports_of(file):
            other = part_of(imported)
            if other != part and other not in ARROWS[part]:
                offences.append(f"{module} must not import {imported}")

    assert offences == []


def test_plugs_of_one_kind_do_not_know_each_other() -> None:
    offences = []
    for file in MODULES:
        module = name_of(file)
        for package, plugs in PLUGS.items():
            others = {f"{package}.{plug}" for plug in plugs if not module.startswith(f"{package}.{plug}")}
            known = [name for name in house_imports_of(file) if name.startswith(tuple(others))]
            if module != "wiring" and known:
                offences.append(f"{module} must not import {', '.join(known)}")

    assert offences == []


def test_the_pure_middle_touches_no_outside() -> None:
    pure = [file for file in MODULES if name_of(file).startswith(PURE)]
    libraries = [(name_of(file), name) for file in pure for name in imports_of(file) if _is_impure(name)]
    clocks = [(name_of(file), line) for file in pure for line in _clocks_read(file)]

    assert libraries == []
    assert clocks == []


def test_modules_are_short() -> None:
    lengths = {_shown(file): len(file.read_text("utf-8").splitlines()) for file in EVERY_FILE}

    assert {file: length for file, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_are_short() -> None:
    offences = []
    for file in EVERY_FILE:
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    offences.append(f"{_shown(file)}: {node.name} has {lines} lines")

    assert offences == []


def test_modules_say_their_one_job_in_their_first_line() -> None:
    offences = []
    for file in EVERY_FILE:
        told = (ast.get_docstring(tree_of(file)) or "").splitlines()
        if not told or tree_of(file).body[0].lineno != 1 or not told[0].endswith((".", ":")):
            offences.append(_shown(file))

    assert offences == []


def test_modules_are_named_by_what_they_hold() -> None:
    named = {_shown(file): set(file.relative_to(SOURCE).with_suffix("").parts) for file in MODULES}

    assert [file for file, names in named.items() if names & NAMELESS] == []


def test_nothing_is_left_for_later() -> None:
    texts = {_shown(file): file.read_text("utf-8") for file in MODULES}

    assert [file for file, text in texts.items() if any(word in text for word in LEFT_FOR_LATER)] == []


def test_the_package_is_typed() -> None:
    assert (SOURCE / "switchbook" / "py.typed").is_file()
