"""A dealer, a service and a hospital's daemon on this machine, as processes of the real binary."""

import json
import os
import pathlib
import signal
import subprocess
import time

BINARY = os.environ["MEDISC_TEST_BINARY"]
SOURCE = pathlib.Path(os.environ["MEDISC_TEST_SOURCE"])
BREAST = SOURCE / "examples" / "breast"
PATIENCE = 30  # seconds


def environment():
    """Of processes: without what is meant for Python alone."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MEDISC_")}


class Site:
    """In a folder; its hospital's socket is `socket`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.processes = {}
        self.keys = {role: self._make_key(role) for role in ("dealer", "service", "hospital")}
        self.addresses = {}
        self.socket = self.folder / "h.socket"

    def path(self, name):
        return str(self.folder / name)

    def run(self, *words):
        """A verb's report; its error where it fails."""
        done = subprocess.run([BINARY, *words, "--format", "json"], capture_output=True, text=True,
                              timeout=PATIENCE, env=environment(), check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, dealt, prepared):
        self._write("dealer", f"""listen = "127.0.0.1:0"
{self._files("dealer")}
[[hospitals]]
name = "st-anna"
public_key = "{self.keys["hospital"]}"
[[services]]
name = "acme"
public_key = "{self.keys["service"]}"
""")
        self._start("dealer")
        self._write("service", f"""listen = "127.0.0.1:0"
{self._files("service")}
[dealer]
address = "{self.addresses["dealer"]}"
public_key = "{self.keys["dealer"]}"
[[hospitals]]
name = "st-anna"
public_key = "{self.keys["hospital"]}"
[[models]]
name = "breast"
file = "{BREAST / "model.onnx"}"
input_range = "{BREAST / "ranges.csv"}"
labels = ["benign", "malignant"]
""")
        self._start("service")
        self._await("service", "plan-registered model=")
        self._write("hospital", f"""{self._files("hospital")}
[dealer]
address = "{self.addresses["dealer"]}"
public_key = "{self.keys["dealer"]}"
[[services]]
name = "acme"
address = "{self.addresses["service"]}"
public_key = "{self.keys["service"]}"
[connect]
attempts = 2
delay_ms = 50
[socket]
path = "{self.socket}"
""")
        self.run("dealer", "fill", "--config", self.path("dealer.toml"), "--model", "breast",
                 "--count", str(dealt))
        self.run("hospital", "prepare", "--config", self.path("hospital.toml"), "--model",
                 "breast", "--count", str(prepared))
        self.start_daemon()

    def start_daemon(self):
        self._start("hospital", "hospital-ready")

    def stop(self, role):
        process = self.processes.pop(role)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)

    def stop_all(self):
        for role in list(self.processes):
            self.stop(role)

    def _make_key(self, role):
        made = self.run("keygen", "--output", self.path(f"{role}.key"))
        return made["public_key"]

    def _files(self, role):
        return f'key = "{role}.key"\ndatabase = "{role}.sqlite"'

    def _write(self, role, text):
        (self.folder / f"{role}.toml").write_text(f"[{role}]\n{text}")

    def _start(self, role, mark=None):
        with open(self.path(f"{role}.log"), "w", encoding="utf-8") as log:
            self.processes[role] = subprocess.Popen(
                [BINARY, role, "run", "--config", self.path(f"{role}.toml")],
                stderr=log, stdout=log, env=environment())
        self.addresses[role] = self._await(role, mark or f"{role}-ready address=")

    def _await(self, role, mark):
        """The word behind the mark in a role's log."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            log = pathlib.Path(self.path(f"{role}.log")).read_text(encoding="utf-8")
            _, found, rest = log.partition(mark)
            if found and "\n" in rest:
                return rest.split()[0] if rest.strip() else ""
            assert self.processes[role].poll() is None, log
            time.sleep(0.01)
        raise AssertionError(f"no {mark!r} in the log of the {role}:\n{log}")
