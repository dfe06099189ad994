"""The meter: the CPU time that processes took, children and threads included, from /proc."""

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """The seconds of CPU of each named process and all that it started, up to now."""
    parents: dict[int, list[int]] = defaultdict(list)
    own: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # Behind the name, which may hold anything: state, parent, … user, system, and
                # those of the children that have ended.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(fields[1])].append(int(entry.name))
            own[int(entry.name)] = sum(map(int, fields[11:15])) * TICK

    def whole(pid: int) -> float:
        return own.get(pid, 0.0) + sum(whole(child) for child in parents[pid])

    return {name: whole(pid) for name, pid in pids.items()}


def machine() -> str:
    """The processor and the kernel, in one line."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    uname = os.uname()
    return f"{len(models)} × {models[0] if models else uname.machine}, Linux {uname.release}"
