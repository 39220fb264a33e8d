"""Whole tasks in a real browser, as the handbook's walks have them; by keyboard, at 320 px, and under two checkers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from site_builder.edit.door import Door, opened
from tests.checkers import browser
from tests.checkers.missing import require
from tests.edit.forms import OFFICER, contents, project, retype, window
from tests.effort import THOROUGH, effort
from tests.walk import edits

DFE = "recipients/department-for-education.yaml"
NHS = "recipients/nhs-services.yaml"
NOTICE = "notices/child-data.yaml"
SURVEYS = "recipient/department-for-education?at=dfe-surveys"
WALKS = {edit.title: edit for edit in edits()}
FIELD = "v.disclosures."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed, in two languages, with somebody who confirms and signs."""
    made = project(tmp_path_factory.mktemp("browser"))
    registry = made / "registry"
    retype(registry / "organisation.yaml", "languages: [en-GB]", "languages: [en-GB, cy]")
    roles = registry / "vocabulary/roles.yaml"
    roles.write_text(roles.read_text("utf-8") + OFFICER, "utf-8")
    return made


@pytest.fixture(scope="module")
def started(folder: Path) -> Iterator[Door]:
    with opened(window(folder).app, [0]) as door:
        yield door


@pytest.fixture(scope="module")
def asset(folder: Path) -> Mapping[str, bytes]:
    """The files as they were."""
    return contents(folder)


@pytest.fixture
def door(started: Door, folder: Path, asset: Mapping[str, bytes]) -> Door:
    """The form, on the files as they were, with nothing changed."""
    started.app.session.steps = []
    for name, data in contents(folder).items():
        if name not in asset:
            (folder / "registry" / name).unlink()
        elif data != asset[name]:
            (folder / "registry" / name).write_bytes(asset[name])
    with started.app.session.lock:
        started.app.session._stamp = None
        started.app.session.look()
    return started


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    complaints: list[str] = []
    with chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, complaints


@pytest.fixture
def page(tab: tuple[Page, list[str]]) -> Iterator[Page]:
    found, complaints = tab
    complaints.clear()
    found.set_viewport_size({"width": 1280, "height": 900})
    found.emulate_media(color_scheme="light")
    yield found
    assert complaints == []


def control(page: Page, name: str) -> str:
    """The selector of a control, with the closed parts around it opened."""
    page.wait_for_selector(f'[name="{name}"]', state="attached")
    page.evaluate(
        "name => { let e = document.getElementsByName(name)[0];"
        " while ((e = e.parentElement)) if (e.localName === 'details') e.open = true }",
        name,
    )
    return f'[name="{name}"]'


def taken(page: Page, act: Callable[[], object]) -> None:
    """Do something, and wait until the form has taken it over and shows what the public would read."""
    sent = page.evaluate("document.body.dataset.sent || '0'")
    act()
    page.wait_for_function("was => (document.body.dataset.sent || '0') !== was", arg=sent)


def typed(page: Page, name: str, text: str) -> None:
    where = control(page, name)

    def type_and_leave() -> None:
        page.fill(where, text)
        page.locator(where).blur()

    taken(page, type_and_leave)


def chosen(page: Page, name: str, value: str) -> None:
    where = control(page, name)
    taken(page, lambda: page.select_option(where, value))


def ticked(page: Page, name: str, value: str) -> None:
    where = control(page, name)
    taken(page, lambda: page.check(f'{where}[value="{value}"]'))


def save(page: Page) -> None:
    page.click("text=Review and save >> nth=-1")
    page.click("text=Save these changes")
    page.wait_for_selector("text=Saved")


def as_typed(asset: Mapping[str, bytes], title: str, at: Path) -> Mapping[str, bytes]:
    """The files as they are when the walk of the handbook is typed into them."""
    root = at / "registry"
    for name, data in asset.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    for step in WALKS[title].steps:
        for each in step.typed:
            each.into(at)
    return contents(at)


