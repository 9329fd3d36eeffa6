"""multiprocessing, with one mistake: the one that the variable IPC_TCK_SABOTEUR names. Unset, without a mistake.

A drop-in for the agent's --api. Each saboteur violates one clause, which has to catch it.
"""

import multiprocessing
import multiprocessing.connection
import multiprocessing.heap
import multiprocessing.popen_fork
import multiprocessing.resource_sharer
import multiprocessing.util
import sys
import types
from os import environ

# each registers its saboteurs
from . import array, extended, lock, pipe, pool, process, process_object, queue, registry, value

for name in multiprocessing.__all__:
    if name != "get_context":  # the agent shall find the names of this module, and no context's
        globals()[name] = getattr(registry.CONTEXT, name, None) or getattr(multiprocessing, name)

connection = types.SimpleNamespace(
    Client=multiprocessing.connection.Client,
    Listener=multiprocessing.connection.Listener,
    wait=multiprocessing.connection.wait,
)
os = types.SimpleNamespace()  # what the agent takes in place of the system's calls, where it is there

SABOTEUR = environ.get("IPC_TCK_SABOTEUR", "")
__version__ = SABOTEUR or "unbroken"

if SABOTEUR:
    registry.choose(SABOTEUR).install(sys.modules[__name__])
