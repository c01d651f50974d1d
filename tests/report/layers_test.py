"""bench/report/layers: our steps beside the paper's layers."""

import unittest

import sample
from bench.report import paper
from bench.report.layers import layers_of, pair


def _table(key):
    return next(one for one in paper.BREAKDOWNS if one.network == key)


class Layers(unittest.TestCase):
    def test_are_numbered_by_kind(self):
        layers = layers_of(sample.bench(["conv", "relu", "sum-pool", "conv", "relu", "dense"]))
        self.assertEqual([layer.name for layer in layers],
                         ["CONV1", "ReLU1", "AP1", "CONV2", "ReLU2", "FC1"])

    def test_an_activation_of_any_kind_is_a_relu_of_the_papers(self):
        layers = layers_of(sample.bench(["dense", "threshold", "dense", "relu"]))
        self.assertEqual([layer.name for layer in layers], ["FC1", "ReLU1", "FC2", "ReLU2"])

    def test_pair_with_all_of_the_papers_tables(self):
        for key in paper.SUMMARIES:
            pairs = pair(_table(key), layers_of(sample.bench(sample.ops_of(key))))
            for printed, layer in pairs:
                kind = printed.name.rstrip("0123456789")
                if kind in ("Preprocess", "BN"):
                    self.assertIsNone(layer)
                else:
                    self.assertEqual(layer.kind, kind)

    def test_another_network_is_refused(self):
        for ops in (["dense", "relu"], ["conv", "relu", "dense", "relu", "dense"],
                    sample.ops_of("m1") + ["dense"]):
            with self.assertRaises(ValueError):
                pair(_table("m1"), layers_of(sample.bench(ops)))


if __name__ == "__main__":
    unittest.main()
