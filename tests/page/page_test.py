#!/usr/bin/python3
"""The gateway's page in a browser, before a real dealer, service and hospital."""

import json
import os
import pathlib
import signal
import sys
import unittest
import urllib.error
import urllib.request

import browser
from browser import Browser
from example_site import EXAMPLE, Site

HERE = pathlib.Path(__file__).resolve().parent
AUDIT = (HERE / "accessibility.js").read_text()
SAMPLE = (HERE / "sample_results.js").read_text()
RECEIVED = (HERE / "received_stub.js").read_text()
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
          "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")

DICOM = HERE.parent / "imaging/files"

site = None


def setUpModule():
    global site
    site = Site().__enter__()
    site.stock(400)
    site.start_hospital()
    site.start_gateway()


def tearDownModule():
    site.__exit__()


def records(count, name="some.csv"):
    """A file of the example's first records."""
    lines = (EXAMPLE / "records.csv").read_text().splitlines()[:count + 1]
    file = site.path / name
    file.write_text("\n".join(lines) + "\n")
    return str(file)


class PageTest(unittest.TestCase):
    statuses = ()  # of answers that a test expects to be bad

    def setUp(self):
        self.page = Browser()
        self.addCleanup(self.page.driver.quit)
        self.open()

    def tearDown(self):
        self.assertEqual(self.page.complaints(self.statuses), [])

    def open(self, path="/"):
        self.page.open(site.url + path)

    def audit(self, what):
        """In both schemes, and on a phone."""
        for scheme in ("light", "dark"):
            for width, height in ((1280, 900), (360, 740)):
                self.page.colour(scheme)
                self.page.resize(width, height)
                self.assertEqual(self.page.run(AUDIT), [], f"{what}, {scheme}, {width} wide")
        self.page.colour("light")
        self.page.resize(1280, 900)

    def choose(self, file):
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.page.find("#file").send_keys(file)
        self.page.await_text("#chosen", pathlib.Path(file).name)

    def diagnose(self, file):
        self.choose(file)
        self.page.find("#send").click()

    def rows(self):
        return self.page.run("return [...document.querySelectorAll('#outcome tbody tr')]"
                             ".map((row) => [...row.children].map((cell) => cell.innerText))")


