"""Staff of the university in front of a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import (
    element_to_be_clickable,
    visibility_of_element_located,
)
from selenium.webdriver.support.wait import WebDriverWait

from wording import Language

PAGE_LIMIT_S: Final = 15.0
_ACCEPTED: Final = {Language.ZH: "zh-CN,zh", Language.EN: "en"}
_CHROMIUM: Final = "/usr/bin/chromium"
_CHROMEDRIVER: Final = "/usr/bin/chromedriver"


@contextmanager
def browser(profile: Path, language: Language, *, visible: bool) -> Iterator[Chrome]:
    """Debian's Chromium with an empty profile."""
    options = ChromeOptions()
    options.binary_location = _CHROMIUM
    arguments = [
        "--no-first-run",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        f"--user-data-dir={profile}",
        f"--accept-lang={_ACCEPTED[language]}",
    ]
    if not visible:
        arguments.append("--headless=new")
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root otherwise
    for argument in arguments:
        options.add_argument(argument)
    chrome = Chrome(options=options, service=ChromeService(_CHROMEDRIVER))
    try:
        yield chrome
    finally:
        chrome.quit()


class Desk:
    """One person before the hall's pages: staff, or a visitor who is not signed in."""

    def __init__(self, chrome: Chrome, hall_url: str) -> None:
        self._chrome = chrome
        self._hall_url = hall_url
        self._wait = WebDriverWait(chrome, PAGE_LIMIT_S)

    def sign_in(self, account: str, password: str) -> None:
        self._chrome.get(f"{self._hall_url}/login")
        self._type("login-username", account)
        self._type("login-password", password)
        self._click("login-submit")
        self._wait.until(visibility_of_element_located((By.ID, "sign-out")))

    def read_registration(self, status: str, student_no: str) -> None:
        """Open the student's registration from the list of those with ``status``."""
        self._chrome.get(f"{self._hall_url}/returns/?status={status}&q={student_no}")
        link = (By.CSS_SELECTOR, f"#returns-table tr[data-student-no='{student_no}'] a")
        self._wait.until(element_to_be_clickable(link)).click()
        self._wait.until(visibility_of_element_located((By.ID, "student-name")))

    def approve(self) -> None:
        """Approve the registration that is open."""
        self._click("approve")
        self._click("confirm")
        self._wait.until(visibility_of_element_located((By.ID, "flash")))

    def revoke(self, student_no: str, remark: str) -> datetime:
        """Revoke an approved return; answers the moment at which it was confirmed."""
        self.read_registration("approved", student_no)
        self._click("revoke")
        self._wait.until(visibility_of_element_located((By.ID, "remark")))
        self._type("remark", remark)
        moment = datetime.now(UTC)
        self._click("confirm")
        self._wait.until(visibility_of_element_located((By.ID, "flash")))
        return moment

    def events_received(self) -> list[UUID]:
        """The events on the page of what the gates reported, newest first."""
        self._chrome.get(f"{self._hall_url}/gates/")
        self._wait.until(visibility_of_element_located((By.ID, "events-table")))
        rows = self._chrome.find_elements(By.CSS_SELECTOR, "tr[data-event]")
        return [UUID(str(row.get_attribute("data-event"))) for row in rows]

    def shoot(self, path: Path) -> None:
        """Save a picture of the page."""
        self._chrome.save_screenshot(str(path))

    def text(self, element: str) -> str:
        """The text of an element of the current page."""
        shown: str = self._wait.until(visibility_of_element_located((By.ID, element))).text
        return shown

    def attribute(self, element: str, name: str) -> str | None:
        """An attribute of an element of the current page."""
        found = self._wait.until(visibility_of_element_located((By.ID, element)))
        return found.get_attribute(name)

    def open(self, url: str) -> None:
        self._chrome.get(url)

    def _click(self, element: str) -> None:
        self._wait.until(element_to_be_clickable((By.ID, element))).click()

    def _type(self, element: str, text: str) -> None:
        field = self._wait.until(visibility_of_element_located((By.ID, element)))
        field.clear()
        field.send_keys(text)
