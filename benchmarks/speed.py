"""How long does a run take and what does it cost, beside CPython's own tests; and how does that grow?"""

import contextlib
import pathlib
import shutil
import tempfile

import cpython_tests
from measure import HOME, circumstances, cost, engine_cpu, reaper, save, said_by

LANES = (1, 2, 4, 8)
IMPLEMENTATIONS = (1, 4, 16)


def side_by_side(repeat, command):
    """Each in turn, again and again, so that a machine that slows down slows all of them."""
    cpython_tests.ensure()
    begun = circumstances(command)
    with scratch() as out:
        contestants = {
            "bubblewrap": lambda: cost(run(out, ["cpython"], "--sandbox", "bubblewrap")),
            "docker": lambda: with_engine(lambda: cost(run(out, ["cpython"], "--sandbox", "docker"))),
            "cpython": lambda: cost(cpython_tests.COMMAND),
        }
        if not said_by("docker", "version", "--format", "{{.Server.Version}}"):
            print("no Docker engine answers, so docker is left out (containers/engine up starts one)")
            del contestants["docker"]
        warm_up(contestants, out)
        measured = interleaved(contestants, repeat)
    save("speed", dict(begun, clauses=clauses(), measured=measured))


def growth(repeat, command):
    begun = circumstances(command)
    with scratch() as out:
        contestants = {
            "lanes %d" % lanes: lambda lanes=lanes: cost(
                run(out, ["cpython"], "--sandbox", "bubblewrap", "--lanes", lanes)
            )
            for lanes in LANES
        }
        copies = copies_of_cpython(out / "containers", max(IMPLEMENTATIONS))
        for count in IMPLEMENTATIONS:
            contestants["implementations %d" % count] = lambda count=count: cost(
                run(out, copies[:count], "--sandbox", "bubblewrap")
            )
        warm_up(["bubblewrap"], out)
        measured = interleaved(contestants, repeat)
    save("growth", dict(begun, clauses=clauses(), measured=measured))


def interleaved(contestants, repeat):
    measured = {name: [] for name in contestants}
    with reaper():
        for turn in range(repeat):
            for name, contestant in contestants.items():
                measured[name].append(contestant())
                print("%d of %d %s: %s" % (turn + 1, repeat, name, told(measured[name][-1])), flush=True)
    return measured


def told(costs):
    return ", ".join("%s %.2f" % (name, value) for name, value in costs.items() if value is not None)


def warm_up(sandboxes, out):
    """Builds what is built once: the jar, its class data, the image."""
    with reaper():
        for sandbox in ("bubblewrap", "docker"):
            if sandbox in sandboxes:
                cost(run(out, ["cpython"], "--sandbox", sandbox, "--clause", "QUEUE-FIFO"))


def run(out, implementations, *options):
    return ["./ipc-tck", "run", *implementations, "--out", out, *options]


def with_engine(measure):
    """What the containers and the engine use of processors is nobody's child's."""
    before = engine_cpu()
    costs = measure()
    after = engine_cpu()
    costs["harness cpu"] = costs["cpu"]
    costs["cpu"] = None if before is None or after is None else costs["cpu"] + after - before
    return costs


def copies_of_cpython(folder, count):
    """The same implementation, under as many names."""
    containers = HOME / "containers"
    shutil.copytree(containers / "agents", folder / "agents")
    copies = []
    for number in range(1, count + 1):
        copy = folder / ("cpython-%d" % number)
        shutil.copytree(containers / "cpython", copy)
        manifest = copy / "implementation.yaml"
        manifest.write_text(manifest.read_text().replace("name: cpython\n", "name: %s\n" % copy.name))
        copies.append(copy)
    return copies


def clauses():
    return len(said_by("./ipc-tck", "list", "clauses").splitlines())


@contextlib.contextmanager
def scratch():
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield pathlib.Path(folder)
