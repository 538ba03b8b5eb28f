"""Whether words fit: no button, label or head of a table is cut, or reaches out of its box."""

WIDTHS = (360, 768, 1280)
PUBLIC = [
    *("/", "/archive/", "/search/?q=clock", "/accounts/login/", "/accounts/signup/"),
    *("/accounts/password/reset/", "/transparency/", "/comments/mine/", "/follow/", "/nowhere/"),
]
OWN = [
    *("/accounts/", "/accounts/mail/", "/accounts/data/", "/accounts/close/"),
    *("/accounts/sessions/", "/accounts/second-factor/"),
]
DESK = [
    *("/admin/", "/admin/moderation/heldcomment/", "/admin/moderation/appeal/"),
    *("/admin/moderation/reportedcomment/", "/admin/moderation/decision/"),
    *("/admin/moderation/rule/", "/admin/moderation/houserule/", "/admin/moderation/ban/add/"),
    *("/admin/posts/post/add/", "/admin/posts/look/", "/admin/posts/blog/1/change/"),
    *("/admin/posts/wording/", "/admin/accounts/person/"),
]
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
    // Numbers in the margin, and what screen readers alone get, are out of the flow on purpose.
    const flows = node => node.nodeType !== Node.ELEMENT_NODE
        || !/absolute|fixed/.test(getComputedStyle(node).position)
    const wordsOf = element => {
        const all = {left: Infinity, right: -Infinity, bottom: -Infinity}
        for (const node of element.childNodes) {
            const range = document.createRange()
            range.selectNodeContents(node)
            const box = range.getBoundingClientRect()
            if (!box.width || !flows(node)) continue
            all.left = Math.min(all.left, box.left)
            all.right = Math.max(all.right, box.right)
            all.bottom = Math.max(all.bottom, box.bottom)
        }
        return all
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
        if (style.display !== "inline" && words.right > words.left) {
            if (words.right > box.right + 1 || words.left < box.left - 1) why.push("too wide")
            if (words.bottom > box.bottom + 2 && style.display !== "contents") why.push("too high")
        }
        if (element.scrollWidth > element.clientWidth + 1 && /hidden|clip/.test(style.overflowX))
            why.push("cut")
        if (why.length) misfits.push(`${why.join(", ")}: ${element.outerHTML.slice(0, 90)}`)
    }
    for (const words of document.querySelectorAll("svg text")) {
        const box = words.getBoundingClientRect()
        const chart = words.ownerSVGElement.getBoundingClientRect()
        if (box.left < chart.left - 2 || box.right > chart.right + 2)
            misfits.push(`out of the chart: ${words.outerHTML.slice(0, 90)}`)
    }
    if (document.documentElement.scrollWidth > screen) misfits.push("the page is too wide")
    return misfits
}"""


def paths_of(post) -> list[str]:
    """Return the pages of a post, and those of one of its comments."""
    comment, url = post.comments.published().first(), post.get_absolute_url()
    steps = [f"/comments/{comment.pk}/{step}/" for step in ("reply", "report", "thread")]
    return [url, f"{url}respond/", *steps]


def misfits(page, urls, widths=WIDTHS) -> list[str]:
    """Return what does not fit on these pages, with the width of the screen and the URL."""
    lines = []
    for url in urls:
        page.goto(url)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            lines += [f"{width} {url}: {line}" for line in page.evaluate(MISFITS)]
    return lines
