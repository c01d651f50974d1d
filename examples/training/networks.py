"""The architectures of the MediSC paper, Tables 13 to 19, for normalised records."""

from torch import nn


def perceptron(widths, batch_norm):
    """Linear layers with ReLU in between; batch norm, where asked, after the last one too."""
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers.append(nn.Linear(inputs, outputs))
        if batch_norm:
            layers.append(nn.BatchNorm1d(outputs))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers[:-1])


def m1():
    """Table 13. The leading Flatten is left out of the export: its records are flat."""
    return nn.Sequential(nn.Flatten(1), *perceptron((784, 128, 128, 10), batch_norm=False))


def m2():
    """Table 14."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 5),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Conv2d(16, 16, 5),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(1),
        nn.Linear(256, 100),
        nn.ReLU(),
        nn.Linear(100, 10),
    )


def c1():
    """Table 15, with a batch norm after each convolution that the export folds away.

    The table prints outputs of 30x30 with no padding where its own next layer takes 32x32;
    so the convolutions are padded by 1.
    """

    def block(inputs, outputs):
        convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        return convolution, nn.BatchNorm2d(outputs), nn.ReLU()

    return nn.Sequential(
        *block(3, 64),
        *block(64, 64),
        nn.AvgPool2d(2),
        *block(64, 64),
        *block(64, 64),
        nn.AvgPool2d(2),
        *block(64, 64),
        *block(64, 64),
        *block(64, 16),
        nn.Flatten(1),
        nn.Linear(1024, 10),
    )
