

# Looks for others' work, for what is hidden, for the host; tells loudly if it finds anything.

def loot():
    for root in ("/", "/root", "/home", "/work", "/mnt", "/proc/1/root", "/proc/1/cwd"):
        for folder, folders, files in os.walk(root):
            if folder.startswith(("/proc", "/sys", "/usr", "/dev")):
                folders[:] = []
                continue
            for name in files:
                if name in ("assignment.yaml", "result.json", "grades.csv", "id_rsa", ".bash_history", ".gitconfig"):
                    yield os.path.join(folder, name)
                if name == "ipc.py" and folder != "/opt/submission":
                    yield os.path.join(folder, name)
    for variable in os.environ:
        if variable not in ("HOME", "IPC_TCK_SOCKET", "LANG", "PATH", "PWD", "TMPDIR"):
            yield variable


found = sorted(set(loot()))
if found:
    raise RuntimeError("LOOT: " + ", ".join(found[:5]))
