"""A real Chromium that looks at finished pages: in several views, with two checkers and its ear to the console.

Pages are served over loopback with the headers that the site's own `_headers` asks for, so that the security policy
is tested too. The browser can reach nothing else.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypedDict
from urllib.parse import urlsplit

from tests.checkers.npm import ADVICE, package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
    "--no-sandbox",  # root and most containers cannot have one, and only our own pages are opened
)
"""How Chromium is started: silent towards the network, and able to run in a container."""

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""WCAG 2.2 at levels A and AA, and what axe's makers hold to be good practice besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One way of looking at a page; sizes in CSS pixels."""

    width: int = 1280
    height: int = 900
    dark: bool = False
    forced_colours: bool = False
    print_media: bool = False
    scripts: bool = True


DESKTOP = View()
DARK = View(dark=True)
PHONE = View(width=320, height=640)
FORCED_COLOURS = View(forced_colours=True)
PAPER = View(print_media=True)
NO_SCRIPTS = View(scripts=False)

VIEWS = {
    "desktop": DESKTOP,
    "dark": DARK,
    "phone": PHONE,
    "forced-colours": FORCED_COLOURS,
    "paper": PAPER,
    "no-scripts": NO_SCRIPTS,
}
"""All views by name, to test a page in each."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An open page, and what the browser complained of until now: console, policy, errors, requests to elsewhere."""

    page: Page
    complaints: list[str] = field(default_factory=list)


class Look(Protocol):
    """What the fixture `look` gives."""

    def __call__(self, folder: Path, path: str = "", view: View = DESKTOP) -> Seen:
        """The page at this path of a site folder, open until the test ends."""


class Tabs:
    """The tabs of a browser. To open one takes longer than most pages, so one that is free again shows the next page.

    A page meets nothing of those before it: each comes from an address of its own, and none from the cache.
    """

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._free: list[Page] = []

    @contextmanager
    def look(self, folder: Path, path: str = "", view: View = DESKTOP) -> Iterator[Seen]:
        """A page of a site folder, loaded to the end."""
        with serve(folder) as base, self._tab(view) as page, _listening(page, base) as complaints:
            page.goto(base + path)
            yield Seen(page, complaints)

    @contextmanager
    def _tab(self, view: View) -> Iterator[Page]:
        """An empty tab, set for this view.

        One without scripts is not used again, as the checkers let scripts run; nor is one for paper, which would now
        and then show the page as on a screen.
        """
        is_used_again = view.scripts and not view.print_media
        page = self._free.pop() if self._free and is_used_again else self._opened(scripts=view.scripts)
        page.set_viewport_size({"width": view.width, "height": view.height})
        page.emulate_media(
            media="print" if view.print_media else "screen",
            color_scheme="dark" if view.dark else "light",
            forced_colors="active" if view.forced_colours else "none",
        )
        yield page
        if is_used_again:
            emptied(page)
            self._free.append(page)
        else:
            page.context.close()

    def _opened(self, *, scripts: bool) -> Page:
        """A tab with a profile of its own."""
        context = self._chromium.new_context(java_script_enabled=scripts, reduced_motion="reduce", locale="en-GB")
        return context.new_page()


def emptied(page: Page) -> None:
    """Leave the page, and forget what was received: the next may come from an address that was another's before."""
    page.goto("about:blank")
    _command(page, "Network.clearBrowserCache")


@contextmanager
def _listening(page: Page, base: str) -> Iterator[list[str]]:
    """What the browser says against the page, until one listens no longer."""
    complaints: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.type}: {message.text} at {message.location['url']}")

    def failed(error: Error) -> None:
        complaints.append(f"script error: {error}")

    def asked(request: Request) -> None:
        if not request.url.startswith((base, "data:")):
            complaints.append(f"asks elsewhere: {request.url}")

    page.on("console", console)
    page.on("pageerror", failed)
    page.on("request", asked)
    yield complaints
    page.remove_listener("console", console)
    page.remove_listener("pageerror", failed)
    page.remove_listener("request", asked)


def visible_text(page: Page, selector: str = "body") -> str:
    """What a person can read in the first element that fits the selector: one line a line, blank lines dropped.

    As styled: what CSS hides is not there, what it capitalises is capital. Text for screen readers only is there.
    """
    lines = page.locator(selector).first.inner_text().splitlines()
    return "\n".join(words for line in lines if (words := " ".join(line.split())))


