"""Lists the saboteurs, one a line, as JSON."""

import json

from .registry import REGISTRY

for saboteur in REGISTRY.values():
    print(json.dumps({"saboteur": saboteur.id, "clause": saboteur.clause, "mistake": saboteur.mistake}))
