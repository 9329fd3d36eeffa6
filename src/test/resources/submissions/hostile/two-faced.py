

# Behaves where it is judged, and only there.

if "IPC_TCK_SOCKET" not in os.environ:
    del Queue
