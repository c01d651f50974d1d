#!/usr/bin/python3
"""Takes the pictures of docs/pictures/ anew: tests/page/take_pictures.py FOLDER"""

import pathlib
import sys

from browser import Browser
from example_site import EXAMPLE, Site

HERE = pathlib.Path(__file__).resolve().parent


def diagnose(page, url, file):
    page.open(url)
    page.await_that("a model", lambda: page.find("#model").is_enabled())
    page.find("#file").send_keys(file)
    page.await_text("#chosen", pathlib.Path(file).name)
    page.find("#send").click()
    page.await_text("#outcome h2", "12 records")
    page.await_that("the end", lambda: not page.shown("#progress"))
    page.all("#outcome tbody button")[3].click()


def receive(page, url):
    """Made-up images: what an intake of this site would have needs models of images."""
    page.before_each_page((HERE / "received_stub.js").read_text())
    page.open(url + "/#received")
    page.await_text("#received-list", "Poe")
    page.run("stub.received[2].patient_name = 'Poe^Anna'; stub.received[3].patient_name = 'Moe^Max'")
    page.await_text("#received-list", "Poe, Anna")
    page.run("[...document.querySelectorAll('#received-list button')][2].click()")
    page.await_that("the map", lambda: page.shown("#received-one img.top"))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    with Site() as site:
        site.stock(120)
        site.start_hospital()
        site.start_gateway()
        lines = (EXAMPLE / "records.csv").read_text().splitlines()[:13]
        file = site.path / "records.csv"
        file.write_text("\n".join(lines) + "\n")
        for name, scheme, width, height in (("page-light", "light", 1280, 900),
                                            ("page-dark", "dark", 1280, 900),
                                            ("page-phone", "light", 390, 844)):
            with Browser(scheme, width, height) as page:
                diagnose(page, site.url, str(file))
                if width < 500:
                    page.run("document.querySelector('.detail').scrollIntoView()")
                else:
                    page.run("scrollTo(0, 0)")
                page.driver.save_screenshot(str(folder / f"{name}.png"))
        with Browser("light", 1280, 900) as page:
            receive(page, site.url)
            page.driver.save_screenshot(str(folder / "page-received.png"))


if __name__ == "__main__":
    main()
