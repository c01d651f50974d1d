"""The machine that the figures are of."""

import datetime
import os
import platform
import re

from .networks import ROOT
from .programs import output_of


def load_average():
    """Of the last minute."""
    return round(os.getloadavg()[0], 2)


def describe():
    """Facts of the machine and the source, at the start of a run."""
    with open("/proc/cpuinfo", encoding="ascii") as file:
        cpu = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.MULTILINE)
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = re.search(r"^MemTotal:\s*(\d+) kB$", file.read(), re.MULTILINE)
    commit = output_of("git", "-C", ROOT, "rev-parse", "--short=12", "HEAD").strip()
    changed = output_of("git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no",
                        "--", ":!docs/report").strip()
    return {
        "cpu": cpu.group(1) if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory.group(1)) * 1024 / 1e9, 1) if memory else 0,
        "kernel": platform.release(),
        "compiler": output_of("c++", "--version").splitlines()[0],
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit + (", with changes" if changed else ""),
        "load_at_start": load_average(),
    }
