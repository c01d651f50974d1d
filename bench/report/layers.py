"""A network's steps as the paper counts layers."""

from typing import NamedTuple

from .networks import by_key

_KINDS = {"conv": "CONV", "dense": "FC", "relu": "ReLU", "sum-pool": "AP", "max-pool": "MP"}


class Layer(NamedTuple):
    """Milliseconds at the hospital and at the service; payload bytes both ways."""

    name: str
    kind: str
    ms: float
    service_ms: float
    bytes: int
    flights: int


def _added(one, other):
    return one._replace(ms=one.ms + other.ms, service_ms=one.service_ms + other.service_ms,
                        bytes=one.bytes + other.bytes, flights=one.flights + other.flights)


def layers_of(bench):
    """Steps of `medisc bench`, numbered by kind; what caps a ReLU is part of it."""
    layers = []
    count = {}
    for step in bench["layers"]:
        kind = _KINDS.get(step["op"], step["op"])
        layer = Layer("", kind, step["median_online_ms"], step["median_service_ms"] or 0,
                      step["bytes"], step["flights"])
        if step["name"].endswith("/cap"):
            layers[-1] = _added(layers[-1], layer)
            continue
        count[kind] = count.get(kind, 0) + 1
        layers.append(layer._replace(name=f"{kind}{count[kind]}"))
    return layers


def pair(breakdown, layers):
    """The paper's layers, each with the one here that does its work: None for what has no step of
    its own, "Preprocess" and batch norm. Raises ValueError where the two networks differ."""
    rest = iter(layers)
    pairs = []
    for printed in breakdown.layers:
        kind = printed.name.rstrip("0123456789")
        layer = None if kind in ("Preprocess", "BN") else next(rest, None)
        if layer is not None and layer.kind != kind:
            raise ValueError(f"{printed.name} of {breakdown.network} meets {layer.name}")
        pairs.append((printed, layer))
    missing = sum(layer is None and printed.name.rstrip("0123456789") not in ("Preprocess", "BN")
                  for printed, layer in pairs)
    if missing or next(rest, None) is not None:
        raise ValueError(f"{breakdown.network} has {len(layers)} layers, not the paper's")
    return pairs


def title_of(key):
    """A network's title by its key."""
    return by_key(key).title
