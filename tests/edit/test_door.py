"""Who is let in: this computer's browser with the key, from the form's own pages; and what it may send."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from site_builder.edit.door import LARGEST, POLICY, Door, opened
from site_builder.loopback import serving
from tests.edit.forms import Window, contents, project, window
from tests.seed import ROOT

DFE = "recipients/department-for-education.yaml"
SURVEYS = "v.disclosures.dfe-surveys"
AT = "recipient/department-for-education?at=dfe-surveys"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("door"))


@pytest.fixture(scope="module")
def door(folder: Path) -> Iterator[Door]:
    with opened(window(folder).app, [0]) as found:
        yield found


def asked(
    door: Door, path: str, headers: Mapping[str, str] = {}, method: str = "GET", body: str | None = None
) -> tuple[int, Mapping[str, str], str]:
    line = HTTPConnection("127.0.0.1", door.server_port, timeout=60)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    line.request(method, path, body, {"Host": f"127.0.0.1:{door.server_port}", **kind, **headers})
    answer = line.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read().decode()


def test_the_address_with_its_key_leads_in_under_a_strict_policy(door: Door) -> None:
    status, headers, text = asked(door, door.app.root)
    assert (status, "Department for Education" in text) == (200, True)
    assert headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["Cache-Control"] == "no-store"
    assert "style=" not in text
    assert "<script>" not in text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Host": ""}, 421),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_others_are_not_let_in(door: Door, headers: Mapping[str, str], status: int, method: str) -> None:
    body = urlencode({"key": door.app.form_key}) if method == "POST" else None
    assert asked(door, f"{door.app.root}undo", headers, method, body)[0] == status


@pytest.mark.parametrize("path", ["/", "/x/", "/recipient/department-for-education", "/edit.css", "//", "/%00/"])
def test_without_the_key_nothing_is_shown(door: Door, path: str) -> None:
    status, _, text = asked(door, path)
    assert (status, "Education" in text) == (403, False)


def test_a_form_without_its_own_key_changes_nothing(door: Door) -> None:
    body = {f"was.{SURVEYS}.modality": "null", f"{SURVEYS}.modality": "may"}
    for key in ({}, {"key": ""}, {"key": door.key}, {"key": "é"}):
        status, _, text = asked(door, f"{door.app.root}{AT}", {}, "POST", urlencode({**body, **key}))
        assert (status, "not made by the program that runs now" in text) == (403, True)
    assert door.app.session.steps == []
    own = {"Origin": f"http://127.0.0.1:{door.server_port}", "Sec-Fetch-Site": "same-origin"}
    good = urlencode({**body, "key": door.app.form_key})
    assert asked(door, f"{door.app.root}{AT}", own, "POST", good)[0] == 303
    door.app.session.undo()


def test_a_door_that_asks_nothing_would_let_them_in(folder: Path) -> None:
    """The broken twin."""

    class Open(Door):
        def refusal(self, path: str, headers: Mapping[str, str]) -> tuple[HTTPStatus, str] | None:
            assert path
            assert headers
            return None

    with serving(lambda port: Open(window(folder).app, port), [0]) as door:
        for headers in ({"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            assert "Department for Education" in asked(door, door.app.root, headers)[2]


def test_the_command_opens_the_form_of_a_project(folder: Path) -> None:
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "site_builder", "edit", "--port", "0", "--no-open", "-q", "-C", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=path) as ran:
        assert ran.stdout is not None
        address = ran.stdout.readline().strip()
        assert b"Department for Education" in urlopen(address).read()  # noqa: S310 (of this computer)
        ran.terminate()


def test_what_is_typed_is_never_run(door: Door) -> None:
    evil = "<script>alert(1)</script> <img src=x onerror=alert(1)>"
    page = Window(door.app).go(AT)
    page.fill({f"{SURVEYS}.text": evil, f"{SURVEYS}.title": evil})
    for address in (AT, "", "review", "confirm/dfe-surveys"):
        assert b"<script>alert" not in page.go(address).shown.body
        assert b"<img" not in page.shown.body
    door.app.session.undo()


def test_it_never_leads_elsewhere(door: Door) -> None:
    key = door.app.form_key
    for there in ("https://evil.example/", "//evil.example", "\r\nX: y"):
        _, headers, _ = asked(
            door, f"{door.app.root}undo", {}, "POST", urlencode({"key": key, "go": there, "back": there})
        )
        assert headers["Location"].startswith(door.app.root)
        assert "X" not in headers


def test_what_is_too_much_or_no_form_is_told(door: Door) -> None:
    line = HTTPConnection("127.0.0.1", door.server_port, timeout=60)
    line.putrequest("POST", f"{door.app.root}undo")
    line.putheader("Content-Length", str(LARGEST + 1))
    line.endheaders()
    answer = line.getresponse()
    assert (answer.status, "That is too much at once" in answer.read().decode()) == (413, True)
    for body in ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "&".join(["a=1"] * 60_000)):
        assert asked(door, f"{door.app.root}undo", {}, "POST", body)[0] in (400, 403)


# ---- what is typed


@pytest.fixture
def page(tmp_path: Path) -> Window:
    return window(project(tmp_path))


@pytest.mark.parametrize("sign", ["\x00", "\x1b[31m", "\ufeff", "\u202e", "\x85"])
def test_signs_that_nobody_sees_are_refused_or_kept_as_they_are(page: Window, sign: str) -> None:
    before = contents(page.app.project)
    page.go(AT).fill({f"{SURVEYS}.text": f"Some words{sign} here."})
    if page.app.session.steps:
        # What YAML can hold is held, and `check` says what it thinks of it.
        assert page.app.session.loaded.problems
    else:
        assert "Not taken over." in page.text
    assert contents(page.app.project) == before


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("valid_to", "tomorrow", "is not a day"),
        ("schedule_1_condition", "5", "is not a whole number"),
        ("title", "x" * 501, "cannot stand here"),
        ("data_items", "one\none", "stands here twice"),
        ("text", "We share it.\n# no note", "take out only the #"),
    ],
)
def test_what_a_field_cannot_hold_is_said_there(page: Window, field: str, typed: str, said: str) -> None:
    page.go(AT).fill({f"{SURVEYS}.{field}": typed, f"{SURVEYS}.frequency": "yearly"})
    assert said in page.text
    assert page.value(f"{SURVEYS}.{field}") == typed, "what was typed stays"
    assert page.value(f"{SURVEYS}.frequency") == "yearly", "the other field is kept"
    assert [step.edit.path[-1] for step in page.app.session.steps] == ["frequency"]


def test_words_that_look_like_yaml_stay_words(page: Window) -> None:
    nasty = "key: value\n- a list\n*star &anchor !tag {x} [y] | > ' \" % @ `"
    page.go(AT).fill({f"{SURVEYS}.text": nasty, f"{SURVEYS}.within": "a: b # c"})
    page.save()
    page.go(AT)
    assert page.value(f"{SURVEYS}.text") == nasty
    assert page.value(f"{SURVEYS}.within") == "a: b # c"


def test_a_huge_text_is_taken_whole(page: Window) -> None:
    page.go(AT).fill({f"{SURVEYS}.text": "We share it.\n" * 3000})
    assert "Saved" in page.save().text


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_cannot_be_written_is_told(page: Window) -> None:
    page.go(AT).fill({f"{SURVEYS}.frequency": "yearly"})
    place = page.app.project / "registry/recipients"
    place.chmod(0o500)
    before = contents(page.app.project)
    assert "Nothing was saved" in page.save().text
    place.chmod(0o700)
    assert contents(page.app.project) == before
    assert "Saved" in page.save().text


def test_a_file_in_whose_place_a_folder_stands_is_told(page: Window) -> None:
    """As where a file cannot be written; for root, too."""
    page.go("new?name=Example+Youth+Trust&type=organisation")
    (page.app.project / "registry/recipients/example-youth-trust.yaml").mkdir()
    new = {"v.disclosures.new.text": "We may.", "show": "registry/notices/child-data.yaml partners"}
    page.fill(new, which=1)
    before = contents(page.app.project)
    page.save()
    assert "Saved" not in page.text
    assert contents(page.app.project) == before