class Diagnoses(PageTest):
    def test_a_table_becomes_outcomes(self):
        self.diagnose(str(EXAMPLE / "records.csv"))
        self.page.await_that("all", lambda: self.page.text("#outcome h2") == "40 records")
        self.page.await_that("the end", lambda: not self.page.shown("#progress"))
        rows = self.rows()
        self.assertEqual(len(rows), 40)
        self.assertEqual(rows[1][:2], ["wdbc-002", "malignant"])
        self.assertEqual(self.page.text(".tally"), "25 benign\n15 malignant")
        self.assertIn("wdbc-001", self.page.text(".detail"))
        self.page.all("#outcome tbody button")[1].click()
        self.assertIn("wdbc-002", self.page.text(".detail"))
        self.assertRegex(self.page.text(".detail"), r"malignant\n9\d(\.\d)? %")
        self.assertRegex(self.page.text(".left"), r"[\d,]{4,} bytes of noise left this house")
        self.assertRegex(self.page.text(".left"), r"\d+ flights .* 40 records in 3 sessions")
        self.assertIn("same answer as the plain network", self.page.text("#outcome .facts"))
        self.assertEqual(self.page.text("#said"), "wdbc-002: malignant")
        self.assertIn("Not for clinical use", self.page.text("header"))
        self.audit("outcomes")

    def test_one_record_is_shown_at_once(self):
        self.diagnose(records(1))
        self.page.await_text(".detail", "benign")
        self.assertFalse(self.page.shown("#outcome table"))
        self.assertEqual(self.page.run("return document.activeElement.innerText"), "wdbc-001")

    def test_a_wrong_file_is_told(self):
        self.statuses = (400,)
        wrong = site.path / "wrong.csv"
        wrong.write_text("no,numbers\nat,all\n")
        self.diagnose(str(wrong))
        self.page.await_text("#outcome [role=alert]", "wrong.csv")
        self.assertIn("Nothing was used up", self.page.text("#outcome [role=alert]"))
        self.assertNotIn("/dev/shm", self.page.text("#outcome"))
        self.audit("an error")
        self.diagnose(records(2))
        self.page.await_text("#outcome h2", "2 records")
        self.assertEqual(self.page.all("#outcome [role=alert]"), [])

    def test_names_are_no_markup(self):
        name = "<img src=x onerror=alert(1)>"
        lines = pathlib.Path(records(2)).read_text().splitlines()
        file = site.path / "markup.csv"
        file.write_text("\n".join([lines[0], lines[1].replace("wdbc-001", name), lines[2]]))
        self.diagnose(str(file))
        self.page.await_text("#outcome h2", "2 records")
        self.assertEqual(self.rows()[0][0], name)
        self.assertEqual(self.page.all("#outcome img"), [])

    def test_it_can_be_cancelled(self):
        service = site.process("service")
        service.send_signal(signal.SIGSTOP)
        try:
            self.diagnose(str(EXAMPLE / "records.csv"))
            self.page.await_text("#progress", "0 of 40 records")
            self.assertTrue(self.page.shown("#cancel"))
            self.audit("progress")
            self.page.find("#cancel").click()
            self.page.await_text("#progress", "Cancelling")
        finally:
            service.send_signal(signal.SIGCONT)
        self.page.await_text("#outcome [role=alert]", "was cancelled")
        self.assertFalse(self.page.shown("#cancel"))
        self.page.await_that("the button", lambda: self.page.find("#send").is_enabled())
        self.page.find("#send").click()
        self.page.await_that("all", lambda: self.page.text("#outcome h2") == "40 records")

    def test_keys_are_enough(self):
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.page.press("TAB")
        self.assertEqual(self.page.focused(), "Skip to the content")
        self.page.press("ENTER")
        self.assertEqual(self.page.focused(), "main")
        self.page.tab_to("file")
        # What a dialog of the desktop would bring.
        self.page.find("#file").send_keys(records(3))
        self.page.await_text("#chosen", "some.csv")
        self.page.tab_to("model")
        self.page.tab_to("send")
        self.page.press("ENTER")
        self.page.await_that("the focus", lambda: self.page.focused() == "3 records")
        self.page.tab_to("wdbc-002")
        self.page.press("ENTER")
        self.page.await_text(".detail", "wdbc-002")
        self.assertEqual(self.page.focused(), "wdbc-002")
        self.open("/#past")
        self.page.await_text("#past-list", "wdbc-003")
        self.page.tab_to("Past results")
        self.page.tab_to("wdbc-002")
        self.page.press("ENTER")
        self.page.await_text("#one-outcome .detail", "wdbc-002")
        self.assertEqual(self.page.focused(), "one-title")


