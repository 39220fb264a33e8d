"""A style sheet is the one that it must be when its rules are, however they are written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from site_builder.renderers import html
from site_builder.verify.drift import Drift
from site_builder.verify.page.styles import style_drifts


def ours() -> str:
    return html.style().decode()


def drifts(css: str | bytes) -> list[Drift]:
    return style_drifts(css if isinstance(css, bytes) else css.encode(), ours().encode(), file="notice.css")


def minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", css)).replace(";}", "}")
    return re.sub(r"(?<=[\w-]): ", ":", css).replace("(min-width: ", "(min-width:").strip()


BENIGN: dict[str, Callable[[str], str]] = {
    "as it is": lambda css: css,
    "minified": minified,
    "line ends": lambda css: css.replace("\n", "\r\n"),
    "a mark at its beginning": lambda css: f"\ufeff{css}",
    "comments": lambda css: "/*! kept */" + css.replace("}", "/* x */ }").replace("{", "{ /* y */"),
    "colours": lambda css: css.replace("#fff", "#FFFFFF").replace("#0b5d6b", "#0B5D6B"),
    "quotation marks": lambda css: css.replace('"', "'"),
    "numbers": lambda css: css.replace(".15em", "0.150em"),
    "case": lambda css: css.replace("margin:", "MARGIN:").replace("@media", "@MEDIA"),
    "semicolons": lambda css: css.replace("; }", " }").replace("; margin", ";; margin"),
}


@pytest.mark.parametrize("name", BENIGN)
def test_another_way_to_write_the_same_rules_is_no_drift(name: str) -> None:
    assert drifts(BENIGN[name](ours())) == []


@pytest.mark.parametrize(
    ("old", "new", "says", "stated"),
    [
        (
            ".lead { font-size: 1.2rem; }",
            ".lead { font-size: 0; }",
            ".lead { font-size: 0 }",
            ".lead { font-size: 1.2rem }",
        ),
        (".remark { color", ".remark { display: none; color", ".remark { display: none }", ""),
        (".facts a { display: inline-block; ", ".facts a { ", "", ".facts a { display: inline-block }"),
        ("a:hover {", "a :hover {", "a :hover { a :hover { text-decoration", "a:hover { a:hover { text-decoration"),
        (
            "td .question {",
            "td .ques/**/tion {",
            "td .ques/**/tion { td .ques/**/tion {",
            "td .question { td .question {",
        ),
        ("--ink: #1a1d21", "--ink: #fff", ":root { --ink: #fff }", ":root { --ink: #1a1d21 }"),
        ("grid-column: 2;", "grid-column: 2.0;", ".facts dd { grid-column: 2.0 }", ".facts dd { grid-column: 2 }"),
        (".mast {", ".words { opacity: 0 } .mast {", ".words { .words { opacity: 0 }", ""),
        (".mast {", '@import "x.css"; .mast {', '@import "x.css" ;', ""),
        (
            "td ul { margin: 0;",
            "td ul { margin: 0 !important;",
            "td ul { margin: 0 !important }",
            "td ul { margin: 0 }",
        ),
        (
            "@media print {\n",
            "@media all {\n",
            "@media all { @media all :root {",
            "@media print { @media print :root {",
        ),
    ],
)
def test_another_rule_is_told(old: str, new: str, says: str, stated: str) -> None:
    assert old in ours()
    found = drifts(ours().replace(old, new, 1))
    assert [(d.kind, d.file, d.source) for d in found] == [("code", "notice.css", "templates")]
    assert found[0].says.startswith(says)
    assert found[0].stated.startswith(stated)
    assert bool(found[0].says) == bool(says)
    assert bool(found[0].stated) == bool(stated)


def test_the_line_is_told() -> None:
    found = drifts(ours().replace(".remark { color", ".remark {\n\n display: none; color", 1))
    line = ours()[: ours().index(".remark")].count("\n") + 1
    assert [d.place for d in found] == [line + 2]


@pytest.mark.parametrize("end", ["} .x { color: red }", '.y { "', ".z { color", "@media print", "{", ")"])
def test_what_is_broken_is_told(end: str) -> None:
    assert [d.kind for d in drifts(f"{ours()}{end}")] == ["code"]


def test_other_bytes_than_utf_8_cannot_be_read() -> None:
    assert [d.kind for d in drifts(ours().encode() + b"\xff")] == ["unread"]
