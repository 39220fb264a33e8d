"""The YAML language server that Visual Studio Code and other editors use, spoken to in its protocol."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.checkers import npm

Message = dict[str, Any]


def find() -> Path | None:
    """Where the program is, in the version that is listed."""
    folder = npm.package("yaml-language-server")
    return folder and folder / "bin/yaml-language-server"


class Editor:
    """An editor with a folder open, at the other end of the server's pipes."""

    def __init__(self, folder: Path, settings: Mapping[str, Any], server: subprocess.Popen[bytes]) -> None:
        self._folder, self._settings, self._number = folder, settings, 0
        self._to, self._from = _there(server.stdin), _there(server.stdout)
        root = folder.as_uri()
        able = {"workspace": {"configuration": True}, "textDocument": {"completion": {}, "hover": {}}}
        self.ask("initialize", {"processId": None, "rootUri": root, "capabilities": able, "workspaceFolders": None})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": self._settings}})

    def opened(self, file: str, text: str) -> list[Message]:
        """Open a file with a text, and return what the server says is wrong with it."""
        held = {"uri": self._uri(file), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": held}})
        while True:
            told = self._next()
            if told.get("method") == "textDocument/publishDiagnostics" and told["params"]["uri"] == self._uri(file):
                found: list[Message] = told["params"]["diagnostics"]
                return found

    def offered(self, file: str, line: int, character: int) -> dict[str, Message]:
        """What the editor would offer to write there, by label; lines and characters count from 0."""
        found = self.ask("textDocument/completion", self._at(file, line, character))
        return {each["label"]: each for each in (found["items"] if isinstance(found, dict) else found)}

    def told(self, file: str, line: int, character: int) -> str:
        """What is shown when the pointer rests there."""
        found = self.ask("textDocument/hover", self._at(file, line, character))
        contents = found["contents"] if found else ""
        return contents["value"] if isinstance(contents, dict) else str(contents)

    def ask(self, method: str, params: Any) -> Any:
        """The answer to a request; what the server asks meanwhile is answered, the rest passed over."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            told = self._next()
            if told.get("id") == self._number and "method" not in told:
                assert "error" not in told, told
                return told["result"]

    def _next(self) -> Message:
        length = 0
        while line := self._from.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        told: Message = json.loads(self._from.read(length))
        if "id" in told and "method" in told:
            self._send({"id": told["id"], "result": self._answer(told)})
        return told

    def _answer(self, asked: Message) -> Any:
        """The settings, by section."""
        if asked["method"] != "workspace/configuration":
            return None
        return [self._settings.get(item["section"]) for item in asked["params"]["items"]]

    def _send(self, message: Message) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._to.flush()

    def _uri(self, file: str) -> str:
        return (self._folder / file).as_uri()

    def _at(self, file: str, line: int, character: int) -> Message:
        return {"textDocument": {"uri": self._uri(file)}, "position": {"line": line, "character": character}}


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


@contextmanager
def editor(folder: Path, settings: Mapping[str, Any]) -> Iterator[Editor]:
    """An editor with a folder open and these settings, by section."""
    program = find()
    assert program is not None, npm.ADVICE
    command = [shutil.which("node") or "node", str(program), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            yield Editor(folder, settings, server)
        finally:
            server.kill()
