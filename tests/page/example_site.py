"""A dealer, a service, a hospital's daemon and a gateway on this machine, for the breast example."""

import csv
import io
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "examples/breast"
# Taken out: the daemons would read it as a setting.
MEDISC = os.environ.pop("MEDISC_BINARY", str(ROOT / "build/release/cli/medisc"))
PATIENCE = 30  # seconds


class Site:
    """As a context: its processes end with it, and its folder vanishes."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="medisc-page.")
        self.path = pathlib.Path(self._folder.name)
        self._processes = {}
        self.url = None
        try:
            self._start_parties()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for role in reversed(list(self._processes)):
            self.stop(role)
        self._folder.cleanup()

    def run(self, *words):
        """A verb to its end; what it prints."""
        return subprocess.run([MEDISC, *map(str, words)], check=True, text=True, timeout=PATIENCE,
                              stdout=subprocess.PIPE).stdout

    def start(self, role, ready, *words):
        """Starts a daemon; what follows `ready` in its log."""
        log = self.path / f"{role}.log"
        with open(log, "w") as out:
            process = subprocess.Popen([MEDISC, *map(str, words)], stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=out)
        self._processes[role] = process
        return self.await_log(role, ready)

    def await_log(self, role, ready):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = (self.path / f"{role}.log").read_text()
            found = re.search(re.escape(ready) + r"(\S*)", text)
            if found:
                return found.group(1)
            if self._processes[role].poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"the {role} does not say {ready!r}:\n{text}")

    def stop(self, role):
        process = self._processes.pop(role, None)
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def process(self, role):
        return self._processes[role]

    def kill(self, role):
        """At once: it has no time to say goodbye."""
        process = self._processes.pop(role)
        process.kill()
        process.wait()

    def start_gateway(self, *, tokens=None, port=0):
        lines = ["[gateway]", f'listen = "127.0.0.1:{port}"', 'hospital = "hospital.sqlite.socket"']
        if tokens:
            lines.append(f'tokens = "{tokens}"')
        self._write("gateway.toml", lines)
        self.url = self.start("gateway", "gateway-ready address=", "gateway", "run", "--config",
                              self.path / "gateway.toml")
        return self.url

    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    def token(self, name, scopes):
        """A new token in the file "tokens"."""
        made = self.run("gateway", "token", "add", "--file", self.path / "tokens", "--name", name,
                        "--scopes", scopes, "--format", "csv")
        return next(csv.DictReader(io.StringIO(made)))["token"]

    def stock(self, count):
        """So many bundles more, prepared. The hospital's daemon must not run."""
        self.run("dealer", "fill", "--config", self.path / "dealer.toml", "--model", "breast",
                 "--count", count)
        self.run("hospital", "prepare", "--config", self.path / "hospital.toml", "--model",
                 "breast", "--count", count)

    def start_hospital(self):
        self.start("hospital", "hospital-ready", "hospital", "run", "--config",
                   self.path / "hospital.toml")

    def _write(self, name, lines):
        (self.path / name).write_text("\n".join(lines) + "\n")

    def _start_parties(self):
        keys = {}
        for role in ("dealer", "service", "hospital"):
            made = self.run("keygen", "--output", self.path / f"{role}.key", "--format", "csv")
            keys[role] = made.splitlines()[1].split(",")[0]
        hospitals = ["[[hospitals]]", 'name = "st-anna"', f'public_key = "{keys["hospital"]}"']
        self._write("dealer.toml", [
            "[dealer]", 'listen = "127.0.0.1:0"', 'key = "dealer.key"',
            'database = "dealer.sqlite"', *hospitals, "[[services]]", 'name = "acme"',
            f'public_key = "{keys["service"]}"'])
        dealer = self.start("dealer", "dealer-ready address=", "dealer", "run", "--config",
                            self.path / "dealer.toml")
        towards_dealer = ["[dealer]", f'address = "{dealer}"', f'public_key = "{keys["dealer"]}"']
        self._write("service.toml", [
            "[service]", 'listen = "127.0.0.1:0"', 'key = "service.key"',
            'database = "service.sqlite"', *towards_dealer, *hospitals, "[[models]]",
            'name = "breast"', f'file = "{EXAMPLE / "model.onnx"}"',
            f'input_range = "{EXAMPLE / "ranges.csv"}"', 'labels = ["benign", "malignant"]'])
        service = self.start("service", "service-ready address=", "service", "run", "--config",
                             self.path / "service.toml")
        self.await_log("service", "plan-registered")
        self._write("hospital.toml", [
            "[hospital]", 'key = "hospital.key"', 'database = "hospital.sqlite"', *towards_dealer,
            "[[services]]", 'name = "acme"', f'address = "{service}"',
            f'public_key = "{keys["service"]}"', "[connect]", "attempts = 2", "delay_ms = 50"])
