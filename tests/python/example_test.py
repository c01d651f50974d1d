"""examples/notebook.py runs, with a daemon and without."""

import os
import subprocess
import sys

from site_of_three import SOURCE


def run(**environment):
    done = subprocess.run([sys.executable, SOURCE / "examples" / "notebook.py"],
                          capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_in_this_process():
    out = run(MEDISC_SOCKET="/nobody/listens")
    assert "equal to the reference: True" in out
    assert "no daemon" in out


def test_with_a_daemon(site):
    out = run(MEDISC_SOCKET=str(site.socket))
    assert "equal to the reference: True" in out
    assert "wdbc-002" in out.split("from the daemon", 1)[1]
