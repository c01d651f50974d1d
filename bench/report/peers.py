"""Other systems' figures for the paper's networks.

Measured for this project on a 2-core AMD EPYC machine of the same kind: one record, random weights,
loopback, each party a process, other work beside. Ranges are the least and the most of some runs.
"""

from typing import NamedTuple, Optional


class Peer(NamedTuple):
    """`online_s`: least and most; CPU seconds of both parties; traffic both ways; "" where not
    known."""

    system: str
    kind: str
    network: str
    online_s: tuple
    with_preprocessing_s: tuple
    traffic: str
    exchanges: str
    material: str
    cpu_s: str


def _peer(system, kind, network, online_s, traffic, exchanges="", material="", with_pre=(),
          cpu_s=""):
    return Peer(system, kind, network, online_s, with_pre, traffic, exchanges, material, cpu_s)


_LLAMA = ("LLAMA, 32 bits, stochastic truncation", "function secret sharing, dealer")
_LLAMA_64 = ("LLAMA, 64 bits", "function secret sharing, dealer")
_SHARK = ("Shark, 64 bits", "function secret sharing, dealer, malicious security")
_CRYPTEN = ("CrypTen, first party provides triples (insecure)", "secret sharing")
_CRYPTEN_THIRD = ("CrypTen, third party (live)", "secret sharing")
_SPDZ = ("MP-SPDZ, live dealer, 32 bits, vectorised by hand", "secret sharing, plain sockets")
_SPDZ_C1 = ("MP-SPDZ, as it comes", "secret sharing, plain sockets")
_SPDZ_LOCAL = ("MP-SPDZ, product rewritten, local truncation, 64 bits",
               "secret sharing, plain sockets")
_SPDZ_ML = ("MP-SPDZ, its own ML library, 64 bits", "secret sharing, TLS")

PEERS = (
    _peer(*_SPDZ, "breast", (0.0021, 0.0029), "8.5 KB", "23", "2-10 KB", (0.0028, 0.0036)),
    _peer(*_SPDZ, "thyroid", (0.0034, 0.0049), "0.11 MB", "23", "12 KB", (0.0041, 0.0057)),
    _peer(*_LLAMA, "m1", (0.006, 0.036), "10.0 KB", "10", "0.4 + 0.9 MB", cpu_s="0.01 + 0.03"),
    _peer(*_SHARK, "m1", (0.55, 0.66), "19 KB", "", "4.4 + 5.4 MB", cpu_s="0.2 + 0.3"),
    _peer(*_CRYPTEN, "m1", (0.07, 0.12), "2.1 MB", "24", cpu_s="0.05 + 0.05"),
    _peer(*_CRYPTEN_THIRD, "m1", (0.25, 0.31), "2.2 MB", "87", "38 KB", cpu_s="0.17 + 0.06"),
    _peer(*_SPDZ, "m1", (0.015, 0.019), "0.97 MB", "23", "14 KB", (0.020, 0.023)),
    _peer(*_SPDZ_ML, "m1", (0.025,), "1.9 MB", "", "", (0.029,)),
    _peer(*_LLAMA, "m2", (0.11, 0.28), "0.29 MB", "16", "18.6 + 18.8 MB", cpu_s="0.2 + 0.3"),
    _peer(*_CRYPTEN, "m2", (0.11, 0.24), "5.6 MB", "34", cpu_s="0.1 + 0.1"),
    _peer(*_SPDZ, "m2", (0.020, 0.025), "1.1 MB", "29-35", "0.25-0.47 MB", (0.027, 0.032)),
    _peer(*_SPDZ_ML, "m2", (0.12,), "12 MB", "", "", (0.14,)),
    _peer(*_LLAMA, "c1", (1.5, 4.7), "4.68 MB", "32", "293 + 295 MB", cpu_s="2.8 + 4"),
    _peer(*_LLAMA_64, "c1", (3.4, 4.6), "9.0 MB", "32", "770 + 774 MB"),
    _peer(*_SHARK, "c1", (4.2, 4.9), "12.5 MB", "", "418 + 420 MB", cpu_s="3 + 2.7"),
    _peer(*_CRYPTEN, "c1", (0.86, 1.1), "85.9 MB", "74", cpu_s="0.6 + 0.6"),
    _peer(*_CRYPTEN_THIRD, "c1", (1.5, 1.8), "108 MB", "287", "22 MB", cpu_s="0.9 + 0.5"),
    _peer(*_SPDZ_C1, "c1", (0.55,), "20 MB", "75", "7.4 MB", (0.72,)),
    _peer(*_SPDZ_LOCAL, "c1", (0.35,), "34 MB", "65", "7.6 MB", (0.43,)),
    _peer(*_SPDZ_ML, "c1", (6.4,), "1,040 MB", "", "13.6 MB", (7.3,)),
)

# MP-SPDZ over 20 ms one way: seconds online, and with preprocessing.
FAR_MS = 20
FAR = {"breast": (0.86, 1.0), "m1": (0.87, 1.0), "m2": (1.27, 1.6), "c1": (3.3, 4.1)}


class Gate(NamedTuple):
    """A value of a gate over many: online microseconds and bytes, None where not known; what the
    dealer hands out."""

    system: str
    gate: str
    us: Optional[float]
    bytes: float
    material: str


GATES = (
    Gate("MP-SPDZ, 173,000 in one call, 16 exchanges", "relu", 73e3 / 173e3, 8.6e6 / 173e3,
         "20 bytes"),
    Gate("LLAMA, 32 bits", "relu", 6.7, 10, "813 bytes to each party"),
    Gate("CrypTen, 64 bits", "relu", None, 464, ""),
    Gate("MP-SPDZ, 10,000 in one call, 17 exchanges", "max_pool", 18e3 / 10e3, 1.5e6 / 10e3,
         "57 bytes"),
)
