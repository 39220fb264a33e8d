"""The page on the service: what it shows is what comes back."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

from site_builder.service import openapi
from site_builder.service.authzen import profile_in
from tests.handbook import DOCS, blocks
from tests.service.served import client_of, service_of, serving

PAGE = "service.md"


def _holds(whole: Any, part: Any) -> bool:
    """Whether a value holds what is shown of it."""
    return all(whole[key] == value for key, value in part.items())


def test_what_is_asked_on_the_page_is_answered_as_it_says(tmp_path: Path) -> None:
    asked = [shlex.split(each) for each in blocks(PAGE, "sh") if each.startswith("curl ")]
    shown = [json.loads(each) for each in blocks(PAGE, "json")]
    with serving(service_of(client_of(tmp_path))) as served:
        for words, answer in zip(asked, shown, strict=False):
            address = next(word for word in words if word.startswith("http://"))
            sent = words[words.index("-d") + 1].encode()
            told = served.ask(address.removeprefix("http://127.0.0.1:8181"), sent)
            assert (told.status, _holds(told.value, answer)) == (200, True), told.value
    assert len(asked) == 2


def test_the_profile_on_the_page_is_one(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_text(blocks(PAGE, "json")[2], "utf-8")
    assert profile_in(tmp_path / "profile.json").subject == "user"


def test_the_page_names_every_status() -> None:
    table = (DOCS / PAGE).read_text("utf-8").partition("## What each status means")[2].partition("\n## ")[0]
    named = {*map(int, re.findall(r"^\| (\d{3})\b", table, re.MULTILINE))}
    assert named == {200, 503, *openapi.NOT_MADE}