class Files(PageTest):
    def test_pictures_are_shown(self):
        self.choose(str(HERE.parent.parent / "docs/pictures/page-phone.png"))
        width = "return document.querySelector('#chosen img').naturalWidth"
        self.page.await_that("the picture", lambda: self.page.run(width) == 390)
        self.assertIn("picture", self.page.text("#chosen"))
        self.audit("a picture")

    def test_dicom_files_are_shown(self):
        # Without a name that tells what it is, as they are often called.
        file = site.path / "IM0001"
        file.write_bytes((DICOM / "ct.dcm").read_bytes())
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        for one in (DICOM / "frames.dcm", file):
            self.page.find("#file").send_keys(str(one))
            self.page.await_text("#chosen", one.name)
            self.page.await_that("the picture", lambda: self.page.run(
                "return (document.querySelector('#chosen img')?.naturalWidth ?? 0) > 0"))
            alt = self.page.find("#chosen img").get_attribute("alt")
            self.assertIn(f"The picture {one.name}", alt)
            self.assertEqual("frames" in alt, one.name == "frames.dcm")
            self.assertIn("DICOM", self.page.text("#chosen .file"))
            self.audit("a DICOM file")

    def test_what_can_not_be_shown_is_told(self):
        self.statuses = (400,)
        file = site.path / "scan.dcm"
        file.write_bytes(bytes(1234))
        self.choose(str(file))
        self.page.await_text("#chosen", "It can't be shown: scan.dcm")
        self.assertIn("DICOM, 1.23 kB", self.page.text("#chosen"))
        self.assertEqual(self.page.all("#chosen img"), [])
        self.assertTrue(self.page.find("#send").is_enabled())
        self.audit("a file that is no image")
        self.page.find("#chosen button").click()
        self.assertEqual(self.page.text("#chosen"), "")
        self.assertFalse(self.page.find("#send").is_enabled())

    def test_they_can_be_dropped(self):
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.page.run("""const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(["a,b\\n1,2\\n"], "dropped.csv"));
            document.body.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true}))""")
        self.page.await_text("#chosen", "dropped.csv")
        self.assertIn("2 lines", self.page.text("#chosen"))
        self.assertTrue(self.page.find("#send").is_enabled())


class Audit(PageTest):
    def test_it_finds_faults(self):
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.audit("the first view")
        for fault, script in {
                "contrast": "document.querySelector('h1').style.color = '#a0a0a0'",
                "no name": "document.querySelector('label[for=model]').remove()",
                "wider": "document.querySelector('h1').style.width = '200vw'",
                "an id twice": "document.querySelector('h1').id = 'main'"}.items():
            self.page.run(script)
            self.assertIn(fault, " ".join(self.page.run(AUDIT)))


class Tasks(PageTest):
    def show(self, task, record="scan"):
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.page.run_async(SAMPLE, task, record)

    def test_each_has_its_own_view(self):
        for task, parts in {"classes": ["b", "75 %"], "number": ["63.2 mmol/l"],
                            "binary": ["positive", "62 %", "reaches the threshold of 30 %"],
                            "findings": ["effusion", "not found: threshold 50 %"]}.items():
            self.show(task)
            for part in parts:
                self.assertIn(part, self.page.text(".detail"))
            self.audit(task)
        self.assertIn("chest, version 2", self.page.text("#outcome .facts"))
        self.assertIn("1,305 bytes of noise left this house", self.page.text(".left"))

    def test_thresholds_stand_where_they_are(self):
        self.show("findings")
        place = """const mark = document.querySelector(".bars .mark").getBoundingClientRect();
            const track = document.querySelector(".bars .track").getBoundingClientRect();
            return (mark.left + mark.width / 2 - track.left) / track.width;"""
        self.assertAlmostEqual(self.page.run(place), 0.4, delta=0.01)

    def test_a_map_lies_over_its_picture(self):
        self.show("map")
        pixel = """const copy = new OffscreenCanvas(8, 8).getContext("2d");
            copy.drawImage(document.querySelector("canvas"), 0, 0);
            return [...copy.getImageData(arguments[0], arguments[1], 1, 1).data]"""
        self.assertEqual(self.page.run(pixel, 0, 0), [0, 0, 0, 0])
        self.assertEqual(self.page.run(pixel, 6, 1), [230, 159, 0, 255])
        self.assertEqual(self.page.run(pixel, 6, 6), [86, 180, 233, 255])
        opacity = "return getComputedStyle(document.querySelector('canvas')).opacity"
        before = float(self.page.run(opacity))
        self.page.find(".slider input").send_keys("\ue014" * 5)  # right
        self.assertGreater(float(self.page.run(opacity)), before)
        self.page.all(".legend input")[1].click()
        self.assertEqual(self.page.run(pixel, 6, 1), [0, 0, 0, 0])
        same = """const [a, b] = [".layers img", ".layers canvas"].map((one) =>
            JSON.stringify(document.querySelector(one).getBoundingClientRect())); return a === b"""
        self.assertTrue(self.page.run(same), "the map is as large as its picture")
        self.audit("a map")


