"""Training the three image networks: a fixed number of epochs, and the last one is kept."""

import dataclasses
import time
from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F

import networks

BATCH = 128
SEED = 1


def adamw(model, rate):
    """For the digits."""
    return torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-2)


def momentum(model, rate):
    """For CIFAR-10."""
    return torch.optim.SGD(
        model.parameters(), lr=rate, momentum=0.9, weight_decay=5e-4, nesterov=True
    )


def shifted_together(padded, rows, margin, random):
    """A batch of images, all shifted by the same draw of up to `margin` pixels."""
    height, width = (size - 2 * margin for size in padded.shape[2:])
    top, left = random.randint(0, 2 * margin + 1, 2)
    return padded[rows, :, top : top + height, left : left + width]


def seldom_shifted(padded, rows, margin, random):
    """As shifted_together for three batches of ten; the others as they are.

    A perceptron has to learn each shift anew.
    """
    shifted = shifted_together(padded, rows, margin, random)
    if random.rand() < 0.3:
        return shifted
    return padded[rows, :, margin:-margin, margin:-margin]


def cropped_and_mirrored(padded, rows, margin, random):
    """A batch of images, each shifted by its own draw, and half of them mirrored."""
    height, width = (size - 2 * margin for size in padded.shape[2:])
    tops, lefts = random.randint(0, 2 * margin + 1, (2, len(rows)))
    images = torch.stack(
        [
            padded[row, :, top : top + height, left : left + width]
            for row, top, left in zip(rows.tolist(), tops, lefts)
        ]
    )
    mirrored = torch.rand(len(rows)) < 0.5
    images[mirrored] = images[mirrored].flip(3)
    return images


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A network and how it is trained, with a one-cycle schedule up to `rate`."""

    build: Callable
    epochs: int
    optimiser: Callable
    rate: float
    augment: Callable
    margin: int
    label_smoothing: float = 0.0


RECIPES = {
    "m1": Recipe(networks.m1, 15, adamw, 3e-3, seldom_shifted, 2),
    "m2": Recipe(networks.m2, 12, adamw, 4e-3, shifted_together, 2),
    "c1": Recipe(networks.c1, 8, momentum, 0.1, cropped_and_mirrored, 4, 0.05),
}


def fit_images(network, dataset, epochs=None):
    """The network after its last epoch. Prints a line an epoch."""
    recipe = RECIPES[network]
    epochs = epochs or recipe.epochs
    torch.manual_seed(SEED)
    random = np.random.RandomState(SEED)
    images = torch.from_numpy(dataset.train.records.copy())
    labels = torch.from_numpy(dataset.train.labels)
    padded = F.pad(images, [recipe.margin] * 4)
    model = recipe.build()
    optimiser = recipe.optimiser(model, recipe.rate)
    batches = len(images) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=recipe.rate, total_steps=epochs * batches, pct_start=0.25
    )
    for epoch in range(epochs):
        model.train()
        started, total = time.time(), 0.0
        order = torch.randperm(len(images))
        for batch in range(batches):
            rows = order[batch * BATCH : (batch + 1) * BATCH]
            pixels = recipe.augment(padded, rows, recipe.margin, random)
            logits = model(pixels.float() / 255)
            loss = F.cross_entropy(logits, labels[rows], label_smoothing=recipe.label_smoothing)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        seconds = time.time() - started
        mean = total / batches
        print(f"epoch {epoch + 1}/{epochs}: loss {mean:.4f}, {seconds:.0f} s", flush=True)
    return model.eval()
