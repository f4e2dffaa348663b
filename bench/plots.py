"""Draws the pictures of docs/performance.md from the results: SVG that equal results make equal byte for byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.goals import GOALS, worst
from bench.page_figures import figure
from bench.queries import NAMES

# Words stay words, so that they can be found and read aloud; the salt makes ids that do not change by themselves.
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "switchbook",
    "font.family": "sans-serif",
    "font.sans-serif": ["Helvetica", "Arial", "DejaVu Sans"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "ytick.left": False,
}
_PAPER, _INK, _LINE = "#ffffff", "#1c2430", "#d5d9e0"
# From the smallest size to the largest; shapes differ too, for who cannot tell the colours.
_SIZES = (("#7cb8f5", "o"), ("#0b5cad", "s"), ("#06325f", "D"))
_PEERS = (
    ("ours", ("ours",), "#0b5cad", "o"),
    ("conventional, PostgreSQL", ("conventional-postgres",), "#d98a00", "s"),
    ("conventional, SQLite", ("conventional-sqlite",), "#8a5cc7", "D"),
    ("call-log service, indexed", ("calllog", "indexed"), "#c4383e", "^"),
    ("Datasette", ("datasette",), "#9aa4b2", "v"),
)
_SERVED = (
    ("a bare handler", ("http", "bare"), "#9aa4b2", "v"),
    ("ours", ("http", "default_page"), "#0b5cad", "o"),
    ("conventional, PostgreSQL", ("conventional-postgres", "http"), "#d98a00", "s"),
    ("conventional, SQLite", ("conventional-sqlite", "http"), "#8a5cc7", "D"),
)


def draw(results: Sequence[Any], folder: Path) -> None:
    """Write one picture of all sizes, and two of each size at which peers were asked, below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(_STYLE):
        _save(_growth(sorted(results, key=lambda each: each["sessions"])), folder / "goals.svg")
        for result in results:
            if has_peers(result):
                _save(_classes(result["stages"]), folder / f"peers-{result['sessions']}.svg")
                _save(_pages(result["stages"]), folder / f"pages-{result['sessions']}.svg")


def has_peers(result: Any) -> bool:
    """Whether this size has pictures of its own."""
    return any(place[0] in result["stages"] for _, place, _, _ in _PEERS[1:])


def _growth(results: Sequence[Any]) -> Figure:
    """The 95th percentile of each goal's worst class, a mark for each size, the goal as a stroke."""
    rows = [goal.says for goal in GOALS]
    axes = _rows(rows)
    for (colour, mark), result in zip(_SIZES, results, strict=False):
        found = {place: worst(result["stages"], goal.groups)[1] for place, goal in enumerate(GOALS)}
        _marks(axes, found, f"{result['sessions']:,} sessions", colour, mark)
    goals = [goal.goal for goal in GOALS]
    axes.scatter(goals, range(len(GOALS)), marker="|", s=160, linewidths=2.2, color=_INK, label="goal at 10,000,000")
    return _finished(axes, "95th percentile with the exact total, warm, ms")


def _classes(stages: Mapping[str, Any]) -> Figure:
    """The median of every class, a mark for each peer."""
    axes = _rows([f"{says} ({name})" for name, says in NAMES.items()])
    for label, place, colour, mark in _PEERS:
        told = {row: figure(stages, place, name) for row, name in enumerate(NAMES)}
        found = {row: None if each is None else each["p50"] for row, each in told.items()}
        _marks(axes, found, label, colour, mark)
    return _finished(axes, "median with the exact total, warm, ms")


def _pages(stages: Mapping[str, Any]) -> Figure:
    """Default pages a second over HTTP, by how many clients ask at once."""
    picture = Figure(figsize=(7.6, 3.2), layout="constrained", facecolor=_PAPER)
    axes = picture.subplots()
    axes.spines["left"].set_visible(True)
    for label, (stage, *rest), colour, mark in _SERVED:
        told = stages.get(stage, {})
        for name in rest:
            told = told.get(name, {})
        answered = {clients: each["per_second"] for clients, each in told.items() if not each["failed"]}
        if answered:
            axes.plot(list(answered), list(answered.values()), color=colour, marker=mark, label=label)
    axes.set(yscale="log", xlabel="clients at once", ylabel="pages a second")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="y", color=_LINE)
    picture.legend(loc="outside right center", frameon=False)
    return picture


def _rows(names: Sequence[str]) -> Axes:
    """Axes with a named row for each, the first on top, and milliseconds by powers of ten."""
    picture = Figure(figsize=(9.4, 1.1 + 0.24 * len(names)), layout="constrained", facecolor=_PAPER)
    axes = picture.subplots()
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.grid(color=_LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    return axes


def _marks(axes: Axes, found: Mapping[int, float | None], label: str, colour: str, mark: str) -> None:
    """One mark in each row that has a figure; none for a series without any."""
    known = {row: value for row, value in found.items() if value is not None}
    if known:
        # What is drawn first is nearest to the reader.
        front = 9 - 0.01 * len(axes.collections)
        axes.scatter(list(known.values()), list(known), s=26, color=colour, marker=mark, label=label, zorder=front)


def _finished(axes: Axes, says: str) -> Figure:
    axes.set_xlabel(says)
    picture: Figure = axes.get_figure()
    picture.legend(loc="outside upper center", ncols=5, frameon=False, handletextpad=0.2)
    return picture


def _save(picture: Figure, file: Path) -> None:
    picture.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
