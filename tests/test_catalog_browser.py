"""The catalog as its readers have it: in a real browser, from a server and from a folder."""

from __future__ import annotations

import functools
import json
import re
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from shutil import which
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from linter.engine import examine_template
from linter.project import Project
from linter.template.template import load_template
from tests.cataloguing import own, rows
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SMS, LETTER, MAIL = "sms.overdue.first-day", "letter.overdue.notice", "email.overdue.reminder"
WORDS = ("逾期", "违约金", "热线", "滞纳金")
AXE = ROOT / ".venv/validators/node_modules/axe-core/axe.min.js"
PAGES = (
    "index.html",
    "list/index.html?q=违约金",
    f"t/{SMS}/index.html",
    f"t/{LETTER}/index.html",
    f"t/{MAIL}/index.html",
    "t/delivery.overdue.notice/index.html",
    "reference/index.html",
    "reference/rules/THR001.html",
    "reference/glossary/obsolete_term.html",
    "reference/regulations.html",
    "guide/index.html",
    "template-language.html",
    "404.html",
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        del format, args


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's site."""
    folder = tmp_path_factory.mktemp("own")
    return own(folder / "project", folder / "site")


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    """Where the site is served."""
    handler = functools.partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    assert path, "make .venv/chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield running
        running.close()


@contextmanager
def _opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page; at the end no error was told and nothing was asked of another host."""
    told: list[str] = []
    asked: list[str] = []
    context = browser.new_context(locale="zh-CN", **options)
    page = context.new_page()
    page.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page
    home = address.split("/", 3)[2]
    foreign = [each for each in asked if not each.startswith("data:") and home not in each[:30]]
    context.close()
    assert told == []
    assert foreign == []


@pytest.mark.parametrize("word", WORDS)
def test_search_finds_exactly_what_contains_a_word(
    browser: Browser, site: Path, server: str, word: str
) -> None:
    """Templates whose messages or names have it are found, and no other; so are other pages."""
    project = Project.open(site.parent / "project")
    wanted = set()
    for file in project.template_files():
        template = load_template(project.source(project.root / file))
        if template.front is None or not (site / "t" / template.id).exists():
            continue
        examination = examine_template(project, template)
        texts = [*(each.text for each in examination.messages), template.front.title, template.id]
        if any(word in text for text in texts):
            wanted.add(f"t/{template.id}/index.html")
    others = {
        each["address"]
        for each in rows(site)
        if each["kind"] != "模板" and word in f"{each['title']}\n{each['id']}\n{each['text']}"
    }

    with _opened(browser, f"{server}/list/index.html") as page:
        page.locator("#q").fill(word)
        while page.locator("#more").is_visible():
            page.locator("#more").click()
        links = page.locator("#results li > a").evaluate_all("all => all.map((each) => each.href)")
        found = {each.removeprefix(f"{server}/") for each in links}
        assert found == wanted | others
        assert page.locator("#results mark").count() >= len(found)
        told = f"共 {len(wanted)} 个模板" if wanted else "没有模板"
        assert told in page.locator("#count").inner_text()
        hint = page.locator("#synonyms").inner_text()
        assert ("违约金" in hint) == (word == "滞纳金")


def test_facets_live_in_the_address(browser: Browser, server: str) -> None:
    """A facet narrows the list, stands in the address, and the back button takes it back."""
    with _opened(browser, f"{server}/list/index.html?q=还款") as page:
        before = page.locator("#results li").count()
        page.get_by_label(re.compile("^电子邮件")).check()
        assert "channel=email" in page.url
        kinds = page.locator("#results .kind").all_inner_texts()
        assert 0 < len(kinds) < before
        assert {*kinds} == {"模板"}
        page.reload()
        assert page.locator("#results li").count() == len(kinds)
        assert page.get_by_label(re.compile("^电子邮件")).is_checked()
        page.go_back()
        assert page.locator("#results li").count() == before
        assert "channel" not in page.url
        assert page.locator("#q").input_value() == "还款"


def test_keyboard_and_input_methods(browser: Browser, server: str) -> None:
    """/ leads to the box, arrows through the results; half-typed words aren't searched."""
    with _opened(browser, f"{server}/list/index.html") as page:
        every = page.locator("#results li").count()
        page.locator("h1").click()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.evaluate(
            """() => {
              const box = document.getElementById("q");
              box.dispatchEvent(new CompositionEvent("compositionstart"));
              box.value = "yu'qi";
              box.dispatchEvent(new InputEvent("input", { isComposing: true }));
            }"""
        )
        assert page.locator("#results li").count() == every
        page.evaluate(
            """() => {
              const box = document.getElementById("q");
              box.value = "逾期";
              box.dispatchEvent(new CompositionEvent("compositionend"));
            }"""
        )
        assert "q=" in page.url
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.closest('#results') !== null")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.press("Escape")
        assert page.locator("#q").input_value() == ""


def test_search_works_from_a_folder(browser: Browser, site: Path) -> None:
    """Without a server, with ?q= in the address, the list finds and leads to pages."""
    with _opened(browser, f"{site.as_uri()}/list/index.html?q=955XX") as page:
        first = page.locator("#results li > a").first
        title = first.inner_text()
        first.click()
        assert title in page.locator("h1").inner_text()
        page.go_back()
        assert page.locator("#q").input_value() == "955XX"


def test_copies_are_the_messages(browser: Browser, site: Path, server: str) -> None:
    """The button copies the message exactly, as the example or with the longest values."""
    project = Project.open(site.parent / "project")
    options = {"permissions": ["clipboard-read", "clipboard-write"]}
    for name, file in ((SMS, "sms/overdue-first-day"), (LETTER, "letter/overdue-notice")):
        path = project.templates_folder / f"{file}.j2"
        examination = examine_template(project, load_template(project.source(path)))
        messages = [examination.messages[group[0]] for group in examination.distinct]
        with _opened(browser, f"{server}/t/{name}/index.html", **options) as page:
            buttons = page.locator("button.whole")
            for kind in ("e", "l"):
                page.locator(f"#show-{kind}").check()
                buttons.first.click()
                copied = page.evaluate("navigator.clipboard.readText()")
                texts = {
                    "\n\n".join(
                        section.example if kind == "e" else section.longest
                        for section in each.sections.values()
                    )
                    for each in messages
                }
                assert copied in texts


def test_picking_a_case_shows_its_message(browser: Browser, site: Path, server: str) -> None:
    """With every value chosen, the one text reads as the message of that case."""
    project = Project.open(site.parent / "project")
    path = project.templates_folder / "letter/overdue-notice.j2"
    examination = examine_template(project, load_template(project.source(path)))
    chosen = range(0, len(examination.messages), 9)
    with _opened(browser, f"{server}/t/{LETTER}/index.html") as page:
        for at in chosen:
            taken = examination.cases.paths[examination.printed[at]]
            for key, choice in taken.items():
                value = json.dumps(choice.label)
                page.locator(f'select[data-key="{key}"]').select_option(value)
            shown = page.locator(".annotated").evaluate(
                """(figure) => {
                  const clone = figure.cloneNode(true);
                  clone.querySelectorAll("[hidden], .when, .label, .value .l, .value .n")
                    .forEach((each) => each.remove());
                  return [...clone.querySelectorAll(".wording")].map((e) => e.textContent);
                }"""
            )
            sections = examination.messages[at].sections.values()
            assert shown == [section.example for section in sections]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_barrier(browser: Browser, server: str, path: str, scheme: str) -> None:
    """axe-core finds no violation of WCAG 2.1 A and AA; nothing is wider than a phone."""
    with _opened(browser, f"{server}/{path}", color_scheme=scheme) as page:
        page.add_script_tag(path=AXE)
        for width in (1440, 375):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = page.evaluate(
                """() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })"""
            )
            assert [(each["id"], each["help"]) for each in found["violations"]] == []


def test_print(browser: Browser, server: str) -> None:
    """In print the navigation and the buttons are gone; id, code and day stand in the margin."""
    with _opened(browser, f"{server}/t/{SMS}/index.html") as page:
        page.emulate_media(media="print")
        assert not page.locator("header.top").is_visible()
        assert page.locator("button:visible").count() == 0
        assert page.locator(".bubble").first.is_visible()
        margin = page.evaluate(
            """[...document.styleSheets].filter((each) => !each.href)
              .map((each) => each.cssRules[0].cssText).join("")"""
        )
        assert SMS in margin
        assert "批准码" in margin
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
