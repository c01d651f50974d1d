"""That the programs still print what the report reads. MEDISC_BINARY names `medisc`,
GARBLED_BINARY `bench_garbled`."""

import json
import os
import subprocess
import unittest

import sample
from bench.report import document, networks, site
from bench.report.layers import layers_of, pair
from bench.report.paper import BREAKDOWNS

BREAST = networks.by_key("breast")
RECORDS = BREAST.model.parent / "records.csv"


def _medisc(*arguments):
    words = [os.environ["MEDISC_BINARY"], *map(str, arguments), "--format", "json"]
    return json.loads(subprocess.run(words, check=True, capture_output=True).stdout)


class Programs(unittest.TestCase):
    @unittest.skipUnless("GARBLED_BINARY" in os.environ, "no GARBLED_BINARY")
    def test_garbled_circuits_fill_their_section(self):
        done = subprocess.run([os.environ["GARBLED_BINARY"], "26", "11", "10"], check=False,
                              capture_output=True, text=True)
        if "AES-NI" in done.stderr:
            self.skipTest(done.stderr)
        garbled = json.loads(done.stdout)
        self.assertEqual([(row["gate"], row["n"]) for row in garbled["gates"]],
                         [("relu", 1), ("relu", 10), ("max_pool", 1), ("max_pool", 10)])
        text = document.render({**sample.figures(), "garbled": garbled})
        self.assertIn("Shares of 26 bits, ReLU shifted right by 11", text)
        self.assertIn(f"| {garbled['gates'][1]['garbled_bytes']['ahead']:,} |", text)

    @unittest.skipUnless("MEDISC_BINARY" in os.environ, "no MEDISC_BINARY")
    def test_a_real_network_fills_every_section(self):
        real = {
            "plan": _medisc("plan", BREAST.model, *BREAST.options, "--explain"),
            "bench": _medisc("bench", "--local", "--model", BREAST.model, *BREAST.options,
                             "--runs", 2),
            "evaluate": _medisc("evaluate", "--local", "--model", BREAST.model, *BREAST.options,
                                "--records", RECORDS, "--limit", 2),
        }
        breakdown = next(one for one in BREAKDOWNS if one.network == "breast")
        pairs = pair(breakdown, layers_of(real["bench"]))
        self.assertGreater(sum(layer.bytes for _, layer in pairs if layer), 0)

        figures = sample.figures()
        figures["networks"]["breast"] = real
        figures["batches"]["bench"] = real["bench"]
        text = document.render(figures)
        self.assertIn(f"{real['bench']['payload_bytes']:,}", text)
        self.assertIn("| Breast Cancer 30-16-16-2 | 93 % | 2 | 100.0 % | 100.0 % | 2 | 2 |", text)

    def test_a_site_is_configured_as_the_plan_was_compiled(self):
        for key, lines in (("m1", ('input_range = 256', 'input_bits = 8')),
                           ("liver", ('ranges.csv"', 'input_bits = 14', 'weight_bits = 12'))):
            keys = site.model_keys(networks.by_key(key))
            self.assertIn("model.onnx", keys)
            for line in lines:
                self.assertIn(line, keys)

    def test_a_site_measures_on_the_samples_that_the_plan_was_measured_on(self):
        sampled = BREAST._replace(options=(*BREAST.options, "--samples", str(RECORDS)))
        self.assertIn(f'samples = "{RECORDS}"', site.model_keys(sampled))


if __name__ == "__main__":
    unittest.main()