class PastResults(PageTest):
    def test_they_outlive_the_gateway(self):
        self.diagnose(records(25))
        self.page.await_text("#outcome h2", "25 records")
        self.page.await_that("the end", lambda: not self.page.shown("#progress"))
        port = site.port()
        site.stop("gateway")
        site.start_gateway(port=port)
        self.open("/#past")
        self.page.await_text("#past-list", "wdbc-025")
        self.assertEqual(len(self.page.all("#past-list tbody tr")), 20)
        self.audit("past results")
        newer, older = self.page.all("#past-list .actions button")
        self.assertFalse(newer.is_enabled())
        older.click()
        self.page.await_text("#past-list", "wdbc-005")
        self.page.all("#past-list .actions button")[0].click()
        self.page.await_text("#past-list", "wdbc-025")

        self.page.find("#search-record").send_keys("wdbc-007")
        self.page.press("ENTER")
        self.page.await_that("one record", lambda: "wdbc-025" not in self.page.text("#past-list"))
        self.page.find("#past-list tbody a").click()
        self.page.await_text("#one-outcome .detail", "wdbc-007")
        self.assertEqual(len(self.page.all("#one-outcome tbody tr")), 25)
        self.assertIn("of noise left this house", self.page.text("#one-outcome .left"))
        self.audit("a past result")

        self.page.driver.back()
        self.page.find("#search-record").clear()
        self.page.find("#search-record").send_keys("nobody")
        self.page.press("ENTER")
        self.page.await_text("#past-list", "There is no result")

    def test_what_is_not_there_is_told(self):
        self.statuses = (404,)
        self.open("/#past/0123/0")
        self.page.await_text("#one-outcome [role=alert]", "there is no diagnosis 0123")


class Pools(PageTest):
    def test_they_are_told_in_words(self):
        self.open("/#pools")
        self.page.await_text("#pools-list", "records can be diagnosed at once")
        self.audit("pools")

    def test_a_lost_gateway_is_told_and_found_again(self):
        self.statuses = ("ERR_",)
        port = site.port()
        self.open("/#pools")
        self.page.await_text("#pools-list", "can be diagnosed at once")
        site.stop("gateway")
        try:
            self.page.await_text("#pools-list [role=alert]", "can't be reached")
            self.audit("a lost connection")
        finally:
            site.start_gateway(port=port)
        self.page.await_text("#pools-list", "can be diagnosed at once")


    def test_they_say_how_long_they_last(self):
        self.diagnose(records(25))
        self.page.await_text("#outcome h2", "25 records")
        self.open("/#pools")
        self.page.await_text("#pools-list", "at the last hour's pace")
        self.assertRegex(self.page.text("#pools-list .lasts"),
                         r"^[\d,]+ prepared; at the last hour's pace \([\d,]+ an hour\) that is "
                         r"[\d.,]+ (minutes|hours|days)\.$")

    def test_runways_are_told_in_fitting_units(self):
        words = self.page.run_async("""const done = arguments[0];
            import("/page/runway.js").then(({runwayText}) => done([
                runwayText(1200, {count: 40, more: false}), runwayText(20, {count: 40}),
                runwayText(9000, {count: 10}), runwayText(1200, {count: 1000, more: true}),
                runwayText(1200, {count: 0}), runwayText(1200, undefined),
                runwayText(0, {count: 40})]))""")
        self.assertEqual(words, [
            "1,200 prepared; at the last hour's pace (40 an hour) that is 30 hours.",
            "20 prepared; at the last hour's pace (40 an hour) that is 30 minutes.",
            "9,000 prepared; at the last hour's pace (10 an hour) that is 37.5 days.",
            "1,200 prepared; at the last hour's pace (1,000 or more an hour) that is at most "
            "72 minutes.", "", "", ""])


