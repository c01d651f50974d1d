"""Other systems, beside ours."""

from .. import paper, peers
from ..layers import title_of
from ..markdown import number, table
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
            f"{number(online['median'])}**", "", _bytes(bench["payload_bytes"]),
            str(bench["flights"]), _bytes(material) + " to the service" if material else "")


def _network(key, networks):
    rows = [(peer.system, peer.kind, _seconds(peer.online_s), _seconds(peer.with_preprocessing_s),
             peer.traffic, peer.exchanges, peer.material)
            for peer in peers.PEERS if peer.network == key]
    printed = paper.SUMMARIES[key]
    rows.append(("MediSC, the paper", "secret sharing, third party", f"{1000 * printed.online_s:g}",
                 f"{1000 * (printed.online_s + printed.preprocess_s):g}",
                 _bytes(printed.online_bytes), "", ""))
    rows.append(_ours(key, networks[key], "**MediSC, this run**"))
    if key == "c1" and "c1_calibrated" in networks:
        rows.append(_ours(key, networks["c1_calibrated"], "**MediSC, this run, calibrated**"))
    return f"### {title_of(key)}\n\n" + table(
        ("system", "kind", "online, ms", "with its preprocessing, ms", "online, both ways",
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
    largest = {gate: max((row for row in garbled["gates"] if row["gate"] == gate),
                         key=lambda row: row["n"]) for gate in titles}
    rows = []
    for gate, (n, seconds, traffic, exchanges) in peers.GATES.items():
        ours = largest[gate]
        rows.append((titles[gate], f"{n:,}", number(1e6 * seconds / n), number(traffic / n),
                     str(exchanges), f"{ours['n']:,}",
                     number(1e3 * ours["ours_ms"]["online"] / ours["n"]),
                     number(ours["ours_bytes"]["online"] / ours["n"])))
    return table(("gate", "MP-SPDZ: n", "us a value", "bytes a value", "exchanges",
                  "ours: n, in memory", "us a value", "bytes a value"), rows)


def render(figures):
    """A table a network, then distance and gates."""
    return "\n".join((
        "MP-SPDZ (secret sharing), CrypTen (secret sharing in PyTorch), LLAMA in EzPC's sytorch "
        "and Shark\n(function secret sharing) were run on a 2-core AMD EPYC machine of the same "
        "kind: one record, random\nweights, loopback, each party a process, other work beside, so "
        "that bytes tell more than times. They\nare constants here, not of this run. Several have "
        "other guarantees than MediSC: Shark withstands\nmalicious parties, the dealers of "
        "MP-SPDZ and of CrypTen's third party are live, most truncate with\nerrors. Exchanges are "
        "as each system counts them; ours are one-way flights. What CrypTen's first\nparty "
        "provides, it knows.\n",
        *(_network(key, figures["networks"]) for key in _ORDER),
        "### At a distance\n\n" + _far(figures["far"]),
        "### Gates alone, over many values\n\n" + _gates(figures["garbled"]) +
        "\nMP-SPDZ's are over sockets, ours in memory: their bytes compare, their times hardly.\n"))


plots = no_plots
