"""Writes docs/performance.md from the results, against floor and peers; what was not taken says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from bench import plots
from bench.goals import against_goals, growth
from bench.other_goals import other_goals
from bench.page_console import shown
from bench.page_figures import NOT_RUN, figure, ms
from bench.queries import NAMES
from bench.run import RESULTS
from bench.walks import PER_GROUP

# Columns of the tables: heading, and where in the stages the figures are.
PEERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ours", ("ours",)),
    ("conventional, PostgreSQL", ("conventional-postgres",)),
    ("conventional, SQLite", ("conventional-sqlite",)),
    ("call-log service", ("calllog", "stock")),
    ("the same, indexed", ("calllog", "indexed")),
    ("Datasette", ("datasette",)),
)


def write_page(root: Path, results: Path = RESULTS) -> None:
    """Write the page and its pictures from every result there is, the largest size first."""
    found = [msgspec.json.decode(file.read_bytes()) for file in results.glob("*.json")]
    found.sort(key=lambda each: -each["sessions"])
    docs = root / "docs"
    text = "\n".join([_TOP, *growth(found), *(line for result in found for line in _section(result))]) + "\n"
    (docs / "performance.md").write_text(text, "utf-8")
    plots.draw(found, docs / "pictures" / "performance")


def _section(result: Any) -> Iterator[str]:
    stages = result["stages"]
    machine = result["machine"]
    yield f"\n## {result['sessions']:,} sessions\n"
    processors = " or ".join(dict.fromkeys(stage["processor"] for stage in stages.values()))
    yield (
        f"{machine['cores']} cores ({processors}), {machine['memory_gib']} GiB, Python {machine['python']}, "
        f"SQLite {machine['sqlite']}; {_when(stages)}. {_checked(stages)}\n"
    )

    yield from against_goals(stages)
    yield from other_goals(stages)
    yield from _classes(result)
    yield from _served(result)
    yield from shown(stages)
    yield from _taken_in(stages)
    yield from _sizes(stages)


def _classes(result: Any) -> Iterator[str]:
    stages = result["stages"]
    yield "\n### Every class, every peer\n"
    if plots.has_peers(result):
        yield f"![The median of every class, ours and each peer's](pictures/performance/peers-{result['sessions']}.svg)\n"
    yield "Median / 95th percentile in ms with the exact total; for ours the median without it in brackets. Where fewer than"
    yield "30 different questions could be asked in the time a class may take, their number stands behind.\n"
    yield "| class | " + " | ".join(name for name, _ in PEERS) + " |"
    yield "|---" * (len(PEERS) + 1) + "|"
    for group, says in NAMES.items():
        cells = [_cell(stages, place, group, bracket=place == ("ours",)) for _, place in PEERS]
        yield f"| {group} {says} | {' | '.join(cells)} |"
    for name, each in (stages.get("floor") or {}).get("pages", {}).items():
        yield f"| floor: {name} | {ms(each['p50'])} / {ms(each['p95'])} |" + " |" * (len(PEERS) - 1)
    yield "\n—: the peer has no such question. A call-log service's counts cannot be turned off, and its search looks at all"
    yield "four names and numbers at once. Datasette pages by key only and is asked over HTTP, the others in this process."


def _cell(stages: Any, place: tuple[str, ...], group: str, *, bracket: bool) -> str:
    if place[0] not in stages:
        return NOT_RUN
    told = figure(stages, place, group)
    if told is None:
        holder = stages[place[0]] if len(place) == 1 else stages[place[0]].get(place[1], {})
        if group in holder.get("refused", {}):
            return "refused"
        return NOT_RUN if place == ("ours",) else "—"
    without = figure(stages, place, group, "without_total") if bracket else None
    behind = f" ({ms(without['p50'])})" if without else ""
    fewer = f", {told['questions']} asked" if told["questions"] < PER_GROUP else ""
    return f"{ms(told['p50'])} / {ms(told['p95'])}{behind}{fewer}"


def _served(result: Any) -> Iterator[str]:
    stages = result["stages"]
    yield "\n### Over HTTP\n"
    http = stages.get("http")
    if http is None:
        yield NOT_RUN
        return
    yield "Server and clients share the cores. The default page of the archive with its total, no response cache; the bare"
    yield "handler reads and joins the same documents on the same server.\n"
    if plots.has_peers(result):
        yield f"![Default pages a second, by clients](pictures/performance/pages-{result['sessions']}.svg)\n"
    yield "| clients | ours, pages/s | bare handler | ours of bare | conventional, PostgreSQL | conventional, SQLite |"
    yield "|---|---|---|---|---|---|"
    for clients, page in http["default_page"].items():
        bare = http["bare"][clients]["per_second"]
        others = [
            _pages((stages.get(name) or {}).get("http", {}).get(clients))
            for name in ("conventional-postgres", "conventional-sqlite")
        ]
        share = f"{page['per_second'] / bare:.0%}"
        yield f"| {clients} | {_number(page['per_second'])} | {_number(bare)} | {share} | {' | '.join(others)} |"
    yield "\nA mix of fifteen classes, alone and while 500 events a second come in over HTTP (ms):\n"
    yield "| readers | answers/s | median | 95th | 99th | with events: answers/s | median | 95th | 99th |"
    yield "|---|---|---|---|---|---|---|---|---|"
    rows = [(f"{n}, as fast as they can", http["mix_alone"][n], http["mix_with_events"][n]) for n in http["mix_alone"]]
    rows.append(("8, ten questions a second each", http["paced_alone"], http["paced_with_events"]))
    for says, alone, busy in rows:
        cells = [cell for each in (alone, busy) for cell in (_number(each["per_second"]), *_quantiles(each))]
        yield f"| {says} | {' | '.join(cells)} |"
    if "events" in http:
        told = [
            f"{_number(each['per_second'])} a second beside the {name}, {each['failed']} requests refused"
            for name, each in (("mix", http["events"]["mix"]), ("paced readers", http["events"]["paced"]))
        ]
        yield f"\nEvents acknowledged: {'; '.join(told)}. A paced reader's time counts from when its question was due."
    else:
        yield "\nHow many events were acknowledged was not counted, and a paced reader's time counts from when it asked."


def _taken_in(stages: Any) -> Iterator[str]:
    yield "\n### Taking in\n"
    told = stages.get("ingest")
    if told is None:
        yield NOT_RUN
        return
    yield "Deliveries acknowledged once they are durable, each a signed request of its own. The floor is the same server only"
    yield "committing the raw signed body, many to one commit.\n"
    yield "| senders | Twilio callbacks/s | ack median / 99th, ms | generic events/s | ack | floor/s | ack | callbacks of floor |"
    yield "|---|---|---|---|---|---|---|---|"
    for senders, twilio in told["twilio"].items():
        generic, floor = told["generic"][senders], told["floor"][senders]
        cells = [
            f"{_number(each['per_second'])} | {ms(each['p50'])} / {ms(each['p99'])}"
            for each in (twilio, generic, floor)
        ]
        yield f"| {senders} | {' | '.join(cells)} | {twilio['per_second'] / floor['per_second']:.0%} |"
    few, many = told["files"]["5"], told["files"]["200"]
    yield f"\nFrom files: {_number(few['per_second'])} events/s of sessions with 5 events, {_number(many['per_second'])} with 200."
    yield f"An event of a long session costs {many['us_per_event'] / few['us_per_event']:.2f} times that of a short one (goal: at"
    first, last = told["memory"]["mb"][1], told["memory"]["mb"][-1]
    yield f"most 2). Over {last[0]:,} deliveries the server's own memory went from {first[1]} MB (after {first[0]:,}) to {last[1]} MB."
    yield f"`check` afterwards: {'; '.join(told['check']) or 'nothing wrong'}."


def _sizes(stages: Any) -> Iterator[str]:
    yield "\n### Loading, size, memory, start\n"
    load, ours, http = (stages.get(name) for name in ("load", "ours", "http"))
    if load is None:
        yield NOT_RUN
        return
    joined = load.get("joined")
    parts = ", ".join(f"{part} {size:.0f}" for part, size in load["bytes_by_part"].items())
    busy = _busy(load)
    yield f"- Loaded: {_number(load['sessions_per_second'])} sessions/s, everything indexed (goal at 5 M: 8,000){busy}."
    if joined:
        yield (
            f"- Of that, joining the searches at the end took {joined['seconds']:,.0f} s in {joined['steps']:,} steps, "
            f"median {ms(joined['median_ms'])}, longest {ms(joined['longest_ms'])} ms."
        )
    yield f"- On disk: {load['bytes_per_session']:,} bytes a session ({parts}). The goal is 900 without the journal."
    for name in ("conventional-postgres", "conventional-sqlite"):
        if name in stages:
            told = stages[name]
            yield (
                f"- {name}: loaded {_number(told['sessions_per_second'])} sessions/s by its own way of inserting, "
                f"{told['bytes_per_session']:,} bytes a session{_busy(told)}."
            )
    if ours:
        yield f"- Opening to the first answer: {ours['open_to_first_answer_ms']:.0f} ms in this process."
        cold = ", ".join(f"{group} {ms(each['p50'])}" for group, each in ours["cold"].items())
        yield f"- Cold (files dropped from the page cache before each question), median in ms: {cold}."
    if http:
        yield f"- The server's own memory after all classes: {http['anonymous_mb']} MB; after the mixes: {http['anonymous_mb_after']}."
        yield f"- From starting the program, files not in memory, to its first answer: {http['cold_start_to_first_answer_ms']} ms."


def _busy(stage: Any) -> str:
    """How much else ran on the two cores, where that says something of a rate."""
    load = max(stage["load_before"], stage.get("load_after", 0))
    return f"; load average {load:.0f}" if load >= 3 else ""


def _when(stages: Any) -> str:
    told = [stage for stage in stages.values() if "at" in stage]
    times, commits = sorted({stage["at"] for stage in told}), sorted({stage["commit"] for stage in told})
    load = max((stage["load_before"] for stage in told), default=0)
    return f"{times[0]} to {times[-1]}, commit {', '.join(commits)}, load average before a stage up to {load:.1f}"


def _checked(stages: Any) -> str:
    """How many answers were compared with the oracle, and whose were another."""
    peers = {name: [stage, *stage.values()] for name, stage in stages.items()}
    told = []
    for name, holders in peers.items():
        found = [holder for holder in holders if isinstance(holder, dict) and "compared" in holder]
        if found:
            compared = sum(holder["compared"] for holder in found)
            wrong = [mismatch["group"] for holder in found for mismatch in holder["mismatches"]]
            classes = f" ({', '.join(sorted(set(wrong)))})" if wrong else ""
            told.append(f"{name} {compared} and {len(wrong)}{classes}")
    return f"Answers compared with the oracle, and how many were another: {'; '.join(told)}."


def _pages(sent: Any) -> str:
    """Pages a second of a peer; of answers that were errors none is a page."""
    if sent is None:
        return NOT_RUN
    return "failed" if sent["failed"] else _number(sent["per_second"])


def _number(value: float | None) -> str:
    return NOT_RUN if value is None else f"{value:,.0f}"


def _quantiles(told: Any) -> list[str]:
    return [ms(told[name]) for name in ("p50", "p95", "p99")]


_TOP = """\
# Performance

