"""Everything that WordPress's two editors write, and what its page shows of each.

The constructs stand in the folder `wordpress`, in text files: a body as an export has it, then what
readers see of it there. This says nothing of how an import does it.
"""

from dataclasses import dataclass
from pathlib import Path

from tests.blogsite.exports import a_meta, a_picture, a_post, an_export
from tests.posts.pictures import painted

FOLDER = Path(__file__).parent / "wordpress"
BLOCKS = ("text_blocks", "media_blocks", "embed_blocks")
CLASSIC = ("classic",)

SITE = "http://old.example"
UPLOADS = f"{SITE}/wp-content/uploads/2024/05"
# The pictures of the old site: their colours tell a browser which one it shows.
PICTURES = {
    "boat": (230, 30, 30),
    "pier": (30, 200, 40),
    "gull": (40, 60, 230),
    "lamp": (230, 220, 30),
    "mast": (220, 40, 220),
    "rope": (40, 220, 220),
    "wave": (250, 140, 30),
    "buoy": (110, 40, 140),
    "crab": (20, 20, 20),
    "kite": (240, 240, 240),
}
FIRST_ID = 501  # of the attachments, in this order
FOOTNOTES = '[{"id":"n-1","content":"Forty <em>fathoms</em>."}]'
# Posts of their own, which others show.
SHARED = {
    701: "<!-- wp:paragraph --><p>The same under every post, with"
    ' <a href="https://elsewhere.example/shared">a link</a>.</p><!-- /wp:paragraph -->'
    f'<figure class="wp-block-image"><img src="{UPLOADS}/wave.png" alt="A wave"/></figure>',
    702: '<!-- wp:paragraph {"metadata":{"name":"Greeting","bindings":{"__default":{"source":'
    '"core/pattern-overrides"}}}} --><p>Ahoy, friend</p><!-- /wp:paragraph -->',
}


@dataclass
class Construct:
    """A construct as a body has it, and what WordPress's page shows.

    `text` are the words that a reader sees, without those that stand for a medium of another site.
    `pictures` are names of PICTURES, `links` pairs of words and URL, `media` URLs of what plays in
    the page. "picture:boat" is the URL of the whole picture.
    """

    name: str
    body: str
    text: str
    pictures: list[str]
    links: list[list[str]]
    media: list[str]
    reported: list[str]  # of the report of an import: what a reader can miss

    @classmethod
    def read(cls, text: str) -> "Construct":
        """Return a construct from its part of a file."""
        head, *fields = text.replace("{up}", UPLOADS).replace("{site}", SITE).split("\n---- ")
        name, _, body = head.partition("\n")
        values = {kind: value.strip() for kind, _, value in (f.partition("\n") for f in fields)}
        lines = {kind: value.splitlines() for kind, value in values.items()}
        links = [line.partition("->")[::2] for line in lines.get("links", [])]
        return cls(
            name,
            body.strip("\n"),
            values.get("text", ""),
            values.get("pictures", "").split(),
            [[words.strip(), url.strip()] for words, url in links],
            lines.get("media", []),
            lines.get("reported", []),
        )


def constructs(files) -> list[Construct]:
    """Return the constructs of some of the files, in their order."""
    texts = ((FOLDER / f"{name}.txt").read_text() for name in files)
    return [Construct.read(part) for text in texts for part in text.split("==== ")[1:]]


def heading(construct: Construct) -> str:
    """Return a heading that stands before a construct in its post."""
    return f"<h2>§ {construct.name}</h2>"


def export(**posts) -> str:
    """Return an export of posts, each the constructs of some files, by the slug of the post."""
    return an_export(
        *(
            a_picture(number, f"{UPLOADS}/{name}.png", link=f"{SITE}/first/{name}/")
            for number, name in enumerate(PICTURES, FIRST_ID)
        ),
        *(an_upload(id, file) for id, file in ((601, "song.mp3"), (604, "second.mp3"))),
        *(
            a_post(post_id=id, post_type="wp_block", post_name=f"shared-{id}", content=body)
            for id, body in SHARED.items()
        ),
        *(
            a_post(
                a_meta("footnotes", FOOTNOTES) if files == BLOCKS else "",
                content="\n\n".join(f"{heading(c)}\n\n{c.body}" for c in constructs(files)),
                post_id=number,
                post_name=slug,
                link=f"{SITE}/2024/05/06/{slug}/",
            )
            for number, (slug, files) in enumerate(posts.items(), 1)
        ),
        site=SITE,
    )


def an_upload(id, file):
    title = {"song.mp3": "The shanty", "second.mp3": "Second shanty"}[file]
    return a_picture(id, f"{UPLOADS}/{file}", title=title)


def write_uploads(folder: Path):
    """Store the pictures of the old site in a folder of uploads."""
    place = folder / "2024" / "05"
    place.mkdir(parents=True)
    for name, colour in PICTURES.items():
        (place / f"{name}.png").write_bytes(painted("PNG", size=(300, 200), colour=colour))