def assert_as_typed(now: Mapping[str, bytes], expected: Mapping[str, bytes], before: Mapping[str, bytes]) -> None:
    """The same lines came and went as by hand, and no other line moved; a new line may stand elsewhere in its thing."""
    assert now.keys() == expected.keys()
    for name, data in now.items():
        assert sorted(filter(None, data.splitlines())) == sorted(filter(None, expected[name].splitlines()))
        rest = iter(data.splitlines())
        stayed = [line for line in before.get(name, b"").splitlines() if line in expected[name].splitlines()]
        assert all(line in rest for line in stayed), name


# ---- ten whole tasks


def change_a_sentence(page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path) -> None:
    page.goto(door.address + SURVEYS)
    where = f"{FIELD}dfe-surveys.text"
    words = page.input_value(f'[name="{where}"]')
    typed(page, where, words.replace("usually voluntary", "always voluntary"))
    assert "always voluntary" in page.inner_text(".public")
    assert "no words here soften" in page.inner_text("main")
    chosen(page, f"{FIELD}dfe-surveys.conditions.0.strength", "always")
    assert "no words here soften" not in page.inner_text("main")
    save(page)
    assert contents(folder) == as_typed(asset, "Change a sentence", tmp_path)


def add_a_recipient(page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path) -> None:
    page.goto(door.address)
    page.click("text=Add a recipient >> nth=-1")
    page.fill("[name=name]", "Example Youth Trust")
    page.click("text=Go on")
    page.fill(
        f'[name="{FIELD}new.text"]',
        "We may give Example Youth Trust your contact details, so that you or your child can join a club.",
    )
    for field, value in (
        ("purposes", "services-you-need"),
        ("data_categories", "contact-details"),
        ("data_subjects", "you-or-your-children"),
    ):
        page.check(f'{control(page, f"{FIELD}new.{field}")}[value="{value}"]')
    page.select_option(f'[name="{FIELD}new.modality"]', "may")
    page.select_option("[name=show]", label="Our partner agencies")
    page.click("text=Add Example Youth Trust")
    assert "can join a club" in page.inner_text(".public")
    save(page)
    expected = dict(as_typed(asset, "Add a recipient", tmp_path))
    # Here the ids follow from the name, and it stands last under its heading.
    made = expected.pop("recipients/youth-trust.yaml").replace(
        b"youth-trust-clubs", b"example-youth-trust-services-you-need"
    )
    now = dict(contents(folder))
    assert now.pop("recipients/example-youth-trust.yaml") == made.replace(b"disclosures:\n\n", b"disclosures:\n")
    last = b"[discuss-and-ask-first, when-at-risk, child-protection-access, law-and-protocols]\n"
    expected[NOTICE] = asset[NOTICE].replace(last, last + b"      - example-youth-trust\n")
    assert now == expected


def rename_a_body(page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path) -> None:
    old, new = "Communities and Local Government Department", "Ministry of Housing, Communities and Local Government"
    page.goto(f"{door.address}recipient/communities-and-local-government-department?at=who")
    assert "has another name now" in page.inner_text("main")
    typed(page, "v.name", new)
    page.click("h2 >> button >> nth=0")
    where = f"{FIELD}troubled-families.text"
    typed(page, where, page.input_value(f'[name="{where}"]').replace(old, new))
    save(page)
    assert contents(folder) == as_typed(asset, "Rename a body", tmp_path)


def end_a_recipient(page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path) -> None:
    page.goto(door.address)
    page.fill("#find", "independent")
    page.click("text=Independent researchers")
    page.click("text=Who they are")
    typed(page, "v.valid_to", "2026-12-31")
    save(page)
    assert_as_typed(contents(folder), as_typed(asset, "End a recipient", tmp_path), asset)


