"""bench/report/markdown."""

import unittest

from bench.report import markdown


class Numbers(unittest.TestCase):
    def test_have_as_many_significant_digits_as_asked(self):
        for value, text in ((0, "0"), (0.0123, "0.0123"), (0.5, "0.500"), (1.234, "1.23"),
                            (9.996, "10.00"), (12.34, "12.3"), (123.4, "123"),
                            (12345.6, "12,346"), (-0.5, "-0.500")):
            self.assertEqual(markdown.number(value), text)
        self.assertEqual(markdown.number(1234.5678, 6), "1,234.57")

    def test_in_the_papers_units(self):
        self.assertEqual(markdown.in_unit(784 * 128 * 4, 1024 * 1024), "0.383")


class Tables(unittest.TestCase):
    def test_group_integers_and_leave_missing_cells_empty(self):
        self.assertEqual(markdown.table(("a", "b"), [(1234, None), ("x|y", "")]),
                         "| a | b |\n| --- | --- |\n| 1,234 |  |\n| x\\|y |  |\n")

    def test_refuse_rows_that_do_not_fit(self):
        with self.assertRaises(ValueError):
            markdown.table(("a", "b"), [("1",)])
        for cell in (True, 1.5):
            with self.assertRaises(TypeError):
                markdown.table(("a",), [(cell,)])


if __name__ == "__main__":
    unittest.main()
