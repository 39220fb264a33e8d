"""A small sign-in on this computer: a proxy that knows people by a cookie, and brings them to the hosted form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode, urlsplit

from tests.edit.forms import controls

PERSON, SECRET = "X-Forwarded-Email", "X-Edit-Secret"
WORD = "a-secret-of-at-least-24-signs"
OURS = {PERSON.lower(), SECRET.lower(), "connection"}


def hosted(folder: Path, at: str, **more: str) -> Path:
    """A file that says how the form is hosted."""
    (folder / "secret").write_text(f"{WORD}\n", "utf-8")
    (folder / "secret").chmod(0o600)
    said = {"address": at, "listen": "127.0.0.1:0", "person": PERSON, "secret": "secret", **more}
    file = folder / "edit.toml"
    file.write_text("".join(f'{key} = "{value}"\n' for key, value in said.items() if value), "utf-8")
    return file


class Proxy(ThreadingHTTPServer):
    """Signs people in, and passes on what they ask. `passes_on`: the twin lets a header of the browser through."""

    daemon_threads = True

    def __init__(self, passes_on: bool = False) -> None:  # noqa: FBT002 (as it is named)
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind, self.secret, self.passes_on = 0, "", passes_on

    @property
    def address(self) -> str:
        """The address that people open."""
        return f"http://127.0.0.1:{self.server_port}/edit/"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        """Pass it on."""
        self._pass_on()

    def do_POST(self) -> None:
        """Pass it on."""
        self._pass_on()

    def _pass_on(self) -> None:
        person = self.headers.get("Cookie", "").removeprefix("signed-in=")
        if not person:
            self.send_response(302)
            self.send_header("Location", "/sign-in")
            self.end_headers()
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        line = HTTPConnection("127.0.0.1", self.server.behind, timeout=60)
        line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in OURS or (self.server.passes_on and name.lower() == PERSON.lower()):
                line.putheader(name, value)
        line.putheader(PERSON, person)
        line.putheader(SECRET, self.server.secret)
        line.endheaders(body)
        found = line.getresponse()
        data = found.read()
        self.send_response(found.status)
        for name, value in found.getheaders():
            if name.lower() not in ("connection", "transfer-encoding"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        line.close()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def signing_in(*, passes_on: bool = False) -> Iterator[Proxy]:
    """The proxy, listening."""
    with Proxy(passes_on) as proxy:
        Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield proxy
        finally:
            proxy.shutdown()


class Seen:
    """What came back."""

    def __init__(self, found: HTTPResponse) -> None:
        self.status, self.location = found.status, found.getheader("Location", "")
        self.headers = {name.lower(): value for name, value in found.getheaders()}
        self.body = found.read()

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


def ask(port: int, method: str, path: str, headers: list[tuple[str, str]], body: bytes = b"") -> Seen:
    """One request with these headers and no others, some perhaps twice."""
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        line.putheader(name, value)
    line.putheader("Content-Length", str(len(body)))
    line.endheaders(body)
    seen = Seen(line.getresponse())
    line.close()
    return seen


class Person:
    """Somebody who is signed in, with a browser that shows one page."""

    def __init__(self, proxy: Proxy, name: str) -> None:
        self.proxy, self.name = proxy, name
        self.shown = self.go("")

    def headers(self, **more: str) -> list[tuple[str, str]]:
        """What the browser sends; `more` with `_` for `-`, '' to leave one out."""
        origin = f"http://127.0.0.1:{self.proxy.server_port}"
        all_of_them = {
            "Host": origin.removeprefix("http://"),
            "Cookie": f"signed-in={self.name}",
            "Origin": origin,
            "Sec-Fetch-Site": "same-origin",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        return [(name, value) for name, value in all_of_them.items() if value]

    def go(self, path: str, **more: str) -> Seen:
        """Open a page."""
        self.shown = ask(self.proxy.server_port, "GET", f"/edit/{path}", self.headers(**{"Origin": "", **more}))
        return self.shown

    def post(self, path: str, values: dict[str, str | list[str]], **more: str) -> Seen:
        """Send values."""
        body = urlencode(values, doseq=True).encode()
        return ask(self.proxy.server_port, "POST", f"/edit/{path}", self.headers(**more), body)

    def fill(self, said: dict[str, str]) -> Seen:
        """Send the form of the page that is shown, with some controls changed, and follow where it leads."""
        from selectolax.lexbor import LexborHTMLParser

        form = LexborHTMLParser(self.shown.body).css("main form")[0]
        action = (form.attributes["action"] or "").removeprefix("/edit/")
        found = self.post(action, {**controls(form), **said})
        if found.status == 303:
            return self.go(found.location.removeprefix(self.proxy.address))
        self.shown = found
        return found

    @property
    def form_key(self) -> str:
        """The key in the forms of this person's pages."""
        return urlsplit(self.shown.text.partition('name="key" value="')[2]).path.partition('"')[0]

    def save(self) -> Seen:
        """Review and save."""
        self.go("review")
        return self.post("review", {"key": self.form_key, "save": "1"})
