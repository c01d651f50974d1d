"""Several threads, and an interpreter that goes on while one waits."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy

import medisc
from site_of_three import BREAST


def test_threads_may_have_a_hospital_each(site, table, expected):
    def ask(first):
        hospital = medisc.Hospital(site.socket)
        return hospital.diagnose("breast", table[first:first + 4], batch=4).logits

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(0, 32, 4)))
    assert numpy.array_equal(numpy.concatenate(found), expected.logits[:32])


def test_threads_may_share_one(hospital, table, expected):
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda row: hospital.diagnose("breast", table[row]).logits[0],
                              range(12)))
    assert numpy.array_equal(found, expected.logits[:12])


def test_others_run_while_one_waits(hospital, table):
    many = numpy.repeat(table, 4, axis=0)
    ticks = []
    over = threading.Event()

    def tick():
        while not over.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.01)

    ticker = threading.Thread(target=tick)
    ticker.start()
    try:
        hospital.diagnose("breast", many, wait=1)
    except medisc.PoolDry:
        pass
    over.set()
    ticker.join()
    assert len(ticks) > 30
    assert numpy.diff(ticks).max() < 0.5


def test_threads_may_simulate_one_model(model, table, expected):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda row: medisc.simulate(model, table[row]).logits[0],
                              range(16)))
    assert numpy.array_equal(found, expected.logits[:16])


LEAVING = """
import sys, threading, time, numpy, medisc
model = medisc.compile(sys.argv[2], ranges=sys.argv[3])
hospital = medisc.Hospital(sys.argv[1])
def wait():
    hospital.diagnose("breast", numpy.zeros((4000, 30)), wait=60)
def simulate():
    while True:
        medisc.simulate(model, numpy.zeros((40, 30)), out_of_range="warn")
for work in 4 * [wait, simulate]:
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.4)
"""


def test_the_interpreter_may_end_while_threads_work(site):
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", LEAVING, str(site.socket),
             BREAST / "model.onnx", BREAST / "ranges.csv"],
            capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")
