"""The hosted form behind a sign-in, on real lines: each has a draft, and who should not be let in is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.edit import hosted
from site_builder.edit.app import App, Request
from site_builder.edit.hosted import Drafts, Refusal
from site_builder.edit.hosting import Hosting, hosting_in
from site_builder.edit.session import Session
from site_builder.errors import Failure
from site_builder.service.running import listening_at
from tests.edit.forms import KEPT, contents, project
from tests.edit.signing_in import PERSON, SECRET, WORD, Person, Proxy, ask, signing_in
from tests.edit.signing_in import hosted as hosted_as
from tests.effort import effort
from tests.seed import ON, ROOT
from tests.systems import on_posix

DFE = "recipients/department-for-education.yaml"
AT = "recipient/department-for-education?at=dfe-surveys"
SURVEYS = "v.disclosures.dfe-surveys"
JO, AL = "jo@council.example", "al@council.example"


@contextmanager
def hosting(folder: Path, proxy: Proxy) -> Iterator[subprocess.Popen[str]]:
    """The program, behind a sign-in."""
    hosted_as(folder, proxy.address)
    command = [
        sys.executable,
        "-m",
        "site_builder",
        "edit",
        "--hosted",
        "edit.toml",
        "-C",
        str(folder),
        "--on",
        str(ON),
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as program:
        assert program.stdout is not None
        proxy.behind, proxy.secret = int(program.stdout.readline().rpartition(":")[2].partition("/")[0]), WORD
        try:
            yield program
        finally:
            program.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = project(tmp_path_factory.mktemp("hosted"))
    (made / "private.yaml").write_text("note: OF NOBODY'S BUSINESS\n", "utf-8")
    return made


@pytest.fixture(scope="module")
def proxy(folder: Path) -> Iterator[Proxy]:
    with signing_in() as sign_in, hosting(folder, sign_in):
        yield sign_in


@pytest.fixture(scope="module")
def jo(proxy: Proxy) -> Person:
    return Person(proxy, JO)


@pytest.fixture(scope="module")
def al(proxy: Proxy) -> Person:
    return Person(proxy, AL)


def fresh(*people: Person) -> None:
    """Nobody has changed anything."""
    for each in people:
        for _ in range(9):
            if "No changes." in each.go("").text:
                break
            each.post("undo", {"key": each.form_key, "back": ""})


# ---- each has a draft


def test_each_has_a_draft_and_colleagues_may_read_it(jo: Person, al: Person, folder: Path) -> None:
    fresh(jo, al)
    before = contents(folder)
    assert f"Signed in: {JO}" in jo.go("").text
    words = "We may share it, if Jo says so."
    jo.go(AT)
    jo.fill({f"{SURVEYS}.text": words})
    assert "1 change</b>, not saved yet" in jo.shown.text
    assert "No changes." in al.go(AT).text
    link = jo.shown.text.partition("/edit/draft/")[2].partition('"')[0]
    seen = al.go(f"draft/{link}child-data/")
    assert (seen.status, words in seen.text) == (200, True)
    assert f"Draft of {JO}. Not published." in seen.text
    assert "script-src" not in seen.headers["content-security-policy"]
    assert al.go(f"draft/{link}child-data/../../private.yaml").status == 404
    assert al.go("draft/another/child-data/").status == 404
    assert contents(folder) == before
    fresh(jo)


def test_what_one_saves_the_other_gets_and_the_same_field_is_told(jo: Person, al: Person, folder: Path) -> None:
    fresh(jo, al)
    for person, often in ((jo, "yearly"), (al, "monthly")):
        person.go(AT)
        person.fill({f"{SURVEYS}.frequency": often})
    al.go(AT)
    al.fill({f"{SURVEYS}.within": "a week"})
    assert "Saved" in jo.save().text
    assert "frequency: yearly" in (folder / "registry" / DFE).read_text("utf-8")
    told = al.save()
    assert (told.status, "Changed by somebody else, too" in told.text) == (409, True)
    al.post("keep", {"key": al.form_key, "clash": "0", "whose": "theirs"})
    assert "Saved" in al.save().text
    text = (folder / "registry" / DFE).read_text("utf-8")
    assert "frequency: yearly" in text
    assert "within: a week" in text


# ---- attacks


def test_a_forged_name_from_outside_gets_nowhere(jo: Person, proxy: Proxy) -> None:
    assert f"Signed in: {JO}" in jo.go("", X_Forwarded_Email=AL).text
    host = ("Host", proxy.address.split("/")[2])
    for headers, status in (
        ([(PERSON, JO)], 403),
        ([(PERSON, JO), (SECRET, "a-secret-that-somebody-guesses")], 403),
        ([(PERSON, JO), (SECRET, WORD), (SECRET, WORD)], 403),
        ([(SECRET, WORD)], 401),
        ([(PERSON, ""), (SECRET, WORD)], 401),
        ([(PERSON, JO), (PERSON, AL), (SECRET, WORD)], 401),
        ([(PERSON, "x" * 400), (SECRET, WORD)], 401),
    ):
        seen = ask(proxy.behind, "GET", "/edit/", [host, *headers])
        assert (seen.status, "Edit the notice" in seen.text) == (status, False), headers
    assert ask(proxy.behind, "GET", "/edit/", [host, (PERSON, JO), (SECRET, WORD)]).status == 200


class Trusting(Hosting):
    """Broken twin: a door that believes the header of whoever asks."""

    def is_of_sign_in(self, shown_secrets: object) -> bool:
        """Always."""
        return shown_secrets is not None


@contextmanager
def in_process(folder: Path, how: Hosting) -> Iterator[int]:
    """The door in a thread of this process."""
    from asyncio import run

    import uvicorn

    drafts = Drafts(how, lambda _: App(Session(folder / "registry", "registry", ON, kept=KEPT)), lambda: ON)
    listening = listening_at("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(hosted.application(drafts), log_config=None, lifespan="off", ws="none"))
    thread = Thread(target=lambda: run(server.serve([listening])), daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def test_a_door_that_believes_any_header_would_be_found(folder: Path) -> None:
    how = Trusting("http://127.0.0.1:1/", PERSON, WORD.encode())
    with in_process(folder, how) as port:
        seen = ask(port, "GET", "/", [("Host", "127.0.0.1:1"), (PERSON, JO)])
    assert f"Signed in: {JO}" in seen.text


def test_a_sign_in_that_passes_the_browsers_header_on_is_refused(proxy: Proxy) -> None:
    with signing_in(passes_on=True) as careless:
        careless.behind, careless.secret = proxy.behind, WORD
        host = proxy.address.split("/")[2]
        headers = [("Host", host), ("Cookie", f"signed-in={JO}"), (PERSON, AL)]
        assert ask(careless.server_port, "GET", "/edit/", headers).status == 401


def test_the_session_of_another_cannot_be_used(jo: Person, al: Person) -> None:
    fresh(jo, al)
    jo.go(AT)
    key = jo.form_key
    for path, values in ((AT, {f"{SURVEYS}.frequency": "daily"}), ("review", {"save": "1"}), ("undo", {})):
        assert al.post(path, {**values, "key": key}).status == 403
    assert al.form_key != key
    assert "No changes." in al.go("").text
    assert jo.post("undo", {"key": al.form_key}).status == 403


def test_nobody_is_let_in_without_the_sign_in(proxy: Proxy, jo: Person) -> None:
    assert jo.go("", Cookie="").status == 302
    with signing_in() as other:
        other.behind, other.secret = proxy.behind, WORD
        stranger = ask(other.server_port, "GET", "/edit/", [("Host", "evil.example"), ("Cookie", f"signed-in={JO}")])
        assert stranger.status == 421


def test_posts_of_other_pages_do_nothing_and_links_can_be_followed(jo: Person, folder: Path) -> None:
    fresh(jo)
    before = contents(folder)
    jo.go(AT)
    values: dict[str, str | list[str]] = {
        "key": jo.form_key,
        f"was.{SURVEYS}.frequency": '"yearly"',
        f"{SURVEYS}.frequency": "",
    }
    for more in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ):
        assert jo.post(AT, values, **more).status == 403
    assert jo.post(AT, {**values, "key": "guessed"}).status == 403
    assert jo.go("bodies?q=nhs", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="cors").status == 403
    assert jo.go("", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="iframe").status == 403
    assert jo.go("", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document").status == 200
    assert "No changes." in jo.shown.text
    assert contents(folder) == before


@pytest.mark.parametrize(
    "path",
    [
        "../private.yaml",
        "thing/../private",
        "thing/..%2fprivate",
        "thing/notices/..%2f..%2fprivate",
        "thing/notices/..%5c..%5cprivate",
        "thing/%2e%2e/private",
        "thing//private",
        "thing/C:/private",
        "recipient/../../private",
        "recipient/..%2f..%2fprivate",
        "recipient/%00",
        "add?file=../private.yaml&path=v.note",
        "add?file=recipients/../../private.yaml&path=v.note",
        "new-thing/../private",
        "remove-thing/../private?at=note",
        "words/..%2f..%2fprivate",
        "edit.css/../../private.yaml",
        "finds/..%2fprivate",
        "%ff%fe",
    ],
)
def test_no_path_leads_out_of_the_registry(jo: Person, path: str) -> None:
    seen = jo.go(path)
    assert (seen.status in (303, 400, 403, 404, 409), "NOBODY'S BUSINESS" in seen.text) == (True, False)


def test_no_answer_leads_to_another_site(jo: Person) -> None:
    jo.go(AT)
    for name, path in (("back", "undo"), ("go", AT)):
        for there in ("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example"):
            seen = jo.post(path, {"key": jo.form_key, name: there})
            assert seen.status != 303 or seen.location.startswith(jo.proxy.address), (name, there)


def test_of_two_who_save_at_once_nothing_is_lost(jo: Person, al: Person, folder: Path) -> None:
    for number in range(effort(suite=1, thorough=10)):
        fresh(jo, al)
        said = {jo: ("within", f"{number} days"), al: ("title", f"Title {number}")}
        for person, (name, value) in said.items():
            person.go(AT)
            person.fill({f"{SURVEYS}.{name}": value})
        told: dict[str, list[int]] = {JO: [], AL: []}

        def saves(person: Person, told: dict[str, list[int]] = told) -> None:
            for _ in range(3):
                told[person.name].append(person.save().status)
                if told[person.name][-1] == 200:
                    return

        threads = [Thread(target=saves, args=(person,)) for person in said]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert [each[-1] for each in told.values()] == [200, 200]
        text = (folder / "registry" / DFE).read_text("utf-8")
        assert all(value in text for _, value in said.values()), told


def test_what_is_too_large_or_no_form_changes_nothing(jo: Person) -> None:
    fresh(jo)
    assert jo.post(AT, {"key": jo.form_key, "x": "y" * 4_100_000}).status == 413
    seen = ask(jo.proxy.server_port, "POST", "/edit/review", jo.headers(), b"\xff\xfe=1")
    assert seen.status == 400
    assert ask(jo.proxy.server_port, "PUT", "/edit/review", jo.headers()).status in (405, 501)
    assert "No changes." in jo.go("").text


# ---- the program


@on_posix
def test_it_ends_when_told_and_a_cut_save_is_finished_when_it_starts(tmp_path: Path) -> None:
    from tests.test_publish_saving import killed_with

    made = project(tmp_path)
    before = (made / "registry" / DFE).read_bytes()
    name = "notices/child-data.yaml"
    old = {DFE: before, name: (made / "registry" / name).read_bytes()}
    new = {key: data + b"# Saved.\n" for key, data in old.items()}
    assert next(at for at in range(30, 60, 3) if killed_with(made / "registry", at, new, old) and _cut(made))
    with signing_in() as sign_in, hosting(made, sign_in) as program:
        assert {key: (made / "registry" / key).read_bytes() for key in new} == new
        assert Person(sign_in, JO).shown.status == 200
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) in (0, -signal.SIGTERM)


def _cut(folder: Path) -> bool:
    return (folder / ".registry.saving").exists()


def test_no_more_drafts_are_kept_than_fit_and_none_with_changes_is_forgotten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosted, "MOST_DRAFTS", 2)
    how = Hosting("http://127.0.0.1:1/", PERSON, WORD.encode())
    drafts = Drafts(how, lambda _: App(Session(folder / "registry", "registry", ON, kept=KEPT)), lambda: ON)
    first = drafts.of("a")
    drafts.answer("a", Request("POST", AT, {}, {"key": [first.app.form_key]}))
    first.app.session.steps = [None]  # type: ignore[list-item] # somebody who changed something
    drafts.of("b")
    drafts.of("c")
    assert drafts.of("a") is first
    drafts.of("c").app.session.steps = [None]  # type: ignore[list-item] # the same
    with pytest.raises(Refusal, match="Too many people"):
        drafts.of("d")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"person": ""}, "does not say: person"),
        ({"secret": ""}, "does not say: secret"),
        ({"address": ""}, "does not say: address"),
        ({"address": "http://council.example/"}, "begins with https://"),
        ({"address": "https://council.example"}, "ends with /"),
        ({"person": "X-Edit-Secret"}, "a header each"),
        ({"person": "X Forwarded"}, "letters, digits and hyphens"),
        ({"listen": "8011"}, "an address and a port"),
        ({"secret": "nowhere"}, "cannot be read"),
        ({"colour": "red"}, "'colour' is not known"),
        ({"people": "jo"}, "'people' is not known, or is of another type"),
    ],
)
def test_it_does_not_start_where_the_sign_in_is_not_configured(tmp_path: Path, more: dict[str, str], why: str) -> None:
    file = hosted_as(tmp_path, "https://edit.council.example/", **more)
    with pytest.raises(Failure, match=why):
        hosting_in(file)


@on_posix
def test_a_secret_that_others_can_read_or_guess_is_refused(tmp_path: Path) -> None:
    file = hosted_as(tmp_path, "https://edit.council.example/")
    assert hosting_in(file).root == "/"
    (tmp_path / "secret").chmod(0o640)
    with pytest.raises(Failure, match="chmod 600"):
        hosting_in(file)
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "secret").write_text("short\n", "utf-8")
    with pytest.raises(Failure, match="at least 24"):
        hosting_in(file)


def test_who_is_not_named_may_not_edit(folder: Path) -> None:
    how = Hosting("http://127.0.0.1:1/", PERSON, WORD.encode(), people=frozenset({AL}))
    with in_process(folder, how) as port:
        headers = [("Host", "127.0.0.1:1"), (SECRET, WORD)]
        assert ask(port, "GET", "/", [*headers, (PERSON, JO)]).status == 403
        assert ask(port, "GET", "/", [*headers, (PERSON, AL.upper())]).status == 200


def test_the_command_says_what_it_needs(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["edit", "--hosted", "edit.toml", "--port", "1", "-C", str(tmp_path)])
    assert (done.exit_code, "leave out --port" in done.stderr) == (2, True)
    done = CliRunner().invoke(cli, ["edit", "--hosted", "edit.toml", "-C", str(tmp_path)])
    assert (done.exit_code, "cannot be read" in done.stderr) == (3, True)
