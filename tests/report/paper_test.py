"""bench/report/paper: that its figures hold together, but for what is known to be wrong."""

import unittest

from bench.report import paper


def _online(breakdown):
    return [layer for layer in breakdown.layers if layer.name != "Preprocess"]


class Breakdowns(unittest.TestCase):
    def test_times_add_up_to_the_summaries(self):
        for breakdown in paper.BREAKDOWNS:
            total = sum(layer.ms for layer in _online(breakdown)) / 1000
            printed = paper.SUMMARIES[breakdown.network].online_s
            self.assertAlmostEqual(total, printed, delta=0.15 * printed, msg=breakdown.network)

    def test_traffic_adds_up_but_for_the_livers(self):
        for breakdown in paper.BREAKDOWNS:
            total = sum(layer.bytes for layer in _online(breakdown))
            if breakdown.network == "liver":  # ReLU2 is misprinted
                total -= (16 - 2) * paper.KB
            printed = paper.SUMMARIES[breakdown.network].online_bytes
            self.assertAlmostEqual(total, printed, delta=0.02 * printed, msg=breakdown.network)

    def test_megabytes_are_powers_of_1024(self):
        m1 = next(one for one in paper.BREAKDOWNS if one.network == "m1")
        self.assertAlmostEqual(m1.layers[1].bytes, 784 * 128 * 4, delta=500)

    def test_every_network_has_one(self):
        self.assertEqual(sorted(one.network for one in paper.BREAKDOWNS), sorted(paper.SUMMARIES))
        self.assertEqual([one.table for one in paper.BREAKDOWNS], list(range(5, 12)))


class PriorArt(unittest.TestCase):
    def test_the_papers_own_row_is_its_summaries(self):
        for key, megabytes in paper.OWN_MB.items():
            printed = paper.SUMMARIES[key]
            total = (printed.preprocess_bytes + printed.online_bytes) / paper.MB
            self.assertAlmostEqual(megabytes, total, delta=0.15 * total, msg=key)

    def test_the_texts_ratios(self):
        self.assertEqual(int(paper.PRIOR_ART_MB["m1"]["CryptoNets"] / paper.OWN_MB["m1"]), 413)
        self.assertEqual(round(paper.PRIOR_ART_MB["c1"]["MiniONN"] / paper.OWN_MB["c1"]), 19)
        self.assertLess(paper.PRIOR_ART_MB["liver"]["XONN"] / paper.OWN_MB["liver"], 10)


if __name__ == "__main__":
    unittest.main()