def change_something_from_a_day_on(
    page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path
) -> None:
    page.goto(f"{door.address}recipient/government-departments")
    typed(page, f"{FIELD}government-departments-duty.valid_to", "2027-03-31")
    page.click("text=Add a sharing")
    words = "We may send data to government departments such as the Qualifications and Curriculum Development Agency"
    page.fill(f'[name="{FIELD}new.text"]', f"{words} and Youth Justice Board.")
    page.select_option(f'[name="{FIELD}new.modality"]', "may")
    page.click("text=Add this sharing")
    new = "government-departments-sharing"
    typed(page, f"{FIELD}{new}.valid_from", "2027-04-01")
    assert "From 1 April 2027" in page.inner_text(".public")
    save(page)
    typed_ = as_typed(asset, "Change something from a day on", tmp_path)
    expected = {n: d.replace(b"government-departments-choice", new.encode()) for n, d in typed_.items()}
    assert_as_typed(contents(folder), expected, asset)


def tick_a_purpose_that_ships_with_the_program(
    page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], _: Path
) -> None:
    page.goto(f"{door.address}recipient/communities-and-local-government-department")
    where = control(page, f"{FIELD}troubled-families.purposes")
    page.fill("fieldset:has-text('Why is it shared') [type=search]", "crime")
    taken(page, lambda: page.check(f'{where}[value="prevent-crime"]'))
    save(page)
    name = "recipients/communities-and-local-government-department.yaml"
    line = b"    purposes: [prevent-crime]\n"
    assert contents(folder) == {
        **asset,
        name: asset[name].replace(b"    programmes: [tr", line + b"    programmes: [tr"),
    }


def add_a_condition(page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], _: Path) -> None:
    page.goto(door.address + SURVEYS)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    page.click("text=Add a condition")
    page.click("text=Only on request")
    page.fill(f'[name="{FIELD}dfe-surveys.conditions.new.requested_by"]', "the department")
    page.click("main >> button:text-is('Add')")
    page.wait_for_selector("text=Only on request")
    save(page)
    there = b"      - type: data_matching\n        with: [survey-data]\n"
    new = b"      - type: request_needed\n        requested_by: the department\n"
    assert contents(folder) == {**asset, DFE: asset[DFE].replace(there, there + new)}


def give_a_lawful_basis_to_all(
    page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path
) -> None:
    page.goto(f"{door.address}recipient/nhs-services")
    page.click("text=What holds for all sharings with them")
    ticked(page, "v.all_our_disclosures.lawful_basis", "public_task")
    page.click("h2 >> button >> nth=0")
    assert "public task" in page.inner_text(".public")
    save(page)
    assert contents(folder) == as_typed(asset, "Give a lawful basis to all that one recipient gets", tmp_path)


def state_how_long_data_is_kept(
    page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path
) -> None:
    expected = as_typed(asset, "State how long data is kept", tmp_path)
    sharing = "nhs-contact-parents"
    page.goto(f"{door.address}recipient/nhs-services?at={sharing}")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    page.click("text=Add a period")
    page.fill(f'[name="{FIELD}{sharing}.retention.new.period"]', "6 years")
    page.click("main >> button:text-is('Add')")
    assert "6 years" in page.inner_text(".public")
    save(page)
    assert_as_typed(contents(folder), expected, asset)


def correct_a_typing_error_and_say_it_in_welsh(
    page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path
) -> None:
    page.goto(f"{door.address}recipient/child-protection-staff")
    assert "looks left over" in page.inner_text("main")
    where = f"{FIELD}child-protection-access.text"
    typed(page, where, page.input_value(f'[name="{where}"]').replace("by the us", "by us"))
    assert "looks left over" not in page.inner_text("main")
    save(page)
    expected = dict(as_typed(asset, "Correct a typing error", tmp_path))
    assert contents(folder) == expected
    page.goto(f"{door.address}words/child-protection-staff?lang=cy")
    page.fill('[name="to.child-protection-staff.name"]', "staff amddiffyn plant")
    page.click("text=Keep these words")
    save(page)
    now = dict(contents(folder))
    assert now.pop("translations/cy/recipients/child-protection-staff.yaml").endswith(
        b"\n      staff amddiffyn plant\n"
    )
    assert now == expected


