"""Makes docs/benchmarks.md of what was measured. What was not measured is not there."""

import collections
import statistics

from kills import word
from measure import HOME, load, told

TITLES = {
    "bubblewrap": "`./ipc-tck run cpython`, bubblewrap",
    "docker": "`./ipc-tck run cpython`, docker",
    "cpython": "`python3 -m test test_multiprocessing_fork`",
}


def write():
    parts = [INTRODUCTION]
    for name, section in (("speed", speed), ("profile", profile), ("growth", growth), ("grading", grading), ("kills", kills)):
        data = load(name)
        if data:
            parts.append(section(data))
    page = HOME / "docs" / "benchmarks.md"
    page.write_text("\n".join(parts))
    return page


INTRODUCTION = """# Benchmarks

Made by `benchmarks/run` of the figures in `benchmarks/data/`; `benchmarks/run --help` says how to measure again.
A figure is the median, with the range in parentheses. Wall time and CPU time are those of the whole command, from its start
to the end of its last process: the launcher, the JVM, the sandboxes and the agents; for docker also the containers and the
engine, by the kernel's accounting. CPython's own tests are Debian's `libpython3.11-testsuite`.
"""


def speed(data):
    measured = data["measured"]
    lines = [
        "## A whole run beside CPython's own tests\n",
        "One after the other in turns, %d times; %d clauses, profile `all`.\n"
        % (len(measured["cpython"]), data["clauses"]),
        table(
            ("command", "wall time, s", "CPU time, s", "harness peak memory, MB"),
            [
                (
                    TITLES[name],
                    told(column(costs, "wall"), 2),
                    told(column(costs, "cpu"), 2),
                    "" if name == "cpython" else told(column(costs, "rss"), 0),
                )
                for name, costs in measured.items()
            ],
        ),
    ]
    lines.append("")
    for name in ("bubblewrap", "docker"):
        if name in measured:
            lines.append(
                "In %s a run takes %s of the wall time and %s of the CPU time of CPython's own tests."
                % (name, share(measured, name, "wall"), share(measured, name, "cpu"))
            )
    return "\n".join(lines + [where(data)])


def share(measured, name, quantity):
    ours, theirs = median(measured[name], quantity), median(measured["cpython"], quantity)
    if ours is None:
        return "an unknown part"
    return "1/%.1f" % (theirs / ours) if ours < theirs else "%.1f times the amount" % (ours / theirs)


def profile(data):
    runs = data["runs"]
    forks = data["forks"]
    busy = [run["user"] + run["system"] for run in runs]
    rows = [
        ("on the clock, s", told(column(runs, "wall"), 2)),
        ("on processors, s", told(busy, 2)),
        ("of it in the kernel, s", told(column(runs, "system"), 2)),
        ("of it the harness, s", told(column(runs, "harness"), 2)),
        ("processors idle, s", told(column(runs, "idle"), 2)),
        ("processes and threads begun", told(column(runs, "processes"), 0)),
        ("page faults", told(column(runs, "faults"), 0)),
    ]
    return "\n".join(
        [
            "## What a run spends its time on\n",
            "`./ipc-tck run cpython --sandbox bubblewrap`, %d times, by the counters of the whole machine.\n" % len(runs),
            table(("quantity", "a run"), rows),
            "",
            table(
                ("what a process of CPython costs at least", "processor time, ms", "page faults"),
                [(name, "%.2f" % fork["ms"], "%.0f" % fork["faults"]) for name, fork in forks.items()],
            ),
            where(data),
        ]
    )


def growth(data):
    measured = data["measured"]
    one = median(measured["implementations 1"], "wall")
    rows = []
    for name, costs in measured.items():
        kind, _, count = name.partition(" ")
        each = one * int(count) / median(costs, "wall") if kind == "implementations" else None
        rows.append(
            (
                "%s %s" % (count, kind if count != "1" else kind[:-1]),
                told(column(costs, "wall"), 2),
                told(column(costs, "cpu"), 2),
                told(column(costs, "rss"), 0),
                "%.2f" % each if each else "",
            )
        )
    return "\n".join(
        [
            "## Growth\n",
            "In bubblewrap, %d times. Implementations are copies of `containers/cpython`, judged one after the other by"
            " one command with the default lanes; the last column is how much faster that is than as many commands.\n"
            % len(measured["implementations 1"]),
            table(
                ("`./ipc-tck run` with", "wall time, s", "CPU time, s", "harness peak memory, MB", "gain"),
                rows,
            ),
            where(data),
        ]
    )


