"""Ctrl-C."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import numpy
import pytest

import medisc
from site_of_three import SOURCE

WAITING = """
import sys, time, numpy, medisc
hospital = medisc.Hospital(sys.argv[1])
print("waiting", flush=True)
try:
    hospital.diagnose("breast", numpy.zeros((4000, 30)), wait=60)
except KeyboardInterrupt:
    print("interrupted", flush=True)
print(len(hospital.models()), flush=True)
"""

GREETING = """
import sys, medisc
print("waiting", flush=True)
try:
    medisc.Hospital(sys.argv[1])
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""

OTHER_HANDLER = """
import signal, sys, threading, numpy, medisc
class Late(Exception): pass
def late(*_): raise Late
signal.signal(signal.SIGALRM, late)
signal.setitimer(signal.ITIMER_REAL, 0.3)
try:
    medisc.Hospital(sys.argv[1]).diagnose("breast", numpy.zeros((4000, 30)), wait=60)
except Late:
    print("late", flush=True)
"""


def begin(script, *arguments):
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)],
                            stdout=subprocess.PIPE, text=True)


def interrupt(process):
    """The rest of its output, and how long it took to end."""
    assert process.stdout.readline() == "waiting\n"
    time.sleep(0.5)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    return rest.split(), time.monotonic() - sent


def test_it_ends_a_diagnosis_that_waits(site):
    process = begin(WAITING, site.socket)
    words, seconds = interrupt(process)
    assert words == ["interrupted", "1"]
    assert process.returncode == 0
    assert seconds < 3


def test_it_ends_a_greeting_that_nobody_answers(tmp_path):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        process = begin(GREETING, tmp_path / "silent")
        words, seconds = interrupt(process)
    assert words == ["interrupted"]
    assert process.returncode == 0
    assert seconds < 3


def test_other_handlers_are_heard(site):
    process = begin(OTHER_HANDLER, site.socket)
    rest, _ = process.communicate(timeout=30)
    assert rest == "late\n"
    assert process.returncode == 0


class Late(Exception):
    pass


@contextlib.contextmanager
def late_in(seconds):
    """Raises Late after so long; takes care that it is not longer much."""
    def late(*_):
        raise Late

    before = signal.signal(signal.SIGALRM, late)
    began = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with pytest.raises(Late):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - began < seconds + 10


def test_it_ends_a_simulation(model, table):
    many = numpy.repeat(table, 2000, axis=0)
    with late_in(0.5):
        medisc.simulate(model, many, out_of_range="warn")


def test_it_ends_planning():
    with late_in(0.3):
        medisc.compile(SOURCE / "examples" / "c1" / "model.onnx", range=256.0)


def test_handlers_are_left_as_they_are(model, table):
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    medisc.simulate(model, table[:1])
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()
    assert len(os.listdir("/proc/self/task")) < 64