class Received(PageTest):
    """Before answers as of a gateway that has an intake."""

    def setUp(self):
        self.page = Browser()
        self.addCleanup(self.page.driver.quit)
        self.page.before_each_page(RECEIVED)
        self.open("/#received")
        self.page.await_text("#received-list", "Doe, Jane M")

    def pick(self, name):
        self.row(name).click()
        self.page.await_text("#received-one h2", name)

    def row(self, name):
        return next(row for row in self.page.all("#received-list button") if name in row.text)

    def change(self, place, what):
        self.page.run(f"Object.assign(stub.received[{place}], {json.dumps(what)})")

    def test_they_are_listed(self):
        self.assertEqual(len(self.page.all("#received-list button")), 4)
        self.assertIn("1 under way", self.page.text("#received-count"))
        self.assertIn("CT, Chest routine", self.row("Doe, Jane M").text)
        self.assertIn("Waiting", self.row("Doe, Jane M").text)
        self.assertIn("Failed", self.row("4711").text)  # whose name nobody knows
        self.assertIn("<b>Poe</b>, Anna", self.page.text("#received-list"))
        self.assertTrue(self.page.shown("#to-received"))
        self.audit("received images")

    def test_one_that_waits_says_why(self):
        self.pick("Doe, Jane M")
        self.assertIn("4711 · CT, Chest routine · ", self.page.text("#received-one .study"))
        self.page.await_text("#received-one", "It waits: pool-dry: no bundle is prepared.")
        self.assertIn("Tried 2 times; it is tried again by itself", self.page.text("#received-one"))
        self.page.await_that("a picture", lambda: self.page.run(
            "return document.querySelector('#received-one img')?.naturalWidth") == 256)
        self.assertEqual(self.page.find("#received-one img").get_attribute("alt"),
                         "CT image of Doe, Jane M")
        self.audit("one that waits")
        self.page.find("#received-one .actions button").click()
        self.page.await_text("#received-one", "waits for its turn")
        self.assertEqual(self.page.focused(), "Doe, Jane M")
        self.assertIn("POST /v1/received/a2/retry", self.page.run("return stub.asked"))

    def test_a_map_lies_where_the_gateway_places_it(self):
        self.pick("Poe")
        self.page.await_text("#received-one .diagnosis", "lung 25 %")
        self.assertIn("pacs has its report", self.page.text("#received-one"))
        self.page.await_that("both", lambda: len(self.page.all("#received-one .layers img")) == 2)
        self.assertIn("lung 25 %", self.page.find("#received-one img.top").get_attribute("alt"))
        self.assertIn("background (not drawn)", self.page.text("#received-one .legend"))
        opacity = "return getComputedStyle(document.querySelector('img.top')).opacity"
        self.page.find("#received-one .slider input").send_keys("\ue012" * 5)  # left
        self.assertLess(float(self.page.run(opacity)), 1)
        self.assertEqual(self.page.run(
            "return getComputedStyle(document.querySelectorAll('.swatch')[1]).backgroundColor"),
            "rgb(128, 0, 0)")
        self.audit("a placed map")

    def test_a_map_of_a_dropped_file_is_placed_as_well(self):
        self.open("/")
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.page.find("#model").send_keys("lungs")
        self.choose(str(DICOM / "ct.dcm"))
        self.page.await_that("the picture", lambda: self.page.shown("#chosen img"))
        self.page.find("#send").click()
        self.page.await_that("both", lambda: len(self.page.all("#outcome .layers img")) == 2)
        self.assertIn("POST /v1/diagnoses/d3/picture", self.page.run("return stub.asked"))
        self.assertIn("lies where the model saw it", self.page.text("#outcome"))

    def test_a_map_that_lies_nowhere_is_beside_the_picture(self):
        self.page.run("stub.refuseMaps = true")
        self.pick("Poe")
        self.page.await_text("#received-one", "not laid over the picture: the model takes volumes")
        self.assertEqual(len(self.page.all("#received-one .layers img")), 0)
        self.assertEqual(len(self.page.all("#received-one img.picture")), 1)

    def test_a_series_has_a_slider(self):
        self.pick("4711")
        self.page.await_text("#received-one", "It failed: bad-input: the image has no window")
        self.page.await_text("#received-one .slider", "1 of 3")
        self.page.find("#received-one .slider input").send_keys("\ue014")  # right
        self.page.await_that("the second", lambda: "GET /v1/received/a4/picture?place=1" in
                             self.page.run("return stub.asked"))
        self.page.await_that("its name", lambda: self.page.find(
            "#received-one img").get_attribute("alt").endswith(", 2 of 3"))

    def test_one_that_no_rule_names_is_diagnosed_by_hand(self):
        self.pick("Roe, Richard")
        self.page.await_that("models", lambda: self.page.find("#kept-model").is_enabled())
        self.assertNotIn("breast", self.page.text("#kept-model"))  # it takes no images
        self.audit("one that is kept")
        self.page.find("#received-one form button").click()
        self.page.await_text("#received-one .diagnosis", "is below the threshold of 50 %")
        self.assertTrue(any("received=a1" in asked and asked.startswith("POST /v1/diagnoses")
                            for asked in self.page.run("return stub.asked")))
        self.audit("one that was diagnosed by hand")

    def test_a_refresh_steals_no_focus(self):
        self.pick("Doe, Jane M")
        self.page.run("document.querySelector('#received-list button[aria-pressed=true]').focus()")
        self.change(1, {"state": "reporting", "error": None, "diagnosis": "d3"})
        self.page.run("stub.received.unshift({...stub.received[0], id: 'a0', patient_name: 'New'})")
        self.page.await_text("#received-list", "Reporting")
        self.page.await_text("#received-list", "New")
        self.assertIn("Doe, Jane M", self.page.focused())
        self.assertIn("its report is on the way", self.page.text("#said"))
        self.assertEqual(len(self.page.all("#received-list button[aria-pressed=true]")), 1)

    def test_keys_are_enough(self):
        self.page.run("document.querySelector('#received-list button').focus()")
        self.page.press("TAB", "ENTER")
        self.page.await_text("#received-one h2", "Doe, Jane M")
        self.page.tab_to("Try again")
        self.page.press("ENTER")
        self.page.await_text("#received-one", "waits for its turn")

    def test_one_has_an_address(self):
        self.open("/#received/a2")
        self.page.await_text("#received-one h2", "Doe, Jane M")
        self.open("/#received/nobody")
        self.page.await_text("#received-problem", "nothing of the id nobody was received")
        self.assertIn("Doe, Jane M", self.page.text("#received-list"))

    def test_names_and_dates_are_peoples(self):
        words = self.page.run_async("""const done = arguments[0];
            import("/page/received_words.js").then(({personName, dicomDate}) => done([
                "Doe^Jane^M^Dr", "Doe", "=Yamada^Tarou=x", "", null].map(personName)
                .concat([dicomDate("2026"), dicomDate(null)])))""")
        self.assertEqual(words, ["Doe, Dr Jane M", "Doe", "Yamada, Tarou", "", "", "2026", ""])


