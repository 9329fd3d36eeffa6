"""multiprocessing, with one mistake: the one that the variable IPC_TCK_SABOTEUR names. Unset, without a mistake.

A drop-in for the agent's --api. Each saboteur violates one clause, which has to catch it.
"""

import importlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.heap
import multiprocessing.popen_fork
import multiprocessing.resource_sharer
import multiprocessing.util
import sys
import types
from os import environ, path

from . import registry

SABOTEUR = environ.get("IPC_TCK_SABOTEUR", "")

# each registers its saboteurs
MODULES = ("array", "extended", "lock", "pipe", "pool", "process", "process_object", "queue", "value")


def modules_of(saboteur):
    """Those that name it. All of them take a while to compile, and each saboteur is compiled for in a process of its own."""
    quoted = ['"%s"' % saboteur, "'%s'" % saboteur]
    return [name for name in MODULES if names(name, quoted)]


def names(module, quoted):
    with open(path.join(path.dirname(__file__), module + ".py"), encoding="utf-8") as file:
        source = file.read()
    return any(name in source for name in quoted)


for name in SABOTEUR and modules_of(SABOTEUR) or MODULES:
    importlib.import_module("." + name, __name__)

for name in multiprocessing.__all__:
    if name != "get_context":  # the agent shall find the names of this module, and no context's
        globals()[name] = getattr(registry.CONTEXT, name, None) or getattr(multiprocessing, name)

connection = types.SimpleNamespace(
    Client=multiprocessing.connection.Client,
    Listener=multiprocessing.connection.Listener,
    wait=multiprocessing.connection.wait,
)
os = types.SimpleNamespace()  # what the agent takes in place of the system's calls, where it is there

__version__ = SABOTEUR or "unbroken"

if SABOTEUR:
    registry.choose(SABOTEUR).install(sys.modules[__name__])
