"""bench/report/document: every section, over made-up figures and over the committed ones."""

import json
import unittest
from pathlib import Path

import sample
from bench.report import document
from bench.report.distance import expected_ms

STORED = Path(__file__).resolve().parents[2] / "docs" / "report"


class Document(unittest.TestCase):
    def test_sections_need_what_they_read(self):
        figures = sample.figures()
        for one in document.SECTIONS:
            given = {name: figures[name] for name in one.NEEDS}
            self.assertIn("| --- |", one.render(given), one.NAME)
            for script in one.plots(given).values():
                self.assertIn("plot ", script)

    def test_a_missing_key_is_an_error(self):
        for key in ("online_ms", "plaintext_ms", "rtt_us_tcp", "wire_bytes", "rss_mb"):
            figures = sample.figures()
            del figures["networks"]["c1"]["bench"][key]
            with self.assertRaises(KeyError):
                document.render(figures)

    def test_says_what_it_found(self):
        text = document.render(sample.figures())
        for part in ("A processor, 2 cores", "0.1 at the start, 1.5 at the end",
                     "| M1 784-128-128-10 | 98 % | 200 | 98.5 % | 98.0 % | 199 | 200 |",
                     "| FC1 | 123 | 0.383 | 1.000 | 0.500 | 0.0000954 | 1 |",
                     "| BN1 | 27 | 0.062 | in the layer before |  | 0 |  |",
                     "| ReLU | 10 | 600 | 200 | 40,000 | 5,000 | 25x | 56x | 868x |",
                     "| M1 784-128-128-10 | 10 | 10 | 10,000 | 100.8 | 2.00 | 102.8 | 120.0 | "
                     "+16.7 % | 1.72 |",
                     "| CryptoNets |  |  |  | 372.2 |  | 90,009x | 70,550x |",
                     "| M1 784-128-128-10 | tree | 0 / 2 | 14 | 4,000 | 336 | 1,164 | 0.500 / 1.00 "
                     "/ 2.00 | 60.5 |",
                     "| M1 784-128-128-10 | auto | 1.00 | 2.00 | 4.00 | 7.00 | 6,000 | 0.500 | "
                     "100 | 50.0 |",
                     "captions swapped"):
            self.assertTrue(part in text, part)
        self.assertFalse("quick run" in text)

    def test_without_held_out_records(self):
        figures = sample.figures()
        figures["networks"]["m1"] = sample.network("m1", evaluated=False)
        del figures["networks"]["c1_calibrated"]
        del figures["comparisons"]["c1_calibrated"]
        text = document.render(figures)
        self.assertIn("| M1 784-128-128-10 | 98 % | not here |", text)
        self.assertIn("not measured", text)
        self.assertIn("'proven'", document.plots(figures)["c1_layers"].replace('"', "'"))

    def test_a_section_without_its_figures_says_so(self):
        figures = sample.figures()
        del figures["garbled"]
        text = document.render(figures)
        self.assertEqual(text.count("Not measured: a program failed."), 2)  # peers has gates, too
        self.assertNotIn("figure6", document.plots(figures))

    def test_of_a_quick_run_and_a_busy_machine_says_so(self):
        figures = sample.figures()
        figures["quick"] = True
        figures["machine"]["load_at_start"] = 3.0
        text = document.render(figures)
        self.assertIn("A quick run", text)
        self.assertIn("Other work ran beside", text)

    def test_expects_the_line_and_near(self):
        far = sample.figures()["far"]
        self.assertAlmostEqual(expected_ms(far["rows"][1]), 10 * 10 + 0.8 + 2)

    def test_the_committed_report_is_what_its_figures_come_to(self):
        figures = json.loads((STORED / "figures.json").read_text(encoding="utf-8"))
        self.assertEqual((STORED / "report.md").read_text(encoding="utf-8"),
                         document.render(figures))
        for name in document.plots(figures):
            self.assertTrue((STORED / f"{name}.svg").exists(), name)


if __name__ == "__main__":
    unittest.main()
