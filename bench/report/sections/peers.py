"""Other systems, beside ours."""

from .. import paper, peers
from ..layers import title_of
from ..markdown import number, prose, table
from . import no_plots

NAME = "peers"
TITLE = "Beside other systems"
NEEDS = ("networks", "garbled", "far")

_ORDER = ("breast", "thyroid", "m1", "m2", "c1")


def _seconds(span):
    return " - ".join(f"{1000 * seconds:g}" for seconds in span)


def _bytes(amount):
    return f"{amount / 1e6:.2f} MB" if amount >= 1e5 else f"{amount / 1e3:.2f} KB"


def _ours(key, entry, title):
    bench, plan = entry["bench"], entry["plan"]
    online = bench["online_ms"]
    material = plan["hospital_half_bytes"] + plan["service_half_bytes"]
    return (title, "", f"**{number(online['min'])} - {number(online['max'])}, median "
            f"{number(online['median'])}**", "", number(bench["cpu_ms"]["online"] / 1000),
            _bytes(bench["payload_bytes"]),
            str(bench["flights"]), _bytes(material))


def _network(key, networks):
    rows = [(peer.system, peer.kind, _seconds(peer.online_s), _seconds(peer.with_preprocessing_s),
             peer.cpu_s, peer.traffic, peer.exchanges, peer.material)
            for peer in peers.PEERS if peer.network == key]
    printed = paper.SUMMARIES[key]
    rows.append(("MediSC, the paper", "secret sharing, third party", f"{1000 * printed.online_s:g}",
                 f"{1000 * (printed.online_s + printed.preprocess_s):g}", "",
                 _bytes(printed.online_bytes), "", ""))
    rows.append(_ours(key, networks[key], "**MediSC, this run**"))
    if key == "c1" and "c1_calibrated" in networks:
        rows.append(_ours(key, networks["c1_calibrated"], "**MediSC, this run, calibrated**"))
    return f"### {title_of(key)}\n\n" + table(
        ("system", "kind", "online, ms", "with its preprocessing, ms", "CPU s, two parties",
         "online, both ways",
         "exchanges", "from the dealer, a record"), rows)


def _far(far):
    rows = []
    for key, (online, whole) in peers.FAR.items():
        ours = [f"{row['delay_ms']} ms: {number(row['far']['online_ms'], 4)}"
                for row in far["rows"] if row["network"] == key]
        rows.append((title_of(key), f"{1000 * online:,.0f}", f"{1000 * whole:,.0f}",
                     "; ".join(ours) or "not measured"))
    return table(("network", f"MP-SPDZ at {peers.FAR_MS} ms: online, ms",
                  "with its preprocessing, ms", "MediSC, this run, by delay: online, ms"), rows)


def _gates(garbled):
    titles = {"relu": "ReLU", "max_pool": "max-pool 2x2"}
    rows = []
    for gate, title in titles.items():
        rows += [(title, peer.system, peer.us and number(peer.us), number(peer.bytes),
                  peer.material) for peer in peers.GATES if peer.gate == gate]
        ours = max((row for row in garbled["gates"] if row["gate"] == gate),
                   key=lambda row: row["n"])
        rows.append((title, f"**MediSC, this run**, {ours['n']:,} in memory",
                     number(1e3 * ours["ours_ms"]["online"] / ours["n"]),
                     number(ours["ours_bytes"]["online"] / ours["n"]),
                     f"{number(ours['ours_bytes']['dealt'] / ours['n'])} bytes"))
    return table(("gate", "system", "online, us a value", "online, bytes a value",
                  "from the dealer, a value"), rows)


def render(figures):
    """A table a network, then distance and gates."""
    return "\n".join((
        prose("""MP-SPDZ (secret sharing), CrypTen (secret sharing in PyTorch), LLAMA in EzPC's
            sytorch and Shark (both function secret sharing) were run for this project on a 2-core
            AMD EPYC machine of the same kind: one record, random weights, loopback, each party a
            process, other work beside, so that bytes and CPU seconds tell more than times. They are
            constants here, not of this run. MP-SPDZ ran at real-time priority. Guarantees differ:
            Shark withstands malicious parties, the dealers of MP-SPDZ and of CrypTen's third party
            are live, what CrypTen's first party provides, it knows, and most truncate with errors.
            Exchanges are as each system counts them; ours are one-way flights. CPU seconds of ours
            hold opening a session and its books on disk. KB and MB are 1000
            and 1000 x 1000 bytes."""),
        *(_network(key, figures["networks"]) for key in _ORDER),
        "### At a distance\n\n" + _far(figures["far"]),
        "### Gates alone, over many values\n\n" + _gates(figures["garbled"]),
        prose("MP-SPDZ's gates run over sockets, ours in memory: bytes compare, times hardly.")))


plots = no_plots
