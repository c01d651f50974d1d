"""The two sets of images: MNIST's digits and CIFAR-10, each with its published test part."""

import json

import numpy as np

from dataset import Dataset, Part, find_file

CIFAR_SHAPE = (3, 32, 32)


def read_idx(file):
    """MNIST's array format: a big-endian header of sizes, then bytes."""
    content = file.read_bytes()
    dimensions = content[3]
    header = np.frombuffer(content, ">i4", 1 + dimensions)
    return np.frombuffer(content, np.uint8, offset=header.nbytes).reshape(header[1:])


def read_digits(folder):
    """60000 + 10000 images [1, 28, 28], pixels 0 to 255."""
    origin = "get it with examples/training/fetch_data digits"

    def part(name):
        images = read_idx(find_file([f"{name}-images-idx3-ubyte"], folder, origin))
        labels = read_idx(find_file([f"{name}-labels-idx1-ubyte"], folder, origin))
        return Part(images[:, None], labels.astype(np.int64))

    return of_pixels(part("train"), part("t10k"))


def read_cifar10(folder):
    """50000 + 10000 images [3, 32, 32], pixels 0 to 255."""
    from PIL import Image

    origin = "get it with examples/training/fetch_data cifar10"

    def sheet(name):
        with Image.open(find_file([f"{name}.png"], folder, origin)) as image:
            pixels = np.asarray(image)  # an image a row, its pixels in reading order
        return pixels.transpose(0, 2, 1).reshape(-1, *CIFAR_SHAPE)

    def labels(name):
        return np.array(json.loads(find_file([name], folder, origin).read_text()), np.int64)

    batches = [sheet(f"data_batch_{number}") for number in range(1, 6)]
    train = Part(np.concatenate(batches), labels("train_lables.json"))
    return of_pixels(train, Part(sheet("test_batch"), labels("test_lables.json")))


def of_pixels(train, test):
    """Pixels are normalised to [0, 1]: scale only, so that it folds into a padded layer."""
    return Dataset(train, None, test, mean=np.zeros(1), std=np.full(1, 255.0))
