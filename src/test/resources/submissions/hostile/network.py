

# Looks for a way out.

import socket

with open("/proc/net/dev") as devices:
    ways = [line.split(":")[0].strip() for line in list(devices)[2:]]
if ways != ["lo"]:
    raise RuntimeError("LOOT: a way out by %s" % ways)
for port in (22, 80, 2375):
    with socket.socket() as neighbour:
        if neighbour.connect_ex(("127.0.0.1", port)) == 0:
            raise RuntimeError("LOOT: connected to port %d" % port)
