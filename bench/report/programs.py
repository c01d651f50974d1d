"""Runs the project's programs and reads what they print."""

import json
import os
import subprocess
import sys
import tempfile

from .networks import ROOT

BUILD = ROOT / "build" / "release"
MEDISC = BUILD / "cli" / "medisc"
RELAY = BUILD / "bench" / "relay" / "wire_relay"
GARBLED = BUILD / "bench" / "garbled" / "bench_garbled"


class ProgramFailed(Exception):
    """With the command and what it said."""


def say(text):
    """Progress, on standard error."""
    print(f"-- {text}", file=sys.stderr, flush=True)


def build():
    """All three, in the release preset."""
    subprocess.run([ROOT / "scripts" / "build", "release", "medisc", "wire_relay",
                    "bench_garbled"], check=True, stdout=sys.stderr)


def output_of(*command):
    """What a program prints. Raises ProgramFailed."""
    return output_and_peak_of(*command)[0]


def output_and_peak_of(*command):
    """What a program prints, and the most memory that it took, MB. Raises ProgramFailed."""
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        process = subprocess.Popen(words, stdout=printed, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise ProgramFailed(f"{' '.join(words)}\n{said.read().decode().strip()}")
        printed.seek(0)
        return printed.read().decode(), usage.ru_maxrss / 1024


def medisc(*arguments):
    """A verb's JSON, without the paths of files."""
    return medisc_and_peak(*arguments)[0]


def medisc_and_peak(*arguments):
    """The same, and the most memory that it took, MB."""
    printed, peak = output_and_peak_of(MEDISC, *arguments, "--format", "json")
    figures = json.loads(printed)
    return {key: value for key, value in figures.items()
            if key not in ("model", "ranges_from")}, peak


def verb_knows(verb, option):
    """Whether a verb's help names an option."""
    return option in output_of(MEDISC, *verb.split(), "--help").split()