class NoIntake(PageTest):
    def test_has_no_received_images(self):
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.assertFalse(self.page.shown("#to-received"))


class LostConnections(PageTest):
    def test_a_diagnosis_is_looked_for_again(self):
        self.statuses = ("ERR_", 404, 503)
        port = site.port()
        service = site.process("service")
        service.send_signal(signal.SIGSTOP)
        try:
            self.diagnose(records(4))
            self.page.await_text("#progress", "0 of 4 records")
            site.kill("gateway")
            self.page.await_text("#progress", "Looking for it again")
            site.start_gateway(port=port)
        finally:
            service.send_signal(signal.SIGCONT)
        self.page.await_that("the end", lambda: not self.page.shown("#progress"))
        self.assertRegex(self.page.text("#outcome"), "4 records|cancelled|failed")


class TokensTest(PageTest):
    statuses = (401, 403)

    @classmethod
    def setUpClass(cls):
        site.stop("gateway")
        cls.token = site.token("ward-3", "diagnose,read")
        site.start_gateway(tokens="tokens")

    @classmethod
    def tearDownClass(cls):
        site.stop("gateway")
        site.start_gateway()

    def give(self, token):
        self.page.await_that("the dialog", lambda: self.page.shown("#token"))
        self.assertEqual(self.page.focused(), "token-text")
        self.page.find("#token-text").send_keys(token)
        self.page.press("ENTER")

    def test_one_is_asked_for_once(self):
        self.page.await_text("#token", "wants to know who asks")
        self.audit("the dialog")
        self.give("medisc_wrong")
        self.page.await_text("#token-why", "nobody has this token")
        self.give(self.token)
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.diagnose(records(2))
        self.page.await_text("#outcome h2", "2 records")
        self.page.driver.refresh()
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        self.assertFalse(self.page.shown("#token"))
        self.assertEqual(self.page.run("return [sessionStorage.length, localStorage.length, "
                                       "document.cookie]"), [1, 0, ""])
        self.page.find("#forget").click()
        self.page.await_that("the dialog", lambda: self.page.shown("#token"))

    def test_who_has_none_is_told(self):
        self.page.await_that("the dialog", lambda: self.page.shown("#token"))
        self.page.press("ESCAPE")
        self.page.await_text("#about-model [role=alert]", "a token is needed")
        self.page.find("#about-model button").click()
        self.give(self.token)
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())


