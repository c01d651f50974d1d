"""bench/report/measure: what becomes of a run in which something fails."""

import contextlib
import io
import unittest
from unittest import mock

from bench.report import measure, networks
from bench.report.programs import ProgramFailed, output_of


class Failures(unittest.TestCase):
    def test_a_program_that_fails_is_named_with_what_it_said(self):
        with self.assertRaisesRegex(ProgramFailed, "sh -c .*\n.*no such luck"):
            output_of("sh", "-c", "echo no such luck >&2; exit 3")

    def test_the_other_measurements_go_on(self):
        def fail(run):
            raise ProgramFailed(f"quick is {run.quick}")

        told = io.StringIO()
        with mock.patch.object(measure, "MEASUREMENTS",
                               {"far": fail, "tls": lambda run: {}, "dense": fail}), \
                contextlib.redirect_stderr(told):
            self.assertEqual(measure.measure({"far", "tls"}, True), {"tls": {}})
        self.assertIn("FAILED: far: quick is True", told.getvalue())
        self.assertNotIn("dense", told.getvalue())


class Networks(unittest.TestCase):
    def test_held_out_records_are_samples_wherever_the_network_is_compiled(self):
        breast = networks.by_key("breast")
        ready, held_out = measure._ready(None, breast)  # pylint: disable=protected-access
        self.assertEqual(ready.options,
                         (*breast.options, "--samples", str(held_out["records"])))


if __name__ == "__main__":
    unittest.main()
