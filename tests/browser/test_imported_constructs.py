"""All that WordPress's editors write, imported and compared in a browser with WordPress's pages."""

import pytest

from blogsite.pagecache.store import pages
from blogsite.transfer.report_texts import ReportTexts
from blogsite.transfer.wordpress.importer import import_wordpress
from posts.models import Image, Post
from tests.blogsite.constructs import (
    BLOCKS,
    CLASSIC,
    PICTURES,
    UPLOADS,
    constructs,
    export,
    write_uploads,
)

POSTS = {"blocks": BLOCKS, "first": CLASSIC}
# Read what stands below each heading that begins with "§": the words, the pictures by their colour,
# the links, and the media, which are taken out of the words.
READ = """
async () => {
  const body = document.querySelector(".post__body");
  for (const image of body.querySelectorAll("img")) image.loading = "eager";
  for (const details of body.querySelectorAll("details")) details.open = true;
  for (const label of body.querySelectorAll(".code-language")) label.remove(); // ours
  const within = (block, selector) =>
    [...(block.matches(selector) ? [block] : []), ...block.querySelectorAll(selector)];
  const words = (element) => element.innerText.replace(/\ufe0e/g, "").replace(/\\s+/g, " ").trim();
  const colour = async (image) => {
    await image.decode();
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.drawImage(image, 0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const sections = {};
  let section = null;
  for (const block of [...body.children]) {
    if (block.tagName === "H2" && block.innerText.startsWith("§ ")) {
      section = { text: [], pictures: [], links: [], media: [] };
      sections[block.innerText.slice(2)] = section;
      continue;
    }
    for (const figure of within(block, "figure.embed")) {
      section.media.push(figure.querySelector("a").getAttribute("href"));
      for (const child of [...figure.childNodes])
        if (child.tagName !== "FIGCAPTION") child.remove();
    }
    for (const image of within(block, "img")) section.pictures.push(await colour(image));
    for (const link of within(block, "a[href]"))
      section.links.push([words(link), link.getAttribute("href")]);
    section.text.push(words(block));
  }
  for (const each of Object.values(sections)) each.text = each.text.filter(Boolean).join(" ");
  return sections;
}
"""


@pytest.fixture
def report(live_server, tmp_path, settings):
    pages.clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    write_uploads(tmp_path / "uploads")
    path = tmp_path / "export.xml"
    path.write_text(export(**POSTS))
    report = import_wordpress(path, uploads=tmp_path / "uploads")
    return "\n".join(ReportTexts(report).lines())


def test_whatever_wordpress_shows_of_a_construct_is_here_too(page, live_server, report):
    urls = {
        image.origin.rpartition("/")[2].partition(".")[0]: image.source
        for image in Image.objects.all()
    }
    for slug, files in POSTS.items():
        page.goto(live_server.url + Post.objects.get(slug=slug).get_absolute_url())
        read = page.evaluate(READ)
        for section in read.values():
            section["pictures"] = list(map(name_of, section["pictures"]))
        expected = {each.name: what_is_read_of(each, urls) for each in constructs(files)}
        differing = {
            name for name in read.keys() | expected if read.get(name) != expected.get(name)
        }
        assert {name: read.get(name) for name in differing} == {
            name: expected.get(name) for name in differing
        }


def what_is_read_of(construct, urls):
    links = [
        [words, urls[url.partition(":")[2]] if url.startswith("picture:") else url]
        for words, url in construct.links
    ]
    return {
        "text": construct.text,
        "pictures": construct.pictures,
        "links": links,
        "media": construct.media,
    }


def name_of(colour) -> str:
    """Return the name of the picture that has this colour."""
    return min(PICTURES, key=lambda name: distance(PICTURES[name], colour))


def distance(one, other):
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def test_whatever_is_not_here_is_named_in_the_report(report):
    missing = [
        loss
        for files in POSTS.values()
        for each in constructs(files)
        for loss in each.reported
        if loss not in report
    ]
    assert missing == []
    assert UPLOADS not in report
