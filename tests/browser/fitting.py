"""Whether words fit: no button, label or head of a table is cut, or reaches out of its box."""

WIDTHS = (360, 768, 1280)
# Returns a line for each element whose words are not wholly in it, or that is not on the screen.
MISFITS = """() => {
    // Words of people, which may be cut on purpose, and what is for screen readers alone.
    const OTHERS = "[hidden], .comment__body, .items__link, .theme-toggle, .visually-hidden"
        + ", .material-icons"
    const screen = document.documentElement.clientWidth
    const scrolls = element => {
        for (let each = element; each && each !== document.body; each = each.parentElement)
            if (/auto|scroll/.test(getComputedStyle(each).overflowX)) return true
        return false
    }
    const asShown = {visibilityProperty: true, opacityProperty: true}
    const isShown = element => element.checkVisibility(asShown)
        && element.getBoundingClientRect().width > 2  // what screen readers alone get is smaller
    const wordsOf = element => {
        const range = document.createRange()
        range.selectNodeContents(element)
        return range.getBoundingClientRect()
    }
    const misfits = []
    const named = "button, summary, label, legend, th, dt, h1, h2, h3, kbd, nav a, .act, "
        + "[class*=button], input[type=submit], select"
    for (const element of document.querySelectorAll(named)) {
        if (!isShown(element) || element.closest(OTHERS)) continue
        const box = element.getBoundingClientRect(), style = getComputedStyle(element)
        const words = element.matches("input, select") ? box : wordsOf(element)
        const why = []
        if (box.right > screen + 1 || box.left < -1) if (!scrolls(element)) why.push("off screen")
        if (style.display !== "inline" && words.width > 0) {
            if (words.right > box.right + 1 || words.left < box.left - 1) why.push("too wide")
            if (words.bottom > box.bottom + 2 && style.display !== "contents") why.push("too high")
        }
        if (element.scrollWidth > element.clientWidth + 1 && /hidden|clip/.test(style.overflowX))
            why.push("cut")
        if (why.length) misfits.push(`${why.join(", ")}: ${element.outerHTML.slice(0, 90)}`)
    }
    if (document.documentElement.scrollWidth > screen) misfits.push("the page is too wide")
    return misfits
}"""


def misfits(page, urls, widths=WIDTHS) -> list[str]:
    """Return what does not fit on these pages, with the width of the screen and the URL."""
    lines = []
    for url in urls:
        page.goto(url)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            lines += [f"{width} {url}: {line}" for line in page.evaluate(MISFITS)]
    return lines
