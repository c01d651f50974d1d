"""Runs the project's programs and reads what they print."""

import json
import subprocess
import sys

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
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ProgramFailed(f"{' '.join(words)}\n{done.stderr.strip()}")
    return done.stdout


def medisc(*arguments):
    """A verb's JSON, without the paths of files."""
    figures = json.loads(output_of(MEDISC, *arguments, "--format", "json"))
    return {key: value for key, value in figures.items() if key not in ("model", "ranges_from")}


def verb_knows(verb, option):
    """Whether a verb's help names an option."""
    return option in output_of(MEDISC, *verb.split(), "--help").split()
