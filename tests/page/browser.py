"""Headless Chromium, as the tests drive it."""

import contextlib
import importlib.util
import pathlib
import shutil
import time

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
PATIENCE = 15  # seconds


def missing():
    """What keeps a browser from running here, or none."""
    if not CHROMIUM or not DRIVER:
        return "chromium and chromium-driver are not installed"
    if importlib.util.find_spec("selenium") is None:
        return "python3-selenium is not installed"
    return None


class Browser:
    """As a context. `scheme`: "light" or "dark"."""

    def __init__(self, scheme="light", width=1280, height=900):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                     "--force-color-profile=srgb", f"--window-size={width},{height}"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_script_timeout(PATIENCE)
        self.resize(width, height)
        self.colour(scheme)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def resize(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})

    def colour(self, scheme):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def open(self, url):
        self.driver.get("about:blank")
        self.driver.get(url)

    def before_each_page(self, script):
        """Runs it ahead of a page's own scripts, from now on."""
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def run_async(self, script, *arguments):
        return self.driver.execute_async_script(script, *arguments)

    def find(self, selector):
        from selenium.webdriver.common.by import By
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        from selenium.webdriver.common.by import By
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """Of what is shown there; empty where nothing is."""
        return self.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def shown(self, selector):
        return self.run("return document.querySelector(arguments[0])?.checkVisibility() ?? false",
                        selector)

    def await_that(self, what, holds):
        """Until holds() is true, which it becomes; its value."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            value = holds()
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"{what} does not come; the page shows:\n{self.text('main')}")

    def await_text(self, selector, part):
        return self.await_that(f"{part!r} in {selector}", lambda: part in self.text(selector))

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys
        for key in keys:
            ActionChains(self.driver).send_keys(getattr(Keys, key, key)).perform()

    def focused(self):
        """The id, or the text, of what has the focus."""
        return self.run("const a = document.activeElement; return a.id || a.innerText")

    def tab_to(self, name):
        """Presses Tab until what has the focus is called so."""
        for _ in range(60):
            self.press("TAB")
            if self.focused() == name:
                return
        raise AssertionError(f"Tab does not come to {name}")

    def complaints(self, statuses=()):
        """What the console has, but answers of these statuses; a look forgets them."""
        def is_expected(entry):
            return entry["source"] == "network" and any(
                f"status of {status} " in entry["message"] or str(status) in entry["message"]
                for status in statuses)
        return [entry for entry in self.driver.get_log("browser") if not is_expected(entry)]

    @contextlib.contextmanager
    def scheme(self, name):
        self.colour(name)
        yield
        self.colour("light")