class Documents(PageTest):
    @staticmethod
    def get(path, **headers):
        request = urllib.request.Request(site.url + path, headers=headers)
        try:
            return urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            return error

    def test_routes_are_listed_for_people(self):
        document = json.load(self.get("/openapi.json"))
        operations = [one["operationId"] for path in document["paths"].values()
                      for one in path.values()]
        self.open("/docs")
        self.page.await_text("#routes", "/v1/models")
        self.assertEqual(sorted(one.get_attribute("id") for one in self.page.all(".route")),
                         sorted(operations))
        self.assertIn(f"MEDISC={site.url}", self.page.text("#variables"))
        self.assertIn("curl -s -H \"Authorization: Bearer $TOKEN\"", self.page.text("#results"))
        self.audit("routes")

    def test_nothing_comes_from_elsewhere(self):
        self.page.await_that("a model", lambda: self.page.find("#model").is_enabled())
        loaded = self.page.run("return performance.getEntriesByType('resource').map((e) => e.name)")
        self.assertGreater(len(loaded), 10)
        for address in loaded:
            self.assertTrue(address.startswith(site.url + "/"), address)
        for path in ("/", "/docs", "/page/page.js", "/page/page.css", "/page/icon.svg"):
            response = self.get(path)
            self.assertEqual(response.headers["Content-Security-Policy"], POLICY)
            self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
            tag = response.headers["ETag"]
            self.assertEqual(self.get(path, **{"If-None-Match": tag}).status, 304)
        self.assertEqual(self.get("/page/none.js").status, 404)
        self.assertEqual(self.get("/page/..%2fpage.js").status, 400)


if __name__ == "__main__":
    reason = browser.missing()
    if reason:
        print(f"skipped: {reason} (scripts/gateway-packages.txt)")
        sys.exit(77)
    os.environ.setdefault("HOME", "/tmp")  # Chromium wants one
    unittest.main(verbosity=2)
