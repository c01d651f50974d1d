"""Training the four tabular networks."""

import copy
import dataclasses

import numpy as np
import torch
import torch.nn.functional as F

from networks import perceptron

EPOCHS = 400  #: at most
PATIENCE = 60  #: epochs without a smaller validation loss before training stops
INITIALISATIONS = 5


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A network and how it is trained, with AdamW and a cosine schedule."""

    widths: tuple
    batch_norm: bool
    rate: float
    weight_decay: float
    batch: int


RECIPES = {
    "breast": Recipe((30, 16, 16, 2), True, 3e-3, 1e-3, 32),
    "diabetes": Recipe((8, 20, 20, 2), False, 2e-3, 1e-2, 32),
    "liver": Recipe((10, 32, 32, 2), False, 1e-3, 1e-2, 32),
    "thyroid": Recipe((21, 100, 100, 3), True, 3e-3, 1e-4, 64),
}


def tensors(part, dataset):
    """A part's normalised records and its labels."""
    normalised = (part.records - dataset.mean) / dataset.std
    return torch.from_numpy(normalised.astype(np.float32)), torch.from_numpy(part.labels)


def train_epoch(model, optimiser, records, labels, batch):
    """One pass over the records in random order; a last batch of one record is left out."""
    model.train()
    order = torch.randperm(len(records))
    for start in range(0, len(records), batch):
        rows = order[start : start + batch]
        if len(rows) < 2:  # batch norm needs two
            continue
        loss = F.cross_entropy(model(records[rows]), labels[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def loss_of(model, records, labels):
    """The mean loss."""
    model.eval()
    with torch.no_grad():
        return F.cross_entropy(model(records), labels).item()


def fit_once(recipe, dataset, seed, epochs):
    """One initialisation: the model of the epoch with the least validation loss, and that."""
    torch.manual_seed(seed)
    model = perceptron(recipe.widths, recipe.batch_norm)
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=recipe.rate, weight_decay=recipe.weight_decay
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    train = tensors(dataset.train, dataset)
    validation = tensors(dataset.validation, dataset)
    least, best, waited = float("inf"), None, 0
    for _ in range(epochs):
        train_epoch(model, optimiser, *train, recipe.batch)
        schedule.step()
        loss = loss_of(model, *validation)
        if loss < least - 1e-5:
            least, best, waited = loss, copy.deepcopy(model.state_dict()), 0
        else:
            waited += 1
            if waited > PATIENCE:
                break
    model.load_state_dict(best)
    return model.eval(), least


def fit_table(network, dataset, seed, epochs=None, initialisations=INITIALISATIONS):
    """The best of several initialisations by validation loss; the test part has no say."""
    fits = (
        fit_once(RECIPES[network], dataset, 1000 * seed + number, epochs or EPOCHS)
        for number in range(initialisations)
    )
    return min(fits, key=lambda fit: fit[1])[0]