def overflow(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window: nobody should have to scroll sideways."""
    return int(_evaluate(page, "document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def opened(page: Page) -> None:
    """Open every closed part of the page."""
    _evaluate(page, "document.querySelectorAll('details').forEach(part => { part.open = true })")


def screenshot(page: Page) -> bytes:
    """The whole page as a PNG."""
    return page.screenshot(full_page=True, animations="disabled", caret="hide")


class _Node(TypedDict):
    target: list[object]
    failureSummary: str


class _Rule(TypedDict):
    id: str
    impact: str | None
    help: str
    nodes: list[_Node]


class _Result(TypedDict):
    violations: list[_Rule]
    incomplete: list[_Rule]


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong: one line a rule and element."""
    return _told(_axe(page)["violations"])


def axe_undecided(page: Page) -> list[str]:
    """What axe-core could not decide and leaves to a person: contrast over a picture, say."""
    return _told(_axe(page)["incomplete"])


def ibm(page: Page) -> list[str]:
    """What IBM's accessibility checker finds wrong or asks a person to look at: one line a rule and element."""
    folder = package("accessibility-checker-engine")
    if folder is None:
        raise LookupError(ADVICE)
    _let_scripts_run(page)
    _evaluate(page, (folder / "ace-window.js").read_text(encoding="utf-8"))
    found: list[list[str]] = _evaluate(page, IBM)
    return [": ".join(line) for line in found]


IBM = """
new ace.Checker().check(document, ["WCAG_2_2"]).then(report => report.results
    .filter(result => result.value[1] !== "PASS" && result.value[0] !== "RECOMMENDATION")
    .map(result => [result.ruleId, result.reasonId, result.message, result.path.dom]))
"""
"""One run of the checker by the rules of WCAG 2.2, and what it leaves to a person (its "potential" findings)."""


AXE = f"""
axe.run(document, {{runOnly: {list(AXE_TAGS)!r}, resultTypes: ["violations", "incomplete"]}})
    .then(({{violations, incomplete}}) => ({{violations, incomplete}}))
"""
"""One run of axe, without the elements that passed: to hand them over takes as long as the run."""


def _told(rules: list[_Rule]) -> list[str]:
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {' '.join(map(str, node['target']))}"
        for rule in rules
        for node in rule["nodes"]
    ]


def _axe(page: Page) -> _Result:
    """One run of axe in the page."""
    _let_scripts_run(page)
    _evaluate(page, _axe_source())
    result: _Result = _evaluate(page, AXE)
    return result


def _let_scripts_run(page: Page) -> None:
    """A checker needs timers; scripts of the page that were off while it loaded stay off."""
    debugger = page.context.new_cdp_session(page)
    for disabled in (True, False):  # a fresh session takes its own False for no change
        debugger.send("Emulation.setScriptExecutionDisabled", {"value": disabled})
    debugger.detach()


@cache
def _axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def _evaluate(page: Page, expression: str) -> Any:
    """The value of an expression, by the debugger: it works under any security policy and with scripts off."""
    answer = _command(page, "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
    if "exceptionDetails" in answer:
        raise RuntimeError(answer["exceptionDetails"])
    return answer["result"].get("value")


def _command(page: Page, name: str, **arguments: object) -> Any:
    """What the debugger answers to a command."""
    debugger = page.context.new_cdp_session(page)
    answer = debugger.send(name, arguments)
    debugger.detach()
    return answer


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """A site folder over loopback; gives the address of its root, with the slash."""
    headers = _read_headers(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, headers=headers, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


_Headers = list[tuple[str, str, str]]


def _read_headers(folder: Path) -> _Headers:
    """The rows of a `_headers` file: pattern of paths, name, value; its form is that of the static hosts."""
    path = folder / "_headers"
    rows: _Headers = []
    pattern = ""
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line[:1].isspace() and ":" in line:
            name, value = line.split(":", 1)
            rows.append((pattern, name.strip(), value.strip()))
        elif line.strip() and not line.startswith("#"):
            pattern = line.strip()
    return rows


class _Handler(SimpleHTTPRequestHandler):
    """Files of one folder, with its own headers, in silence."""

    extensions_map = {  # noqa: RUF012  the base class's own
        **SimpleHTTPRequestHandler.extensions_map,
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".jsonld": "application/ld+json",
        ".svg": "image/svg+xml",
    }

    def __init__(self, *args: Any, headers: _Headers, **kwargs: Any) -> None:
        self.extra = headers
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if self.path == "/favicon.ico" and not Path(self.translate_path(self.path)).exists():
            # Browsers ask for it on their own account: a page is not to blame that it is not there.
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def end_headers(self) -> None:
        path = urlsplit(self.path).path
        for pattern, name, value in self.extra:
            if fnmatchcase(path, pattern):
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass
