"""Accessibility as axe-core judges it: on screens of several sizes, light and dark."""

from axe_playwright_python.sync_playwright import Axe

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}

ALL_RULES = {"resultTypes": ["violations"]}
# All that a dark screen changes is its colours.
RULES_OF_COLOUR = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}

# Colours change by transitions in the admin, and axe would judge the first moment of one.
END_TRANSITIONS = """document.getAnimations()
    .filter(animation => animation instanceof CSSTransition)
    .forEach(transition => transition.finish())"""

AXE = Axe().axe_script
# Returns what is wrong alone: what axe has passed is long, and nobody reads it.
LINES = """async ([part, options]) => (await axe.run(part, options)).violations
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))"""


def violations(page, within="html", options=ALL_RULES) -> list[str]:
    """Return a line for each element that axe objects to, in what the selector `within` names.

    A page that a click has led to is judged with its style sheets.
    """
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    page.evaluate(END_TRANSITIONS)
    return page.evaluate(LINES, [within, options])


def assert_accessible(page, sizes=(PHONE, DESK), within="html"):
    """Assert that a page as it is has no violation at any size, light or dark, nor is too wide.

    The page is not loaded again: styles alone say what a size and a scheme change.
    """
    for size in sizes:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        assert violations(page, within) == [], f"{page.url}, light, {size}"
        page.emulate_media(color_scheme="dark")
        assert violations(page, within, RULES_OF_COLOUR) == [], f"{page.url}, dark, {size}"
