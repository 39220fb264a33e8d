"""A style sheet is the one that it must be when its rules are, however they are written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from site_builder.renderers import html
from site_builder.verify.drift import Drift
from site_builder.verify.page.around import CLASSES
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
    assert [(d.kind, d.file, d.about, d.source) for d in found] == [("code", "notice.css", "", "templates")]
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
    unread = Drift("unread", says="It is not UTF-8.", file="notice.css", source="templates")
    assert drifts(ours().encode() + b"\xff") == [unread]


# ---- single rules


def between(css: str, stated: str) -> list[tuple[str, str, int]]:
    return [(d.says, d.stated, d.place) for d in style_drifts(css.encode(), stated.encode(), file="notice.css")]


NESTED = ["@media print", "@supports (a:b)", "@layer x", "@container (width>1px)", "@scope (a)"]
SAME = [
    *(
        (f"{x}{{a{{b:c}}@media y{{d{{e:f}}}}}}", f"{x} {{\n a {{ b: c }}\n @media y {{ d {{ e: f }} }} }}")
        for x in NESTED
    ),
    ("a>b,c~d+e{f:g}", "a > b , c ~ d + e { f : g }"),
    ("@media (a:b) and (1px<=c<2px),d{e{f:g}}", "@media ( a : b ) and ( 1px <= c < 2px ) , d { e { f : g } }"),
    ("a:not(b,c){d:e}", "a:not( b , c ){d:e}"),
    ("a{b:1,2/3 4}", "a { b : 1 , 2 / 3  4 ; }"),
    ("a{b:CALC(1px + 2PX)}", "a{b:calc( 1px + 2px )}"),
    ("a{--B: C}", "a{--B:C }"),
    ("a{b:c!important}", "a{b:c ! IMPORTANT}"),
    ("a{b:1 2}", "a{b:1/* x */ /**/2}"),
    ("a{b:[c d]}", "a{b:[ c  d ]}"),
    ("a{b:#aabbccdd}", "a{b:#ABCD}"),
    ("a{b:50%}", "a{b:50.0%}"),
    ("a{b:.5}", "a{b:0.50}"),
    ("a b{c:1 2}", "a\nb{c:1\t2}"),
    ("a{&:hover{b:c}}", "a { &:hover { b: c } }"),
    ("@x{a:b}", "@X{ A : b }"),
    ("@import 'a';", '@import "a" ;'),
    (r"@m\65 dia x{\61{\62:\63(1\70x)}}", "@media x{a{b:c(1px)}}"),
    ("a{b:1.50N}", "a{b:1.5n}"),
]


@pytest.mark.parametrize(("css", "stated"), SAME)
def test_a_rule_may_be_written_otherwise(css: str, stated: str) -> None:
    assert between(css, stated) == between(stated, css) == []


OTHER = [
    # what it says, what is stated, what of both is told, and the line
    ("a{b:c}\n\nd{e:f}", "a{b:c}", "d { d { e: f }", "", 3),
    ("a{b:c}", "a{b:c}\n\n@import 'x';", "", '@import "x" ;', 0),
    ("a{b:c}\n\n@import 'x';", "a{b:c}", '@import "x" ;', "", 3),
    ("a{b:c}\n\n@media x{\na{b:c}}", "a{b:c}", "@media x { @media x a { @media x a { b: c } @media x }", "", 3),
    ("a{b:c}\n\n@font-face{\nx:y}", "a{b:c}", "@font-face  { @font-face  { x: y }", "", 3),
    ("a{\n\nb:c;\n\n&:hover{d:e}}", "a{b:c}", "a &:hover { a &:hover { d: e }", "", 5),
    ("a{\n\nb:c;\n\n@x y;}", "a{b:c}", "a { @x y; }", "", 5),
    ("a{b:c}\n\n)", "a{b:c}", "[EOF reached before {} block for a qualified rule.]", "", 3),
    ("a{b:c!important}", "a{b:c}", "a { b: c !important }", "a { b: c }", 1),
    ("a{--b:c}", "a{--B:c}", "a { --b: c }", "a { --B: c }", 1),
    ("a{b:c/**/d}", "a{b:c d}", "a { b: c/**/d }", "a { b: c d }", 1),
    ("a{b:(c)}", "a{b:[c]}", "a { b: (c) }", "a { b: [c] }", 1),
    ("a{b:{c}}", "a{b:(c)}", "a { b: {c} }", "a { b: (c) }", 1),
    ("a{b:#aabbcd}", "a{b:#abd}", "a { b: #aabbcd }", "a { b: #abd }", 1),
    ("a{b:#aabb}", "a{b:#ab}", "a { b: #aabb }", "a { b: #ab }", 1),
    ("a{b:#aabbccddee}", "a{b:#abcde}", "a { b: #aabbccddee }", "a { b: #abcde }", 1),
    ("#ABC{}", "#abc{}", "#ABC {", "#abc {", 1),
    ("#aabbcc{}", "#abc{}", "#aabbcc {", "#abc {", 1),
    ("a{b:1.0}", "a{b:1}", "a { b: 1.0 }", "a { b: 1 }", 1),
    ("a{b:.5}", "a{b:.6}", "a { b: 0.5 }", "a { b: 0.6 }", 1),
    ("a{--b:#Foo}", "a{--b:#foo}", "a { --b: #Foo }", "a { --b: #foo }", 1),
    ("a{b:1}", "a{b:1%}", "a { b: 1 }", "a { b: 1% }", 1),
    ("a{b:1px}", "a{b:1em}", "a { b: 1px }", "a { b: 1em }", 1),
    ("a~{}", "a{}", "a~ {", "a {", 1),
    ("a:nth-child(2n1){}", "a:nth-child(2n+1){}", "a:nth-child(2n1) {", "a:nth-child(2n+1) {", 1),
    (r"a{b:1rem\ }", "a{b:1rem}", r"a { b: 1rem\  }", "a { b: 1rem }", 1),
    (r"a{b:c(1rem\,2)}", "a{b:c(1rem,2)}", r"a { b: c(1rem\,2) }", "a { b: c(1rem,2) }", 1),
    (r"a{b:c\((d))}", "a{b:c((d))}", r"a { b: c\((d)) }", "a { b: c((d)) }", 1),
    (r"a{--b\:\ c:d}", "a{--b:c: d}", r"a { --b\:\ c: d }", "a { --b: c: d }", 1),
    (r"@x\ y{a:b}", "@x y{a:b}", r"@x\ y  { @x\ y  { a: b }", "@x y { @x y { a: b }", 1),
    ("a{b:'c  d'}", "a{b:'c d'}", 'a { b: "c  d" }', 'a { b: "c d" }', 1),
    ("a{b:'c , d'}", "a{b:'c,d'}", 'a { b: "c , d" }', 'a { b: "c,d" }', 1),
    ("a{b:2.0000000000001}", "a{b:2}", "a { b: 2.0 }", "a { b: 2 }", 1),
    ("a:nth-child(2.0n){}", "a:nth-child(2n){}", "a:nth-child(2.0n) {", "a:nth-child(2n) {", 1),
    (f"a{{b:{'x' * 200}}}", "a{b:c}", f"a {{ b: {'x' * 113}", "a { b: c }", 1),
    ("a{b:c}", f"a{{b:{'x' * 200}}}", "a { b: c }", f"a {{ b: {'x' * 113}", 1),
]


@pytest.mark.parametrize(("css", "stated", "says", "should", "line"), OTHER)
def test_what_differs_is_told_with_its_line(css: str, stated: str, says: str, should: str, line: int) -> None:
    assert between(css, stated) == [(says, should, line)]


@pytest.mark.parametrize("value", ["(" * 3000 + ")" * 3000, "9" * 5000 + "px"])
def test_what_is_too_deep_or_has_too_many_digits_cannot_be_read(value: str) -> None:
    says = "Its brackets stand too deep inside each other, or a number in it has too many digits."
    assert drifts(f"{ours()} a {{ b: {value} }}") == [Drift("unread", says=says, file="notice.css", source="templates")]


def test_no_class_of_ours_may_stand_around_and_no_anchor_has_a_rule() -> None:
    css = re.sub(r"/\*.*?\*/", "", ours(), flags=re.DOTALL)
    assert set(re.findall(r"\.([a-z][\w-]*)", css)) == CLASSES
    assert re.findall(r"#(?![\da-f]{3,8}\b)", css) == []
