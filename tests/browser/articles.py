"""Random articles with every element that a post may have, each valid HTML."""

import re
from html import escape
from random import Random

WORDS = "ice pond frost duck kettle snow lake path thaw 冰 лёд جليد ‘quoted’ A&B 3<4"
LINKS = ["/2010/07/29/x/", "https://a.example/?b=1&amp;c", "#text-1"]
SIZES = ['title="1.50"', 'width="640" height="480"', 'loading="lazy"', ""]
MARKS = "em strong i b s sub sup del ins mark small code kbd samp var q cite abbr time span a"
BLOCKS = "p p p h2 h3 h4 ul ol dl table blockquote div pre figure gallery embed details hr loose"
# Places where other programs and people put line breaks into HTML.
LINES = re.compile(
    "(?=</?(?:ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|td|th|figure|figcaption|details"
    r"|summary)\b)",
)


class Article:
    """One article; the same `seed` gives the same one. `html` is its text."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.ids = 0
        self.notes = 0
        self.has_notes = self.chance(0.4)
        html = self.blocks(depth=0, least=2) + self.footnotes()
        self.html = LINES.sub("\n", html) if self.chance(0.5) else html

    def chance(self, share):
        return self.random.random() < share

    def words(self):
        some = self.random.choices(WORDS.split(), k=self.random.randint(1, 4))
        return escape(" ".join(some), quote=False)

    def attributes(self):
        """Return random attributes that every element may have."""
        written = ""
        if self.chance(0.1):
            self.ids += 1
            written += f' id="text-{self.ids}"'
        if self.chance(0.1):
            written += ' dir="rtl"'
        if self.chance(0.1):
            written += ' lang="pt-BR"'
        return written

    # Words

    def inline(self, depth=0, within=()):
        return " ".join(self.phrase(depth, within) for _ in range(self.random.randint(1, 3)))

    def phrase(self, depth, within):
        kind = self.random.random()
        if depth > 3 or kind < 0.5:
            return self.words()
        if kind < 0.55:
            return f"{self.words()}<br>{self.words()}"
        if kind < 0.6:
            return self.image()
        if kind < 0.63 and "a" not in within:
            self.ids += 1
            return f'<a id="text-{self.ids}"></a>{self.words()}'
        if kind < 0.67 and "a" not in within and self.has_notes:
            return self.words() + self.reference()
        return self.marked(depth, within) + (self.marked(depth, within) if kind > 0.9 else "")

    def marked(self, depth, within):
        names = [mark for mark in MARKS.split() if mark not in within or mark != "a"]
        name = self.random.choice(names)
        own = {
            "a": f' href="{self.random.choice(LINKS)}"',
            "abbr": ' title="A &amp; &quot;B&quot; 007"',
            "time": ' datetime="2010.10"',
            "span": ' lang="fr"',
        }.get(name, "")
        more = "" if name in ("code", "time", "span") else self.identity()
        return f"<{name}{own}{more}>{self.inline(depth + 1, (*within, name))}</{name}>"

    def identity(self):
        if not self.chance(0.1):
            return ""
        self.ids += 1
        return f' id="text-{self.ids}"'

    def image(self):
        source, alt = self.random.randint(1, 9), self.random.randint(1, 9)
        size = self.random.choice(SIZES)
        return f'<img src="/media/images/{source}.png" alt="0{alt}" {size}>'

    def reference(self):
        self.notes += 1
        number = self.notes
        sign = self.random.choice([f"{number}", f"[{number}]", "*"])
        if self.chance(0.5):
            link = f'<a href="#text-fn-{number}">{sign}</a>'
            return f'<sup id="text-fnref-{number}">{link}</sup>'
        link = f'<a href="#text-fn-{number}" id="text-fnref-{number}">{sign}</a>'
        return f"<sup>{link}</sup>"

    # Blocks

    def footnotes(self):
        """Return the notes that the text refers to, each with a way back."""
        items = []
        for number in range(1, self.notes + 1):
            way_back = f'<a href="#text-fnref-{number}">{self.random.choice(["↩", "back"])}</a>'
            words = f"{self.words()} {way_back}"
            note = f"<p>{self.words()}</p><p>{words}</p>" if self.chance(0.3) else words
            items.append(f'<li id="text-fn-{number}">{note}</li>')
        return f'<ol class="footnotes">{"".join(items)}</ol>' if items else ""

    def blocks(self, depth, least=1):
        made, last = [], ""
        for _ in range(self.random.randint(least, 4)):
            name = self.random.choice(BLOCKS.split())
            if depth > 2 and name not in ("p", "h2", "pre", "hr"):
                name = "p"
            if name == last == "loose":
                continue
            made.append(getattr(self, name, lambda depth, name=name: self.text(name))(depth))
            last = name
        return self.random.choice(["", "\n"]).join(made)

    def flow(self, depth):
        """Return words alone, or blocks and words as they come."""
        return self.inline() if self.chance(0.5) else self.blocks(depth + 1)

    def text(self, name):
        return f"<{name}{self.attributes()}>{self.inline()}</{name}>"

    def loose(self, depth):
        return self.inline()

    def hr(self, depth):
        return "<hr>"

    def pre(self, depth):
        lines = "\n".join("  " * self.random.randint(0, 2) + self.words() for _ in range(3))
        kind = self.random.choice(["", ' class="language-c++"', ' class="language-python"'])
        is_code = self.chance(0.6)
        code = f"<code{kind}>{lines}\n</code>" if is_code else f"{lines} <b>{self.words()}</b>"
        return f"<pre>{code}</pre>"

    def items(self, depth):
        items = range(self.random.randint(1, 3))
        return "".join(f"<li{self.attributes()}>{self.flow(depth)}</li>" for _ in items)

    def ul(self, depth):
        return f"<ul{self.attributes()}>{self.items(depth)}</ul>"

    def ol(self, depth):
        own = self.random.choice(["", ' start="3"', " reversed", ' start="-2" reversed'])
        return f"<ol{own}>{self.items(depth)}</ol>"

    def dl(self, depth):
        pairs = "".join(
            f"<dt>{self.inline()}</dt>" + f"<dd>{self.flow(depth)}</dd>" * self.random.randint(1, 2)
            for _ in range(self.random.randint(1, 2))
        )
        return f"<dl>{pairs}</dl>" if self.chance(0.8) else f"<dl><div>{pairs}</div></dl>"

    def blockquote(self, depth):
        return f"<blockquote{self.attributes()}>{self.flow(depth)}</blockquote>"

    def div(self, depth):
        return f"<div{self.attributes()}>{self.flow(depth)}</div>"

    def figure(self, depth):
        image = self.image()
        picture = f'<a href="/x/">{image}</a>' if self.chance(0.3) else image
        caption = f"<figcaption>{self.inline()}</figcaption>" if self.chance(0.7) else ""
        return f"<figure{self.attributes()}>{picture}{caption}</figure>"

    def gallery(self, depth):
        figures = "".join(self.figure(depth) for _ in range(self.random.randint(1, 3)))
        caption = f"<figcaption>{self.inline()}</figcaption>" if self.chance(0.5) else ""
        return f'<figure class="gallery">{figures}{caption}</figure>'

    def embed(self, depth):
        caption = f"<figcaption>{self.inline()}</figcaption>" if self.chance(0.5) else ""
        link = f'<a href="https://films.example/?a=1&amp;b=2">{self.words()}</a>'
        return f'<figure class="embed"{self.attributes()}>{link}{caption}</figure>'

    def details(self, depth):
        state = self.random.choice(["", " open"])
        return f"<details{state}><summary>{self.inline()}</summary>{self.flow(depth)}</details>"

    def table(self, depth):
        columns = self.random.randint(1, 3)
        caption = f"<caption>{self.inline()}</caption>" if self.chance(0.5) else ""
        head = f"<thead>{self.row(columns, 'th', depth)}</thead>" if self.chance(0.5) else ""
        rows = "".join(self.row(columns, "td", depth) for _ in range(self.random.randint(1, 3)))
        wide = f'<tr><td colspan="{columns}">{self.words()}</td></tr>' if columns > 1 else ""
        foot = f"<tfoot>{self.row(columns, 'td', depth)}</tfoot>" if self.chance(0.3) else ""
        return f"<table>{caption}{head}<tbody>{rows}{wide}</tbody>{foot}</table>"

    def row(self, columns, name, depth):
        scope = ' scope="col"' if name == "th" else ""
        cells = ""
        for _ in range(columns):
            content = "" if self.chance(0.2) else self.flow(depth)
            cells += f"<{name}{scope}{self.attributes()}>{content}</{name}>"
        return f"<tr>{cells}</tr>"
