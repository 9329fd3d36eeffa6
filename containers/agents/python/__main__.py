"""Starts the agent: `python3 FOLDER`, the folder of this file.

A process that begins anew (spawn, forkserver) rebuilds the module __main__, unless it is one like this. That of the
agent itself would be compiled twice in each such process, and in the nursery.
"""

import ipctck_agent

ipctck_agent.main()