Made by `make bench` from the results in `bench/results/`; never edited by hand. How to run it:
[CONTRIBUTING](../CONTRIBUTING.md).

The machine was shared: other work took turns on both cores, and stages of one run went on beside one another, as the load
averages say (10 is five for each core). Read the ratios, and those with care where stages ran at different hours; the
milliseconds and all rates are orientation. Where two processors are named, stages were taken on two machines. At a million
those of ours, but for taking in, were taken on one quiet but slow machine, and ten million on the same within a day; those of
its peers and all of five million beside other work (load up to 10), on other days: what lies between ours and its peers
can be off either way. The load of ten million was cut off twice and went on; for its last 8.9 million the
writer's cache was 3 GB, not the product's 128 MB, with which it fell to 1,200 sessions a second beside the oracle's work; the
last stretch, joining 29 GB of the log search, took 24 minutes.
The data is made up from a seed: a thousand accounts in a tree with sizes by Zipf's law, reused numbers, logs of 5 to 30
lines with notes from a vocabulary of 20,000 words, 24 months, the last 15 days on the live shelf. A class has 30
different questions where the table says no other number. Answers are compared with an oracle that shares no index,
planner or rule of comparison with what is measured. Warm: a pass over the questions comes before the one that is timed.

The floor reads the same documents by key and joins them. The conventional implementation is the same list as a good web
developer would write it (FastAPI, SQLAlchemy, an index per filter column and one on account and date, ILIKE, OFFSET,
COUNT); it was written before ours was tuned and not touched afterwards, but for one line by which its server finds the
database. The call-log service is the nearest open-source
one, imitated in our own SQL: its tables, and the six statements it runs for a page; its web framework is left out, in
its favour. The durations of a peer's load say nothing of what its best loader could do."""
