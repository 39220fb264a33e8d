"""What a week's log says: counts of answers, and what was not permitted, with nothing that is not in the log."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from site_builder.cli import cli
from tests.client.sites import AT_RISK, NOW, PERMITTED, later
from tests.service.served import client_of


def call(folder: Path) -> tuple[int, str]:
    """The command, and what it prints."""
    done = CliRunner().invoke(cli, ["gate", "report", "-C", str(folder), "log.jsonl"])
    return done.exit_code, done.output


def test_a_log_is_summed_up(tmp_path: Path) -> None:
    one = client_of(tmp_path, report_only=True)
    for request in (PERMITTED, PERMITTED, {**PERMITTED, "recipient": "survey-company"}, AT_RISK, {}):
        one.decide(request, NOW)
    for _ in range(2):
        one.decide({**PERMITTED, "recipient": "nobody-knows"}, NOW)
    one.decide(PERMITTED, later(99))
    with (tmp_path / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write('{"id": "broken o\n[]\n\n')
    code, said = call(tmp_path)
    day = json.loads((tmp_path / "log.jsonl").read_text("utf-8").splitlines()[0])["time"][:10]
    assert code == 0
    assert said.splitlines()[0].startswith(f"8 decisions from {day} to ")
    assert said.splitlines()[1:] == [
        "8 of them were reported and not enforced.",
        "2 lines are no decisions, and were left out.",
        "",
        "      2  permitted",
        "      1  refer",
        "      3  refused",
        "      2  no request, a look at the service's health, or no feed to be trusted",
        "",
        "What was not permitted: outcome, recipient, purpose, reasons",
        "      2  refused  (no id of the notice)  provide-services  unknown_recipient",
        "      1  refer  library-partner  protect-children  not_disclosed_at_risk somebody_at_risk",
        "      1  refused  survey-company  provide-services  other_purpose",
    ]


def test_an_empty_log_is_no_fault_and_a_missing_one_is(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("", "utf-8")
    assert call(tmp_path) == (0, "0 decisions\n\n")
    (tmp_path / "log.jsonl").unlink()
    code, said = call(tmp_path)
    assert (code, "cannot be read" in said) == (3, True)
