"""A site made anew from what is stated: whatever has other bytes is named, and a PDF that is another one is drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from site_builder.build import site_files
from site_builder.core.addresses import MANIFEST
from site_builder.core.public import public
from site_builder.manifest import read
from site_builder.renderers.pdf import PdfError
from site_builder.verify.drift import OTHER, SAME, Drift
from site_builder.verify.site import verify_site
from site_builder.verify.site.anew import anew
from tests.examples import FOLDERS, example
from tests.seed import ON, ROOT
from tests.verify.sites import Files, manifest_of, published, relisted, verified

PAPER = "child-data/notice.pdf"


@pytest.mark.parametrize("path", sorted(set(published()) - {MANIFEST}))
def test_each_file_with_other_bytes_is_named_although_its_manifest_was_made_for_it(path: str) -> None:
    """Also where all that is read of it says the same, as no reader is every reader."""
    changed = dict(published())
    data = changed[path] or b""
    changed[path] = data + (b"\n%" if path.endswith("pdf") else b"\n")
    found = verified(relisted(changed))
    if path.endswith("pdf"):
        assert path in {drift.file for drift in found.drifts}
    else:
        assert Drift("file", says=OTHER + SAME, file=path) in found.bytes_alone


@pytest.mark.parametrize("name", FOLDERS)
def test_the_site_of_each_example_comes_out_the_same_anew(name: str) -> None:
    assert anew(example(name), ON, published(name), None) == published(name)


def test_where_a_pdf_cannot_be_set_every_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> bytes:
        raise PdfError("No.")

    monkeypatch.setattr("site_builder.renderers.pdf.render", fails)
    monkeypatch.setattr("site_builder.verify.site.anew", anew)
    found = verified(published("practice"), "practice")
    papers = {path for path in published("practice") if path.endswith(".pdf")}
    assert {drift.file for drift in found.drifts} == papers
    assert {drift.file for drift in found.bytes_alone} == published("practice").keys() - papers - {MANIFEST}


def test_a_site_is_made_anew_with_its_own_templates_and_without_what_it_keeps(tmp_path: Path) -> None:
    template = (ROOT / "templates/missing.html.j2").read_text("utf-8")
    (tmp_path / "missing.html.j2").write_text(template.replace("<h1>", "<h1 >"))
    registry = example("practice")
    files: Files = dict(site_files(registry, ON, tmp_path, keep=[".well-known"]))
    ours, theirs = (verify_site(files, manifest_of(files), ON, public(registry), each) for each in (None, tmp_path))
    assert ([drift.file for drift in ours.bytes_alone], theirs.bytes_alone) == (["404.html"], ())
    assert (ours.drifts, theirs.drifts) == ((), ())
    assert anew(registry, ON, files, tmp_path) == {path: files[path] for path in files}
    assert ".well-known/api-catalog" in anew(registry, ON, published("practice"), None)


# ---- PDFs set anew


def resaved(change: Callable[[pikepdf.Pdf], None]) -> Files:
    out, files = BytesIO(), published()
    with pikepdf.open(BytesIO(files[PAPER] or b"")) as document:
        change(document)
        document.save(out, fix_metadata_version=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return {**files, PAPER: out.getvalue()}


def _with_history(document: pikepdf.Pdf) -> None:
    """Something that reading lets pass: what the file tells of its own history."""
    history = b'<rdf:Description xmlns:m="http://ns.adobe.com/xap/1.0/mm/"><m:a>We sell it.</m:a></rdf:Description>'
    stream = document.Root.Metadata
    stream.write(stream.read_bytes().replace(b"</rdf:RDF>", history + b"</rdf:RDF>"))


def _renamed(document: pikepdf.Pdf) -> None:
    document.Root.Outlines.First.Title = "We sell it"


def test_a_pdf_that_is_not_the_one_that_is_set_from_what_is_stated_is_told() -> None:
    said = "reads the same, but is not the PDF that this version makes from it. Build again"
    found = verified(resaved(_with_history))
    assert found.drifts == (Drift("file", says=said, file=PAPER, source="registry"),)
    for source in ("seed", None):
        assert verified(resaved(lambda _: None), source).drifts == ()
    assert [(drift.kind, said in drift.says) for drift in verified(resaved(_renamed)).drifts] == [("attribute", False)]
    issued = replace(example("seed"), issued=ON + timedelta(1))
    assert said not in {
        drift.says
        for drift in verify_site(site_files(issued, ON), read(site_files(issued, ON)[MANIFEST]), ON, issued).drifts
    }
