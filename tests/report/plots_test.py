"""bench/report/plots: the scripts; gnuplot itself is not needed here."""

import unittest

from bench.report.plots import Line, LinePanel, StackPanel, script


class Scripts(unittest.TestCase):
    def test_lines_hold_their_points(self):
        text = script((LinePanel("it's time", "n", "ms",
                                 (Line("ours", ((1, 2.5), (10, 3))), Line("theirs", (), True)),
                                 logarithmic=True),))
        self.assertIn("$line_0_0 << END\n1 2.5\n10 3\nEND\n", text)
        self.assertIn("set title 'it''s time'", text)
        self.assertIn("set logscale xy", text)
        self.assertIn("dt 2", text)

    def test_stacks_hold_a_value_a_segment(self):
        text = script((StackPanel("time", "ms", (("CONV1", "#111111"), ("ReLU1", "#222222")),
                                  {"proven": (1, 2), "calibrated": (3, 4)}),))
        self.assertIn('"proven" 1 2\n"calibrated" 3 4\n', text)
        self.assertIn("using 2:xtic(1) lc rgb '#111111' title 'CONV1'", text)
        self.assertIn("using 3 lc rgb '#222222' title 'ReLU1'", text)


if __name__ == "__main__":
    unittest.main()
