"""bench/report/targets: met, missed and not measured."""

import unittest

import sample
from bench.report.targets import latency_limit_ms, targets


def _met(figures, beginning):
    rows = [row for row in targets(figures) if row.what.startswith(beginning)]
    assert rows, beginning
    return [row.met for row in rows]


class Targets(unittest.TestCase):
    def setUp(self):
        self.figures = sample.figures()
        self.networks = self.figures["networks"]

    def test_the_latency_limit(self):
        self.assertAlmostEqual(latency_limit_ms(10, 2, 0.1), 32)

    def test_plaintext(self):
        self.assertEqual(_met(self.figures, "C1, proven: online over plaintext"), [True])
        self.networks["c1"]["bench"]["plaintext_ms"] = 0.03
        self.assertEqual(_met(self.figures, "C1, proven: online over plaintext"), [False])
        self.assertEqual(_met(self.figures, "C1, calibrated: online over plaintext"), [True])

    def test_breast_may_be_within_round_trips_or_milliseconds(self):
        bench = self.networks["breast"]["bench"]
        bench["online_ms"]["median"] = 2.5
        self.assertEqual(_met(self.figures, "Breast Cancer: online"), [False])
        bench["rtt_us_tcp"] = 50.0
        self.assertEqual(_met(self.figures, "Breast Cancer: online"), [True])

    def test_by_flights(self):
        what = "M1 784-128-128-10: online, by its flights"
        bench = self.networks["m1"]["bench"]
        bench["online_ms"]["median"] = 2.1  # 1.5 x 10 x 0.01 + 10 x 0.1 + 1 is 2.15
        self.assertEqual(_met(self.figures, what), [True])
        bench["online_ms"]["median"] = 2.2
        self.assertEqual(_met(self.figures, what), [False])

    def test_frames(self):
        self.assertEqual(_met(self.figures, "C1, proven: frames"), [True])
        self.networks["c1"]["bench"]["wire_bytes"] = 4121
        self.assertEqual(_met(self.figures, "C1, proven: frames"), [False])
        self.networks["m1"]["bench"]["wire_bytes"] = 4000 + 10 * 161
        self.assertEqual(_met(self.figures, "M1 784-128-128-10: frames"), [False])

    def test_rates_and_memory(self):
        self.assertEqual(_met(self.figures, "C1, proven: memory"), [True, True, True])
        self.networks["c1"]["bench"]["rss_mb"]["service"] = 301.0
        self.assertEqual(_met(self.figures, "C1, proven: memory"), [True, False, True])
        self.figures["batches"]["bench"]["records_per_s"] = 7999.0
        self.assertEqual(_met(self.figures, "Breast Cancer in batches"), [False])
        self.networks["breast"]["bench"]["dealt_per_s"] = 4999.0
        self.assertEqual(_met(self.figures, "Breast Cancer: bundles dealt"), [False])

    def test_the_round_trip_is_the_median_of_the_networks(self):
        what = "A small message's round trip"
        self.assertEqual(_met(self.figures, what), [True])
        for entry in self.networks.values():
            entry["bench"]["rtt_us_channel"] = 61.0
        self.assertEqual(_met(self.figures, what), [False])
        for entry in list(self.networks.values())[1:]:
            entry["bench"]["rtt_us_channel"] = 60.0
        self.assertEqual(_met(self.figures, what), [True])

    def test_distance_counts_where_there_is_some(self):
        self.assertEqual(_met(self.figures, "M1 784-128-128-10: online at"), [True, True])
        self.figures["far"]["rows"][1]["far"]["online_ms"] = 153.0  # 1.5 x 10 x 10 + 1 + 1
        self.assertEqual(_met(self.figures, "M1 784-128-128-10: online at"), [False, True])

    def test_over_a_line(self):
        what = "M1 784-128-128-10: online over 20 ms one way and 100 Mbit/s"
        self.assertEqual(_met(self.figures, what), [True])
        self.figures["far"]["rows"][2]["far"]["online_ms"] = 123.5
        self.assertEqual(_met(self.figures, what), [False])

    def test_traffic_by_comparison(self):
        self.assertEqual(_met(self.figures, "C1, calibrated, chain: flights"), [True])
        bench = self.figures["comparisons"]["c1_calibrated"]["chain"]["bench"]
        bench["flights"] = 17
        self.assertEqual(_met(self.figures, "C1, calibrated, chain: flights"), [False])
        bench["payload_bytes"] = 1_750_001
        self.assertEqual(_met(self.figures, "C1, calibrated, chain: payload"), [False])
        self.assertEqual(_met(self.figures, "C1, calibrated, tree: payload"), [True])
        self.networks["m2"]["bench"]["payload_bytes"] = 85_001
        self.assertEqual(_met(self.figures, "M2, 2 conv, 2 dense, auto: payload"), [False])

    def test_material(self):
        self.assertEqual(_met(self.figures, "C1, calibrated, tree: dealt"), [True])
        self.figures["comparisons"]["c1_calibrated"]["tree"]["plan"]["service_half_bytes"] *= 5000
        self.assertEqual(_met(self.figures, "C1, calibrated, tree: dealt"), [False])

    def test_what_was_not_measured(self):
        self.assertEqual(_met(self.figures, "C1, proven: online over TLS"), [None])
        self.figures["tls"] = {name: sample.bench(["dense"]) for name in ("plain", "tls")}
        self.assertEqual(_met(self.figures, "C1, proven: online over TLS"), [True])
        del self.networks["c1_calibrated"]
        self.assertEqual(_met(self.figures, "C1, calibrated"), [None])


if __name__ == "__main__":
    unittest.main()
