"""ONNX files of one function each, with random weights (python3-onnx, which needs NumPy)."""


def _save(path, nodes, weights, features, outputs):
    import onnx  # pylint: disable=import-outside-toplevel
    from onnx import TensorProto, helper, numpy_helper  # pylint: disable=import-outside-toplevel

    graph = helper.make_graph(
        [helper.make_node(op, inputs, [output], **attributes)
         for op, inputs, output, attributes in nodes], path.stem,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", *features])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", outputs])],
        [numpy_helper.from_array(values, name) for name, values in weights.items()])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), path)


def _random(*shape):
    import numpy  # pylint: disable=import-outside-toplevel

    return numpy.random.default_rng(1).uniform(-1, 1, shape).astype(numpy.float32)


def dense(path, inputs, outputs):
    """A fully connected layer."""
    _save(path, [("Gemm", ["input", "w", "b"], "logits", {"transB": 1})],
          {"w": _random(outputs, inputs), "b": _random(outputs)}, [inputs], outputs)


def normed_dense(path, inputs, outputs):
    """The same with a batch norm behind it."""
    _save(path, [("Gemm", ["input", "w", "b"], "sums", {"transB": 1}),
                 ("BatchNormalization", ["sums", "scale", "shift", "mean", "variance"], "logits",
                  {})],
          {"w": _random(outputs, inputs), "b": _random(outputs), "scale": _random(outputs) + 2,
           "shift": _random(outputs), "mean": _random(outputs), "variance": _random(outputs) + 2},
          [inputs], outputs)


def convolution(path, kernel):
    """One filter on one window."""
    _save(path, [("Conv", ["input", "w", "b"], "image", {}),
                 ("Flatten", ["image"], "logits", {})],
          {"w": _random(1, 1, kernel, kernel), "b": _random(1)}, [1, kernel, kernel], 1)


def pooled_dense(path, pool):
    """A fully connected layer to one 2x2 window, then a pool: "MaxPool" or "AveragePool"."""
    import numpy  # pylint: disable=import-outside-toplevel

    _save(path, [("Gemm", ["input", "w", "b"], "sums", {"transB": 1}),
                 ("Reshape", ["sums", "window"], "image", {}),
                 (pool, ["image"], "pooled", {"kernel_shape": [2, 2], "strides": [2, 2]}),
                 ("Flatten", ["pooled"], "logits", {})],
          {"w": _random(4, 4), "b": _random(4), "window": numpy.array([-1, 1, 2, 2])}, [4], 1)


def rectified_dense(path):
    """A fully connected layer to one value, then ReLU."""
    _save(path, [("Gemm", ["input", "w", "b"], "sum", {"transB": 1}),
                 ("Relu", ["sum"], "logits", {})],
          {"w": _random(1, 4), "b": _random(1)}, [4], 1)
