"""What the paper printed: MediSC, X. Liu, Y. Zheng, X. Yuan, X. Yi; Tables 1 to 11.

Its MB and KB are powers of 1024: the first layer of M1, 784 x 128 words of four bytes, is 0.383 MB.
Figures are as printed; what is wrong with them is said in `NOTES` and beside them.
"""

from typing import NamedTuple, Optional

KB = 1024
MB = 1024 * 1024


class Summary(NamedTuple):
    """A row of Table 2 or 3: seconds, bytes, per cent."""

    preprocess_s: float
    online_s: float
    preprocess_bytes: float
    online_bytes: float
    accuracy: int
    layers: str


SUMMARIES = {
    "m1": Summary(0.07, 0.57, 0.45 * MB, 0.45 * MB, 98, "3FC-2ReLU"),
    "m2": Summary(1.21, 4.42, 2.54 * MB, 2.62 * MB, 99, "4CONV/FC-8ReLU-2AP"),
    "c1": Summary(17.01, 130.02, 243.0 * MB, 246.4 * MB, 81, "8CONV/FC-8ReLU-2AP"),
    "breast": Summary(0.10, 0.20, 3.13 * KB, 4.13 * KB, 93, "3FC-2ReLU-3BN"),
    "diabetes": Summary(0.03, 0.16, 2.34 * KB, 3.59 * KB, 74, "3FC-2ReLU"),
    "liver": Summary(0.06, 0.32, 19 * KB, 23 * KB, 72, "3FC-2ReLU"),
    "thyroid": Summary(0.28, 0.64, 49.2 * KB, 55.5 * KB, 98, "3FC-2ReLU-3BN"),
}


# Table 4, megabytes in all: by network, what other systems take, as the paper prints it.
PRIOR_ART_MB = {
    "m1": {"MiniONN": 15.8, "CryptoNets": 372.2, "XONN": 4.29, "Chameleon": 10.5},
    "m2": {"MiniONN": 657.5, "FALCON": 62.1, "XONN": 32.13, "Gazelle (ReLU)": 70},
    "c1": {"MiniONN": 9272, "FALCON": 1278, "XONN": 2599, "Chameleon": 2650,
           "Gazelle (ReLU)": 5000, "Delphi (ReLU)": 5100},
    "breast": {"XONN": 0.35},
    "diabetes": {"XONN": 0.16},
    "liver": {"XONN": 0.3},
}
PRIOR_ART_ROUNDED = ("Gazelle (ReLU)", "Delphi (ReLU)")  # of C1: printed with a "~"
OWN_MB = {"m1": 0.9, "m2": 5.16, "c1": 489, "breast": 0.007, "diabetes": 0.005, "liver": 0.04}
DELPHI_AHEAD_MB = 4915


class Layer(NamedTuple):
    """A column of Tables 5 to 11."""

    name: str
    ms: float
    bytes: float


class Breakdown(NamedTuple):
    """One of Tables 5 to 11; the first layer is "Preprocess"."""

    table: int
    network: str  # whose figures they are
    unit: float   # KB or MB, as printed
    layers: tuple
    note: Optional[str] = None


def _layers(names, milliseconds, traffic, unit):
    return tuple(Layer(name, ms, amount * unit)
                 for name, ms, amount in zip(names.split(), milliseconds, traffic, strict=True))


_DENSE = "Preprocess FC1 ReLU1 FC2 ReLU2 FC3"
_NORMED = "Preprocess FC1 BN1 ReLU1 FC2 BN2 ReLU2 FC3 BN3"

