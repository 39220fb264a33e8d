"""Drifts in what a PDF says and shows: its words, what is hidden, covered or added on a leaf."""

from __future__ import annotations

import re
from random import Random

import pikepdf

from tests.drifts.printed import Leaf, Run, instruction
from tests.drifts.sites import Sheet
from tests.drifts.words import NOT, OTHERWISE, SENTENCES

A_WORD = re.compile(r"[^\W\d_]{3,}")


def _spoken(sheet: Sheet) -> str:
    return sheet.language.tag.split("-")[0]


# ---- words


def word_changed(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """One word is another word of the same leaf."""
    return _other_word(leaf, *_word(leaf, chance), chance)


def _word(leaf: Leaf, chance: Random) -> tuple[Run, re.Match[str]]:
    run = chance.choice([r for r in leaf.stated if A_WORD.search(r.text)])
    return run, chance.choice(list(A_WORD.finditer(run.text)))


def _replaced(leaf: Leaf, run: Run, found: re.Match[str], new: str) -> bool:
    return leaf.show(run, f"{run.text[: found.start()]}{new}{run.text[found.end() :]}")


def _other_word(leaf: Leaf, run: Run, found: re.Match[str], chance: Random) -> bool:
    words = sorted({w for each in leaf.stated for w in A_WORD.findall(each.text)})
    others = [w for w in words if w.casefold() != found[0].casefold() and leaf.codes(run.font, w)]
    return bool(others) and _replaced(leaf, run, found, chance.choice(others))


def word_dropped(leaf: Leaf, sheet: Sheet, chance: Random) -> bool:
    """One word is not there any more: a "not" where there is one."""
    places = [(r, m) for r in leaf.stated for m in re.finditer(NOT[_spoken(sheet)], r.text, re.IGNORECASE)]
    run, found = chance.choice(places) if places and chance.random() < 0.5 else _word(leaf, chance)
    return _replaced(leaf, run, found, "")


def otherwise(leaf: Leaf, sheet: Sheet, chance: Random) -> bool:
    """May for must, or for and, before for after."""
    places = [
        (run, m, new)
        for run in leaf.stated
        for old, new in OTHERWISE[_spoken(sheet)]
        for m in re.finditer(rf"\b{old}\b", run.text)
        if leaf.codes(run.font, new)
    ]
    return bool(places) and _replaced(leaf, *chance.choice(places))


def number_changed(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """Another digit."""
    places = [(r, m) for r in leaf.stated for m in re.finditer(r"\d", r.text)]
    if not places:
        return False
    run, found = chance.choice(places)
    digits = [d for d in "0123456789" if d != found[0] and leaf.codes(run.font, d)]
    return bool(digits) and _replaced(leaf, run, found, chance.choice(digits))


def exchanged(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """Two pieces of text, each in the other's place."""
    one, other = chance.sample(leaf.stated, 2) if len(leaf.stated) > 1 else (leaf.stated[0],) * 2
    same = one.text.split() == other.text.split()
    return not same and leaf.show(one, other.text) and leaf.show(other, one.text)


def lost(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """A piece of text is not drawn; its place in the structure is still there."""
    run = chance.choice(leaf.stated)
    return leaf.show(run, "")


# ---- hidden


def hidden(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """Text that is in the file and not seen: invisible, transparent, pale, tiny, away from the leaf, cut off."""
    run = chance.choice(leaf.stated)
    chance.choice([_unpainted, _unpainted, _transparent, _pale, _pale, _tiny, _away, _clipped, _switched_off])(
        leaf, run
    )
    return True


def _unpainted(leaf: Leaf, run: Run) -> None:
    leaf.instructions[leaf.before(run, "Tr")] = instruction("Tr", 3)  # type: ignore[arg-type]


def _transparent(leaf: Leaf, run: Run) -> None:
    clear = leaf.document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0, CA=0))
    leaf.page.add_resource(clear, pikepdf.Name.ExtGState, pikepdf.Name("/clear"))
    leaf.insert(leaf.before(run, "BT"), "/clear gs")


def _pale(leaf: Leaf, run: Run) -> None:
    leaf.insert(leaf.before(run, "BT") + 1, "1 1 1 rg")


def _tiny(leaf: Leaf, run: Run) -> None:
    leaf.insert(leaf.before(run, "Tm"), f"{run.font} 0.01 Tf")


def _away(leaf: Leaf, run: Run) -> None:
    leaf.insert(leaf.before(run, "Tm") + 1, "3000 0 Td")


def _clipped(leaf: Leaf, run: Run) -> None:
    leaf.insert(leaf.before(run, "BT"), "0 0 0.01 0.01 re W n")


def _switched_off(leaf: Leaf, run: Run) -> None:
    document = leaf.document
    layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Layer"))
    document.Root.OCProperties = pikepdf.Dictionary(
        OCGs=[layer], D=pikepdf.Dictionary(Name="Default", OFF=pikepdf.Array([layer]), Order=pikepdf.Array([layer]))
    )
    leaf.page.add_resource(layer, pikepdf.Name.Properties, pikepdf.Name("/layer"))
    leaf.insert(leaf.after(run, "ET") + 1, "EMC")
    leaf.insert(leaf.before(run, "BT"), "/OC /layer BDC")


def covered(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """Something stands over the text: a rectangle, a picture, a note's own appearance."""
    run = chance.choice(leaf.stated)
    way = chance.randrange(3)
    if way == 0:
        leaf.append(f"/Artifact BMC q 1 1 1 rg {run.box} re f Q EMC")
    elif way == 1:
        x, y, width, height = run.box.split()
        picture = leaf.document.make_stream(
            b"\xff", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip
        leaf.page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name("/white"))
        leaf.append(f"/Artifact BMC q {width} 0 0 {height} {x} {y} cm /white Do Q EMC")
    else:
        _note(leaf, run, f"1 1 1 rg {run.box} re f")
    return True


def _note(leaf: Leaf, run: Run, drawn: str, words: str = "") -> None:
    """An annotation over a run with an appearance of its own."""
    x, y, width, height = map(float, run.box.split())
    box = pikepdf.Array([x, y, x + width, y + height])
    form = leaf.document.make_stream(
        drawn.encode(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=box,
        Resources=leaf.page.obj.Resources,
    )  # fmt: skip
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=box, F=4, Contents=words, DA="/Helv 9 Tf",
        AP=pikepdf.Dictionary(N=form),
    )  # fmt: skip
    if "/Annots" not in leaf.page.obj:
        leaf.page.obj.Annots = pikepdf.Array()
    leaf.page.obj.Annots.append(leaf.document.make_indirect(note))


# ---- added


def sentence_added(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """Words that are founded nowhere: as decoration, unmarked, in a passage's own mark, in a note, small or plain."""
    run = chance.choice(leaf.stated)
    sentences = [s for s in (*SENTENCES, *[r.text for r in leaf.stated]) if s.strip() and leaf.codes(run.font, s)]
    if not sentences:
        return False
    sentence = chance.choice(sentences)
    codes = (leaf.codes(run.font, sentence) or b"").hex()
    drawn = f"q 0 0 0 rg BT {run.font} {chance.choice([7, 10, 12])} Tf {chance.choice([70, 90])} {chance.randrange(20, 60)} Td <{codes}> Tj ET Q"  # noqa: E501
    way = chance.randrange(4)
    if way == 0:
        leaf.append(f"/Artifact BMC {drawn} EMC")
    elif way == 1:
        leaf.append(drawn)
    elif way == 2:
        return leaf.show(run, f"{run.text} {sentence}")
    else:
        _note(leaf, run, drawn, sentence)
    return True


def pictured(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """Words that are no text: a picture of them, or their lines, where nothing stands."""
    x, y = chance.choice([80, 200, 300]), chance.choice([24, 40, 790])
    way = chance.randrange(3)
    if way == 0:
        picture = leaf.document.make_stream(
            chance.randbytes(80), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=64, Height=10,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=1,
        )  # fmt: skip
        leaf.page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name("/words"))
        leaf.append(f"/Artifact BMC q 120 0 0 12 {x} {y} cm /words Do Q EMC")
    elif way == 1:
        lines = " ".join(f"{x + 6 * i} {y} m {x + 6 * i + 4} {y + chance.randrange(4, 10)} l" for i in range(30))
        leaf.append(f"/Artifact BMC q 1 w 0 0 0 RG {lines} S Q EMC")
    else:
        boxes = " ".join(f"{x + 3 * i} {y} 1.5 {chance.randrange(3, 10)} re" for i in range(40))
        leaf.append(f"/Artifact BMC q 0 0 0 rg {boxes} f Q EMC")
    return True


def cut(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """A leaf that shows only a part, or stands on its head."""
    left, bottom, right, top = map(float, leaf.page.mediabox)
    page = leaf.page.obj
    way = chance.randrange(3)
    if way == 0:
        page.CropBox = pikepdf.Array([left, bottom + (top - bottom) * chance.uniform(0.3, 0.9), right, top])
    elif way == 1:
        page.MediaBox = pikepdf.Array([left, bottom, left + (right - left) * chance.uniform(0.1, 0.6), top])
    else:
        page.Rotate = chance.choice([90, 180, 270])
    return True


# ---- drawn is one thing, told another


def actual_text(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """Text for those who hear or copy it that is not what is drawn; or another is drawn, and it hides that."""
    run, found = _word(leaf, chance)
    truth = run.text
    other = chance.choice(["nothing", "everybody", "insurers", "always"])
    if chance.random() < 0.5:
        said = f"{truth[: found.start()]}{other}{truth[found.end() :]}"
    else:
        said = truth
        if not _other_word(leaf, run, found, chance):
            return False
    hexed = said.encode("utf-16-be").hex()
    at = leaf.after(run, "ET") + 1
    leaf.insert(at, "EMC")
    leaf.insert(leaf.before(run, "BT"), f"/Span <</ActualText <feff{hexed}>>> BDC")
    return True


def other_glyphs(leaf: Leaf, _: Sheet, chance: Random) -> bool:
    """A letter or digit is drawn as another, and the font's own table says that it is the first."""
    run = chance.choice(leaf.stated)
    letters = [m for m in re.finditer(r"\w", run.text)]  # noqa: C416
    found = chance.choice(letters)
    alike = "0123456789" if found[0].isdigit() else "abcdefghijklmnoprstuvwxyz"
    others = [c for c in alike if c != found[0].lower() and leaf.codes(run.font, c)]
    if not others:
        return False
    other = chance.choice(others)
    code = int.from_bytes(leaf.codes(run.font, other) or b"")
    if not _replaced(leaf, run, found, other):
        return False
    _lying_font(leaf, run, f"<{code:04x}> <{ord(found[0]):04x}>")
    start, end = found.start(), found.end()
    codes = [(leaf.codes(run.font, t) or b"").hex() for t in (run.text[:start], other, run.text[end:])]
    at = run.at
    del leaf.instructions[at]
    leaf.insert(at, f"<{codes[0]}> Tj /lying {run.size} Tf <{codes[1]}> Tj {run.font} {run.size} Tf <{codes[2]}> Tj")
    return True


def _lying_font(leaf: Leaf, run: Run, pair: str) -> None:
    """The font of a run once more, its table of letters with one pair exchanged."""
    fonts = leaf.page.obj.Resources.Font
    honest = fonts[run.font]
    lying = pikepdf.Dictionary({key: value for key, value in honest.items() if key != "/ToUnicode"})
    table = honest.ToUnicode.read_bytes()
    line = f"1 beginbfchar\n{pair}\nendbfchar\nendcmap".encode()
    lying.ToUnicode = leaf.document.make_stream(table.replace(b"endcmap", line, 1))
    fonts["/lying"] = leaf.document.make_indirect(lying)
