"""The smallest ONNX file whose result is a map: a convolution of 1 x 1, written field by field."""

import struct


def _varint(value):
    coded = bytearray()
    while value > 0x7F:
        coded.append(value & 0x7F | 0x80)
        value >>= 7
    coded.append(value)
    return bytes(coded)


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _bytes(field, value):
    value = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _tensor(name, shape, values):
    return b"".join(_number(1, size) for size in shape) + _number(2, 1) + _bytes(8, name) + \
        _bytes(9, struct.pack(f"<{len(values)}f", *values))


def _value(name, shape):
    sizes = b"".join(_bytes(1, _number(1, size)) for size in shape)
    kind = _bytes(1, _number(1, 1) + _bytes(2, sizes))
    return _bytes(1, name) + _bytes(2, kind)


def conv_model(weights, height, width):
    """One channel of height x width to len(weights) classes a pixel: w x + b, as (w, b)."""
    classes = len(weights)
    node = _bytes(1, "x") + _bytes(1, "w") + _bytes(1, "b") + _bytes(2, "y") + \
        _bytes(3, "conv") + _bytes(4, "Conv")
    graph = _bytes(1, node) + _bytes(2, "g") + \
        _bytes(5, _tensor("w", [classes, 1, 1, 1], [w for w, _ in weights])) + \
        _bytes(5, _tensor("b", [classes], [b for _, b in weights])) + \
        _bytes(11, _value("x", [1, 1, height, width])) + \
        _bytes(12, _value("y", [1, classes, height, width]))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, "") + _number(2, 13))