def add_a_reason_where_it_is_picked_and_undo_the_saving(
    page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], _: Path
) -> None:
    page.goto(door.address + SURVEYS)
    new = "v.+.disclosures.dfe-surveys.purposes"
    page.fill(control(page, f"{new}.name"), "to plan swimming lessons")
    # Who leaves with half of it typed is held, and told why.
    page.click("text=Notices and names >> nth=0")
    page.wait_for_selector("#trouble:has-text('What sort of reason is it?')")
    page.fill(f'[name="{new}.name:cy"]', "i gynllunio gwersi nofio")
    page.select_option(f'[name="{new}.family"]', "provide_service")
    page.click("text=Add this reason >> nth=0")
    page.wait_for_selector('[value="to-plan-swimming-lessons"]:checked')
    assert "2 changes" in page.inner_text(".bar")
    save(page)
    assert b"purposes: [survey-samples, to-plan-swimming-lessons]" in contents(folder)[DFE]
    assert b"gwersi nofio" in contents(folder)["translations/cy/vocabulary/purposes.yaml"]
    page.click("text=Undo the last saving")
    page.wait_for_selector(".bar:has-text('2 changes')")
    assert contents(folder) == asset


Task = Callable[[Page, Door, Path, Mapping[str, bytes], Path], None]
TASKS: tuple[Task, ...] = (
    add_a_recipient,
    correct_a_typing_error_and_say_it_in_welsh,
    add_a_reason_where_it_is_picked_and_undo_the_saving,
    change_a_sentence,
    add_a_condition,
    rename_a_body,
    end_a_recipient,
    change_something_from_a_day_on,
    tick_a_purpose_that_ships_with_the_program,
    give_a_lawful_basis_to_all,
    state_how_long_data_is_kept,
)
"""The others do the same by other fields; without a browser they are in test_adding.py and test_pages.py."""


@pytest.mark.parametrize("task", TASKS[: effort(suite=1, thorough=len(TASKS))], ids=lambda task: task.__name__)
def test_a_whole_task(
    page: Page, door: Door, folder: Path, asset: Mapping[str, bytes], tmp_path: Path, task: Task
) -> None:
    task(page, door, folder, asset, tmp_path)


# ---- without script, by keyboard, small, and under two checkers


def test_who_types_and_clicks_a_link_at_once_loses_nothing(page: Page, door: Door) -> None:
    page.goto(f"{door.address}{SURVEYS}")
    words = f"{FIELD}dfe-surveys.text"
    page.fill(control(page, words), "The DfE may also use contact details for surveys, typed in haste.")
    page.click("text=Review and save >> nth=0")
    page.wait_for_url("**/review")
    assert "typed in haste" in page.inner_text("main")


@pytest.mark.parametrize(
    ("choice", "stays"), [("mine", "Mine stands."), ("theirs", "Theirs stands.")][: effort(suite=1, thorough=2)]
)
def test_of_two_windows_the_one_that_was_chosen_stays_and_nobody_is_held(
    chromium: Browser, page: Page, door: Door, choice: str, stays: str
) -> None:
    words = f"{FIELD}dfe-surveys.text"
    page.goto(f"{door.address}{SURVEYS}")
    with chromium.new_context() as context:
        other = context.new_page()
        other.goto(f"{door.address}{SURVEYS}")
        typed(other, words, "Theirs stands.")
    typed(page, words, "Mine stands.")
    assert "Not taken over" in page.inner_text("#status")
    page.check(f'[name="keep.{words}"][value="{choice}"]')
    page.wait_for_selector("main .clash", state="detached")
    assert page.input_value(control(page, words)).strip() == stays
    typed(page, f"{FIELD}dfe-surveys.child_text", "We ask you.")
    page.click("text=Review and save >> nth=0")
    page.wait_for_url("**/review")
    assert stays in page.inner_text("main")


def test_words_are_edited_without_a_script(chromium: Browser, door: Door, folder: Path) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(door.address + SURVEYS)
        where = f'[name="{FIELD}dfe-surveys.text"]'
        page.fill(where, page.input_value(where).replace("usually", "always"))
        page.click("text=Show what this changes")
        assert "always voluntary" in page.inner_text(".public")
        page.click("text=Review and save >> nth=-1")
        page.click("text=Save these changes")
        assert "Saved" in page.inner_text("main")
    assert b"always voluntary" in contents(folder)[DFE]


