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
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
          "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")

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

    def test_others_are_named(self):
        file = site.path / "scan.dcm"
        file.write_bytes(bytes(1234))
        self.choose(str(file))
        self.assertIn("DICOM, 1.23 kB", self.page.text("#chosen"))
        self.assertEqual(self.page.all("#chosen img"), [])
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
        print(f"skipped: {reason} (scripts/page-packages.txt)")
        sys.exit(77)
    os.environ.setdefault("HOME", "/tmp")  # Chromium wants one
    unittest.main(verbosity=2)