def grading(data):
    total = sum(data["kinds"].values())
    rows = [
        (
            sandbox,
            "%.0f" % figures["wall"],
            "%.0f" % (60 * total / figures["wall"]),
            "%.0f, %.0f" % tuple(figures["rss"]),
            len(figures["undeserved"]),
        )
        for sandbox, figures in data["measured"].items()
    ]
    kinds = [
        (
            kind,
            count,
            *("; ".join("%g" % one for one in figures["points"][kind]) for figures in data["measured"].values()),
        )
        for kind, count in data["kinds"].items()
    ]
    return "\n".join(
        [
            "## Grading a class\n",
            "%d submissions for `examples/assignments/bounded-queue`, by `./ipc-tck grade` with its defaults. The memory of the"
            " harness is its median in the second and in the last third of the time. Points that differ from those that the"
            " solution deserves would be in the last column.\n" % total,
            table(("sandbox", "wall time, s", "submissions a minute", "harness memory, MB", "wrong points"), rows),
            "",
            table(("kind", "submissions", *("points, %s" % sandbox for sandbox in data["measured"])), kinds),
            *resumed(data.get("killed")),
            where(data),
        ]
    )


def resumed(killed):
    if not killed:
        return []
    return [
        "",
        "Once more in bubblewrap, ended by SIGKILL when %d submissions were graded, and begun again: %d were taken as they"
        " were, and %d of the %d lines of `grades.csv` are others than those of the first time."
        % (killed["graded"], killed["kept"], len(killed["differing"]), killed["lines"][1]),
    ]


def kills(data):
    results = [(name, data["results"][name]) for name in data["sample"] if name in data["results"]]
    chapters = collections.OrderedDict()
    for _, result in results:
        chapters.setdefault(result["chapter"], []).append(result)
    rows = [
        (name, len(members), count(members, "ipc-tck"), count(members, "cpython")) for name, members in chapters.items()
    ]
    everything = [result for _, result in results]
    rows.append(
        (
            "**all**",
            len(results),
            "**%s**" % rate(everything, "ipc-tck"),
            "**%s**" % rate(everything, "cpython"),
        )
    )
    return "\n".join(
        [
            "## Which suite notices mistakes\n",
            KILLS.format(
                sample=len(results),
                seed=data["seed"],
                ignored=len({name for names in data["control"]["ignored"].values() for name in names}),
                limit=3 * data["control"]["seconds"],
            ),
            table(("chapter", "saboteurs", "ipc-tck notices", "CPython's own tests notice"), rows),
            "",
            table(
                ("saboteur", "mistake", "ipc-tck", "CPython's own tests"),
                [
                    (
                        "`%s`" % name,
                        result["mistake"],
                        word(result["ipc-tck"], "notices"),
                        word(result["cpython"], "notice") + (": " + result["how"] if result["cpython"] else ""),
                    )
                    for name, result in results
                ],
            ),
            where(data),
        ]
    )


KILLS = """The same {sample} [saboteurs](../containers/saboteurs/README.md), implementations with one mistake each, before both
suites: of every chapter in proportion, drawn with seed {seed} from those whose mistake CPython's tests of
multiprocessing can see at all. (The mistakes of `os.fork` and its kin, chapter `process`, are left out: other tests of
CPython's are responsible for them.)

- ipc-tck notices if the one clause that the saboteur is made for fails.
- CPython's own tests notice if any of them fails, or if they take longer than {limit:.0f} s, thrice what they take
  otherwise. The saboteur takes the place of the names in `multiprocessing` and `multiprocessing.connection` that the
  tests import. {ignored} tests flicker or fail with an honest class that some saboteurs are made of, such as a wrapper that
  lacks a private attribute; they take no part for the saboteurs that this concerns. Any other failure counts, be it for
  another reason than the mistake.
"""


def count(results, judge):
    return sum(result[judge] for result in results)


def rate(results, judge):
    return "%d (%.0f %%)" % (count(results, judge), 100 * count(results, judge) / len(results))


def column(costs, name):
    return [cost[name] for cost in costs]


def median(costs, name):
    known = [number for number in column(costs, name) if number is not None]
    return statistics.median(known) if known else None


def table(head, rows):
    lines = [head, ["---"] * len(head)] + list(rows)
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def where(data):
    return "\nMeasured on %s by `%s`: %s; %s; load %s before.\n" % (
        data["day"],
        data["command"],
        data["machine"],
        data["versions"],
        data["load"],
    )