FOCUSED = """() => {
    const e = document.activeElement, bar = e.closest(".bar") ? null : document.querySelector(".bar");
    const is_seen = !bar || e.getBoundingClientRect().top < bar.getBoundingClientRect().top;
    return [e.name || e.textContent.trim().slice(0, 30), is_seen, getComputedStyle(e).outlineStyle];
}"""


def test_the_form_is_walked_by_keyboard_and_nothing_is_hidden_below_the_bar(chromium: Browser, door: Door) -> None:
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(door.address + SURVEYS)
        seen: list[str] = []
        for _ in range(40):
            page.keyboard.press("Tab")
            name, is_seen, ring = page.evaluate(FOCUSED)
            seen.append(name)
            assert (name, is_seen, ring) == (name, True, "solid")
        assert seen[0] == "Skip to the content"
        words, facts = (f"{FIELD}dfe-surveys.{field}" for field in ("text", "purposes"))
        assert seen.index(words) < seen.index(facts), "words, then facts"
        page.focus(f'[name="{facts}"]')
        taken(page, lambda: page.keyboard.press("Space"))
        assert "1 change" in page.inner_text(".bar")
        page.goto(door.address + SURVEYS)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


PAGES = (
    "",
    SURVEYS,
    "recipient/department-for-education?at=who",
    "review",
    "new?name=Department%20for%20Education%20and%20Skills",
    "words/department-for-education?lang=cy",
    "words/notices/child-data?lang=cy",
    "confirm/dfe-surveys",
    "sign-off",
    "new-sharing/department-for-education",
    "remove-sharing/dfe-surveys",
    f"add?file={DFE}&path={FIELD}dfe-surveys.conditions",
    f"add?file={DFE}&path={FIELD}dfe-surveys.transfers",
    "contents",
    "thing/notices/child-data?at=sections.dfe",
    "thing/vocabulary/purposes?at=research",
    "new-thing/vocabulary/purposes",
)
BY_EYE = {
    "element_tabbable_unobscured",
    "element_tabbable_visible",
    "form_submit_button_exists",
    "input_label_visible",
    "style_color_misuse",
    "style_focus_visible",
    "text_block_heading",
    "text_quoted_correctly",
    "text_sensory_misuse",
}
"""What the second checker only asks a person to look at: the walk by keyboard does, and marks have words."""
FEW_TICKS = "document.querySelectorAll('.picker ul').forEach(list => list.replaceChildren(list.children[0]))"
"""Long lists of the same ticks take the checkers long."""
OFTEN = (SURVEYS, "review", "words/notices/child-data?lang=cy", "thing/notices/child-data?at=sections.dfe")
"""The pages that the suite looks at; all of them where there is time."""


@pytest.fixture
def changed(page: Page, door: Door) -> None:
    """A change, and one that somebody else made too, so that the review has something to show."""
    page.goto(door.address + SURVEYS)
    where = f"{FIELD}dfe-surveys.text"
    typed(page, where, page.input_value(f'[name="{where}"]').replace("usually", "always"))


@pytest.mark.usefixtures("changed")
def test_every_page_is_accessible_and_fits_a_small_screen(page: Page, door: Door) -> None:
    require("npm")
    for address in PAGES if THOROUGH else OFTEN:
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(door.address + address)
        browser.opened(page)
        assert (address, browser.overflow(page)) == (address, 0)
        if not THOROUGH:
            page.evaluate(FEW_TICKS)
        page.set_viewport_size({"width": 1280, "height": 900})
        found = browser.ibm(page) if THOROUGH or address == "review" else []
        assert (address, browser.axe(page)) == (address, [])
        assert [line for line in found if line.split(":")[0] not in BY_EYE] == []
        if THOROUGH:
            page.emulate_media(color_scheme="dark")
            assert (address, browser.axe(page)) == (address, [])
            page.emulate_media(color_scheme="light")
