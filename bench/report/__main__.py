"""The command line of scripts/report."""

import argparse
import json
import signal
import sys
from pathlib import Path

from . import document, machine, programs
from .measure import MEASUREMENTS, measure
from .networks import ROOT
from .plots import draw


def _arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/report", description="Measures MediSC and writes docs/report.",
        epilog="sections: " + ", ".join(one.NAME for one in document.SECTIONS))
    parser.add_argument("--quick", action="store_true",
                        help="few sessions, to see that everything works")
    parser.add_argument("--only", action="append", metavar="SECTION",
                        choices=[one.NAME for one in document.SECTIONS],
                        help="measure what this section needs and print it; writes no file; "
                             "may be given again")
    parser.add_argument("--update", action="append", metavar="SECTION",
                        choices=[one.NAME for one in document.SECTIONS],
                        help="measure what this section needs, and keep the other figures that "
                             "are stored; may be given again")
    parser.add_argument("--render", action="store_true",
                        help="measure nothing; write the report of the stored figures anew")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "report", metavar="FOLDER")
    arguments = parser.parse_args()
    if sum(map(bool, (arguments.only, arguments.update, arguments.render))) > 1:
        parser.error("--only, --update and --render exclude one another")
    return arguments


def _run(wanted, quick):
    facts = machine.describe()
    figures = {"machine": facts, "quick": quick, **measure(wanted, quick)}
    facts["load_at_end"] = machine.load_average()
    return figures


def _write(folder, figures):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.md").write_text(document.render(figures), encoding="utf-8")
    for name, script in document.plots(figures).items():
        (folder / f"{name}.svg").write_text(draw(script), encoding="utf-8")


def main():
    """Measures, renders, writes."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("report: stopped"))
    stored = arguments.output / "figures.json"
    if arguments.render:
        _write(arguments.output, json.loads(stored.read_text(encoding="utf-8")))
        return
    programs.build()
    if arguments.only:
        wanted = document.needs(arguments.only)
        figures = _run(wanted, arguments.quick)
        for name in arguments.only:
            print(document.render_section(figures, name))
        sys.exit(not wanted <= figures.keys())
    wanted = document.needs(arguments.update) if arguments.update else set(MEASUREMENTS)
    figures = _run(wanted, arguments.quick)
    if arguments.update:
        figures = {**json.loads(stored.read_text(encoding="utf-8")),
                   **{name: figures[name] for name in wanted & figures.keys()}}
    arguments.output.mkdir(parents=True, exist_ok=True)
    stored.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    _write(arguments.output, figures)
    print(arguments.output / "report.md", file=sys.stderr)
    sys.exit(not wanted <= figures.keys())


main()
