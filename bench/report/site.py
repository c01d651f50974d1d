"""A dealer, a service and a hospital as processes on this machine, with keys and databases in a
temporary folder; the hospital may reach the service through a relay that delays every byte."""

import json
import re
import subprocess
import tempfile
import time
from pathlib import Path

from .programs import MEDISC, RELAY, ProgramFailed, medisc, medisc_and_peak

_PATIENCE_S = 300


class Daemon:
    """A process that says on standard error when it is ready."""

    def __init__(self, folder, name, *command):
        self._log = folder / f"{name}.log"
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen([str(word) for word in command],
                                             stdout=subprocess.DEVNULL, stderr=log)

    def wait_for(self, mark):
        """What follows the mark in the log, up to a blank. Raises ProgramFailed."""
        pattern = re.compile(re.escape(mark) + r"(\S*)")
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline and self._process.poll() is None:
            found = pattern.search(self._log.read_text(encoding="utf-8"))
            if found:
                return found.group(1)
            time.sleep(0.02)
        raise ProgramFailed(f"no {mark} from {' '.join(self._process.args)}\n"
                            f"{self._log.read_text(encoding='utf-8')}")

    def stop(self):
        """Asks it to end, and waits."""
        self._process.terminate()
        self._process.wait()


class Site:
    """`models`: by name, what [[models]] says of each. `link`: the service's [link]. Ends what it
    started when it is left."""

    def __init__(self, models, link):
        self._temporary = tempfile.TemporaryDirectory(prefix="medisc-report.")
        self._folder = Path(self._temporary.name)
        self._models = models
        self._link = link
        self._daemons = []
        self._keys = {}
        self._dealer = self.service = ""  # addresses, once they are known
        self.hospital_mb = 0  # the most memory that a verb of the hospital took

    def __enter__(self):
        return self

    def start(self):
        """Makes keys, starts dealer and service, waits until the dealer knows all plans."""
        for role in ("dealer", "service", "hospital"):
            key = medisc("keygen", "--output", self._folder / f"{role}.key")
            self._keys[role] = key["public_key"]
        peer = 'name = "{0}"\npublic_key = "{1}"\n'
        self._write("dealer", '[[hospitals]]\n' + peer.format("hospital", self._keys["hospital"]) +
                    '[[services]]\n' + peer.format("service", self._keys["service"]))
        self._dealer = self._start("dealer").wait_for("dealer-ready address=")
        self._write("service", self._dealer_section() + '[[hospitals]]\n' +
                    peer.format("hospital", self._keys["hospital"]) + self._link +
                    "".join(f'[[models]]\nname = "{name}"\n{keys}'
                            for name, keys in self._models.items()))
        service = self._start("service")
        self.service = service.wait_for("service-ready address=")
        for name in self._models:
            service.wait_for(f"plan-registered model={name}")

    def __exit__(self, *_):
        for daemon in reversed(self._daemons):
            daemon.stop()
        self._temporary.cleanup()

    def path(self, name):
        """Of a file in the site's folder."""
        return self._folder / name

    def stock(self, model, count):
        """Deals and prepares bundles."""
        self.call(self.service)
        medisc("dealer", "fill", "--config", self.path("dealer.toml"), "--model", model, "--count",
               count)
        self._as_hospital("prepare", "--model", model, "--count", count)

    def call(self, service):
        """Lets the hospital find the service at this address."""
        self._write("hospital", self._dealer_section() + '[[services]]\nname = "service"\n'
                    f'address = "{service}"\npublic_key = "{self._keys["service"]}"\n')

    def relay(self, delay_ms, bytes_per_s):
        """Starts one to the service; the address where it listens."""
        daemon = Daemon(self._folder, f"relay-{len(self._daemons)}", RELAY, "--to", self.service,
                        "--delay-ms", delay_ms, "--bytes-per-s", bytes_per_s)
        self._daemons.append(daemon)
        return daemon.wait_for("wire-relay-ready address=")

    def diagnose(self, model, records, limit):
        """Rows of `medisc hospital diagnose` over so many records, a session each that has the
        machine for itself."""
        return self._as_hospital("diagnose", "--model", model, "--records", records, "--limit",
                                 limit, "--no-ahead")["results"]

    def _as_hospital(self, verb, *arguments):
        figures, peak = medisc_and_peak("hospital", verb, "--config", self.path("hospital.toml"),
                                        *arguments)
        self.hospital_mb = max(self.hospital_mb, peak)
        return figures

    def _start(self, role):
        daemon = Daemon(self._folder, role, MEDISC, role, "run", "--config",
                        self.path(f"{role}.toml"))
        self._daemons.append(daemon)
        return daemon

    def _dealer_section(self):
        return f'[dealer]\naddress = "{self._dealer}"\npublic_key = "{self._keys["dealer"]}"\n'

    def _write(self, role, rest):
        listen = "" if role == "hospital" else 'listen = "127.0.0.1:0"\n'
        self.path(f"{role}.toml").write_text(
            f'[{role}]\n{listen}key = "{role}.key"\ndatabase = "{role}.db"\n{rest}',
            encoding="utf-8")


def model_keys(network):
    """What [[models]] says of a network compiled as `medisc plan` with its options."""
    keys = f"file = {json.dumps(str(network.model))}\n"
    options = iter(network.options)
    for option, value in zip(options, options):
        name = {"--range": "input_range", "--ranges": "input_range",
                "--calibrate": "calibration"}.get(option, option.strip("-").replace("-", "_"))
        text = json.dumps(str(value)) if Path(value).is_file() else value
        keys += f"{name} = {text}\n"
    return keys
