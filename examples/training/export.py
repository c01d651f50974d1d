"""From a trained model to an ONNX file with the graph that the paper draws."""

import copy

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


def without_conv_norms(model):
    """The same function with each convolution's batch norm folded into it."""
    layers = []
    for layer in model:
        if isinstance(layer, nn.BatchNorm2d):
            layers[-1] = fuse_conv_bn_eval(layers[-1], layer)
        else:
            layers.append(copy.deepcopy(layer))
    return nn.Sequential(*layers).eval()


def without_leading_flatten(model):
    """The same function of flat records."""
    layers = list(model)
    return nn.Sequential(*layers[isinstance(layers[0], nn.Flatten) :]).eval()


def for_raw_records(model, mean, std):
    """The same function of raw records: (x - mean) / std goes into the first layer.

    Computed in double precision and rounded once. A convolution with padding takes no mean:
    its padding would be off by it.
    """
    raw = copy.deepcopy(model)
    first = raw[0]
    if isinstance(first, nn.Conv2d):
        assert len(std) == 1 and not mean.any()
        first.weight.data = (first.weight.double() / std[0]).float()
        return raw.eval()
    mean, std = (torch.from_numpy(values).expand(first.in_features) for values in (mean, std))
    weight = first.weight.double() / std
    first.weight.data = weight.float()
    first.bias.data = (first.bias.double() - weight @ mean).float()
    return raw.eval()


def export_onnx(model, record, file):
    """Writes `model` as opset 13 with a free batch size; `record` is one, as [1, ...]."""
    batch = {0: "batch"}
    torch.onnx.export(
        model,
        record,
        str(file),
        opset_version=13,
        input_names=["input"],
        output_names=["logits"],
        dynamic_axes={"input": batch, "logits": batch},
        # EVAL would fold batch norms away; the paper's networks have them.
        training=torch.onnx.TrainingMode.PRESERVE,
        do_constant_folding=False,
    )
    graph = onnx.load(file)
    drop_zero_pads(graph.graph)
    inline_shared_constants(graph.graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, file)


def drop_zero_pads(graph):
    """PyTorch 1.13 puts a Pad by nothing before every AveragePool."""
    constants = {node.output[0]: node for node in graph.node if node.op_type == "Constant"}

    def pads_nothing(node):
        amounts = constants.get(node.input[1]) if node.op_type == "Pad" else None
        return amounts and not numpy_helper.to_array(amounts.attribute[0].t).any()

    for pad in [node for node in graph.node if pads_nothing(node)]:
        for node in graph.node:
            for place, name in enumerate(node.input):
                if name == pad.output[0]:
                    node.input[place] = pad.input[0]
        graph.node.remove(pad)
    used = {name for node in graph.node for name in node.input}
    for name, node in constants.items():
        if name not in used:
            graph.node.remove(node)


def inline_shared_constants(graph):
    """PyTorch writes equal weights once, and Identity for the others; makes them whole."""
    weights = {weight.name: weight for weight in graph.initializer}
    for node in [node for node in graph.node if node.op_type == "Identity"]:
        if node.input[0] in weights:
            copied = graph.initializer.add()
            copied.CopyFrom(weights[node.input[0]])
            copied.name = node.output[0]
            graph.node.remove(node)
