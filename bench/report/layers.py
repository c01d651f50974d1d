"""A network's steps as the paper counts layers."""

from typing import NamedTuple

from .networks import by_key

# A ReLU with a cap is a threshold of more than one place.
_KINDS = {"conv": "CONV", "dense": "FC", "relu": "ReLU", "threshold": "ReLU", "sum-pool": "AP",
          "max-pool": "MP"}


class Layer(NamedTuple):
    """Milliseconds at the hospital and at the service; payload bytes both ways."""

    name: str
    kind: str
    ms: float
    service_ms: float
    bytes: int
    flights: int


def layers_of(bench):
    """Steps of `medisc bench`, numbered by kind."""
    layers = []
    count = {}
    for step in bench["layers"]:
        kind = _KINDS.get(step["op"], step["op"])
        count[kind] = count.get(kind, 0) + 1
        layers.append(Layer(f"{kind}{count[kind]}", kind, step["median_online_ms"],
                            step["median_service_ms"] or 0, step["bytes"], step["flights"]))
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
