#!/usr/bin/python3
"""Write networks of hospital size, with random weights: for trying MediSC's sizes, not for
diagnosing anything.

Architectures and initialisation are torchvision's; nothing is downloaded. Batch norms take
their statistics from forward passes over images like those that become records: noise of all
sizes, or those of --images. Each network gets a folder with model.onnx (`input` [batch, 3, size,
size], `logits` [batch, classes]), samples.npy to calibrate with, other records.npy, and
logits.npy, what PyTorch makes of these in double precision.
"""

import argparse
import copy
import pathlib

import numpy as np
import torch
import torchvision

NETWORKS = {
    "squeezenet": torchvision.models.squeezenet1_1,
    "resnet18": torchvision.models.resnet18,
    "mobilenet": torchvision.models.mobilenet_v2,
    "resnet50": torchvision.models.resnet50,
    "densenet": torchvision.models.densenet121,
}
BATCH = 8


def parse_arguments():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "networks", nargs="*", metavar="NETWORK", help=f"default: {', '.join(NETWORKS)}"
    )
    parser.add_argument("--output", required=True, type=pathlib.Path, help="folder to write")
    parser.add_argument("--size", type=int, default=224, help="of an image (default: 224)")
    parser.add_argument("--classes", type=int, default=14, help="default: 14, as of findings")
    parser.add_argument("--samples", type=int, default=32, help="default: 32")
    parser.add_argument("--records", type=int, default=16, help="default: 16")
    parser.add_argument("--images", help=".npy [count, 3, size, size] to take instead of noise")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for name in arguments.networks:
        if name not in NETWORKS:
            parser.error(f"{name} is none of {', '.join(NETWORKS)}")
    return arguments


def noise_images(count, size, generator):
    """Images of a level, changes over all distances and grain, mostly within [-2, 2]."""
    images = torch.randn(count, 3, 1, 1, generator=generator) * 0.5
    cells = 2
    while cells <= size:
        grid = torch.randn(count, 3, cells, cells, generator=generator)
        grid *= torch.rand(count, 1, 1, 1, generator=generator)
        images = images + torch.nn.functional.interpolate(
            grid, size=(size, size), mode="bilinear", align_corners=False
        )
        cells *= 4
    return (images * 0.8).clamp(-3.9, 3.9)


def read_images(file, size):
    """Those of a file."""
    images = torch.from_numpy(np.load(file)).float()
    assert images.shape[1:] == (3, size, size), f"{file} has no [count, 3, {size}, {size}]"
    return images


def with_statistics(model, images):
    """The model with batch norms as training on `images` would leave them."""
    for layer in model.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None  # the mean over all batches
    model.train()
    with torch.no_grad():
        for first in range(0, len(images), BATCH):
            model(images[first : first + BATCH])
    return model.eval()


def exact_logits(model, records):
    """In double precision."""
    exact = copy.deepcopy(model).double()
    with torch.no_grad():
        return torch.cat([exact(record[None].double()) for record in records]).numpy()


def write_network(name, arguments, images):
    """One folder."""
    folder = arguments.output / name
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    model = NETWORKS[name](weights=None, num_classes=arguments.classes)
    samples, records = images[: arguments.samples], images[arguments.samples :]
    model = with_statistics(model, samples)
    batch = {0: "batch"}
    torch.onnx.export(
        model,
        records[:1],
        str(folder / "model.onnx"),
        opset_version=13,
        input_names=["input"],
        output_names=["logits"],
        dynamic_axes={"input": batch, "logits": batch},
    )
    np.save(folder / "samples.npy", samples.numpy())
    np.save(folder / "records.npy", records.numpy())
    logits = exact_logits(model, records)
    np.save(folder / "logits.npy", logits)
    spread = (logits.max(axis=0) - logits.min(axis=0)).max()
    print(f"{name}: {len(set(logits.argmax(axis=1)))} classes occur, spread {spread:.3g}")


def main():
    """All of them."""
    arguments = parse_arguments()
    count = arguments.samples + arguments.records
    if arguments.images:
        images = read_images(arguments.images, arguments.size)[:count]
        assert len(images) == count, f"{count} images are needed"
    else:
        generator = torch.Generator().manual_seed(arguments.seed)
        images = noise_images(count, arguments.size, generator)
    for name in arguments.networks or NETWORKS:
        write_network(name, arguments, images)


if __name__ == "__main__":
    main()