BREAKDOWNS = (
    Breakdown(5, "m1", MB, _layers(
        _DENSE, (72, 123, 198, 55, 198, 1),
        (0.45, 0.383, 0.0039, 0.0625, 0.0039, 0.0048), MB)),
    Breakdown(6, "m2", MB, _layers(
        "Preprocess CONV1 ReLU1 AP1 CONV2 ReLU2 AP2 FC3 ReLU3 FC4",
        (1210, 800, 3040, 2, 150, 280, 0.14, 29, 87, 24),
        (2.54, 0.87, 0.07, 0, 1.56, 0.008, 0, 0.097, 0.003, 0.0038), MB),
        "ReLU traffic is 8 bytes a value here, 32 in Tables 5 and 7."),
    Breakdown(7, "c1", MB, _layers(
        "Preprocess CONV1 ReLU1 CONV2 ReLU2 AP1 CONV3 ReLU3 CONV4 ReLU4 AP2 CONV5 ReLU5 CONV6 "
        "ReLU6 CONV7 ReLU7 FC1",
        (17000, 6990, 68320, 6450, 14200, 8, 1104, 17290, 1070, 4300, 2, 210, 4350, 170, 4350, 56,
         1080, 3),
        (243.0, 6.75, 2.0, 144.0, 0.5, 0, 36.0, 0.5, 36.0, 0.125, 0, 9.0, 0.125, 9.0, 0.125, 2.25,
         0.03, 0.04), MB),
        "By its traffic, 32 bytes a value, the paper's ReLU2 and ReLU4 ran on a quarter of the "
        "values that their place before the pool asks for. Here they run before it."),
    Breakdown(8, "breast", KB, _layers(
        _NORMED, (100, 7, 27, 110, 75, 1.8, 5.4, 0.2, 0.2),
        (3.13, 1.84, 0.062, 0.49, 1, 0.0625, 0.5, 0.12, 0.007), KB)),
    Breakdown(9, "liver", KB, _layers(
        _DENSE, (62.2, 38.5, 146.3, 47.8, 92.9, 0.3),
        (18.94, 2.50, 2.00, 16.00, 16.00, 0.50), KB),
        "Captioned Diabetes, but its sums are Table 3's of the liver network, and its layers those "
        "of a network 10-64-64-2; ours is 10-32-32-2, as the paper's Table 18 has it. ReLU2 "
        "repeats FC2's 16.00: with the 2.00 of ReLU1, equally wide, the sum is Table 3's."),
    Breakdown(10, "diabetes", KB, _layers(
        _DENSE, (34.8, 6.1, 102.4, 4.1, 47.3, 0.2),
        (2.05, 0.63, 0.62, 1.54, 0.63, 0.16), KB),
        "Captioned Liver Disease, but its layers are those of the diabetes network, 8-20-20-2. "
        "Preprocessing takes 2.34 KB in Table 3, which is the layers' sum, and 2.05 KB here."),
    Breakdown(11, "thyroid", KB, _layers(
        _NORMED, (287.2, 46.1, 21.7, 248.8, 28.0, 21.1, 262.8, 27.3, 0.3),
        (49.23, 8.20, 0.39, 3.13, 39.06, 0.39, 3.13, 1.17, 0.01), KB)),
)

# Table 1 is printed as a picture; these bounds are the text's (section 6.1).
FUNCTION_MS = {"linear": 2.5, "non-linear": 35.0}
FUNCTION_BYTES = 150

# Figure 6 is a picture; these ratios are the text's: garbled circuits over MediSC.
GARBLED_RATIOS = {"relu": {"time": 24, "bytes": 868}, "max_pool": {"time": 20, "bytes": 314}}

MACHINE = ("a prototype in Java on two nodes with Intel Xeon Gold 6150 processors at 2.7 GHz and "
           "a fast network, shares of 32 bits")

NOTES = (
    "M1 takes 0.57 s online in Table 2 and by the sum of Table 5, and 0.47 s in the text.",
    "Table 2 gives M2 and C1 eight ReLUs. M2 has three (Tables 6 and 14), C1 seven (Tables 7 and "
    "15). The text gives M2 three convolutions, Table 14 two.",
    "Tables 9 and 10 have their captions swapped. This report puts each beside the network that "
    "its layers fit.",
    "The liver network that was measured is 10-64-64-2 (Table 9's traffic); Table 18 has "
    "10-32-32-2, which is what we run.",
    "By the text MediSC takes at least 10 times less than XONN on medical records. By Table 4 it "
    "is 50, 32 and, for the liver network, 7.5 times.",
    "A ReLU takes 32 bytes a value in Tables 5 and 7, and 8 in Table 6.",
    "Table 15 prints sizes 30x30 and 32x23 where its own next layers need 32x32.",
    "Table 1 and Figures 5 and 6 can't be read to the figure in the copy at hand: what the text "
    "says of them is quoted instead.",
    "Preprocessing is called a one-time cost. With one mask for all records the service would "
    "learn the difference of any two, so here only the masked weights are sent once, and each "
    "record has a bundle of its own.",
)
