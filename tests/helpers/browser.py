"""A real Chromium without a window, driven by its own ids; every step waits for its page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

_CHROMIUM: Final = "/usr/bin/chromium"
_CHROMEDRIVER: Final = "/usr/bin/chromedriver"
_OPTIONS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)
_PAGE_S: Final = 15.0
_LOOK_S: Final = 0.05
_WIDTH: Final = 1280
_HEIGHTS: Final = (720, 2400)
_MARK: Final = "document.documentElement.dataset.left"


class Browser:
    """One window."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        self._driver.get(url)

    def follow(self, element_id: str) -> None:
        """Click what leads to another page, and wait until that page is there."""
        self.follow_element(self.element(element_id))

    def follow_element(self, element: WebElement) -> None:
        self._driver.execute_script(f"{_MARK} = 'yes'")
        element.click()
        self._wait().until(
            lambda driver: driver.execute_script(
                f"return document.readyState === 'complete' && {_MARK} === undefined"
            )
        )

    def type(self, element_id: str, text: str) -> None:
        self.element(element_id).send_keys(text)

    def set(self, element_id: str, value: str) -> None:
        """Fill a field that takes no plain typing, such as a date."""
        self._driver.execute_script(
            "document.getElementById(arguments[0]).value = arguments[1]", element_id, value
        )

    def network(self, *, on: bool) -> None:
        """Plug the network in or out."""
        self._driver.execute_cdp_cmd("Network.enable", {})
        self._driver.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {"offline": not on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
        )

    def picture_of(self, element_id: str) -> bytes:
        """What is drawn of one element, as PNG."""
        return self.element(element_id).screenshot_as_png

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(
            self._driver.execute_script(
                "const page = document.documentElement;"
                "return Math.max(0, page.scrollWidth - page.clientWidth)"
            )
        )

    def element(self, element_id: str) -> WebElement:
        return self._driver.find_element(By.ID, element_id)

    def has(self, element_id: str) -> bool:
        return bool(self._driver.find_elements(By.ID, element_id))

    def select(self, selector: str) -> list[WebElement]:
        """All elements of a CSS selector, in the page's order."""
        return self._driver.find_elements(By.CSS_SELECTOR, selector)

    def address(self) -> str:
        return self._driver.current_url

    def language(self) -> str:
        return self._driver.find_element(By.TAG_NAME, "html").get_attribute("lang") or ""

    def loaded(self, image_id: str) -> bool:
        """Whether the picture was really drawn."""
        return bool(
            self._driver.execute_script(
                "return document.getElementById(arguments[0]).naturalWidth > 0", image_id
            )
        )

    def complaints(self) -> list[str]:
        """What the page's console says: blocked content, failed loads."""
        return [str(entry["message"]) for entry in self._driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def screenshot(self, path: Path, width: int = _WIDTH) -> None:
        """The whole page as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._driver.set_window_size(width, _HEIGHTS[0])
        height = self._driver.execute_script("return document.documentElement.scrollHeight")
        chrome = self._driver.execute_script("return window.outerHeight - window.innerHeight")
        self._driver.set_window_size(width, min(max(height, _HEIGHTS[0]), _HEIGHTS[1]) + chrome)
        self._driver.save_screenshot(str(path))

    def _wait(self) -> WebDriverWait[webdriver.Chrome]:
        return WebDriverWait(self._driver, _PAGE_S, _LOOK_S, [WebDriverException])


@contextmanager
def chromium(language: str = "zh-CN") -> Iterator[Browser]:
    """A browser whose user prefers ``language``; it ends with the block."""
    options = webdriver.ChromeOptions()
    options.binary_location = _CHROMIUM
    for option in _OPTIONS:
        options.add_argument(option)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(_CHROMEDRIVER))
    try:
        driver.set_page_load_timeout(_PAGE_S)
        yield Browser(driver)
    finally:
        driver.quit()
