"""Import a blog of 2,000 posts with 5,000 pictures, and 10,000 comments: CPU and memory.

    python -m benchmarks.moving_in [--posts N] [--pictures N] [--comments N] [--database NAME]
        [--side PIXELS] [--runs N]

The goals are 12 ms of CPU a post, without making the sizes of its pictures, 0.3 ms a comment, and
250 MB. Each run is a fresh process on a fresh database; what an import of one post with one comment
costs is taken off.
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from benchmarks.importing import DATABASES, MANAGE, SEED, fresh, prose, write_export

SITE = "http://large.example"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>A large blog</title>'
    f"<wp:base_blog_url>{SITE}</wp:base_blog_url>\n"
)


def write_pictures(folder, count, side):
    """Store pictures of noise, each another one, and return their URLs."""
    folder.mkdir()
    for number in range(count):
        tile = Image.effect_noise((side // 4 or 1, side // 4 or 1), 20 + number % 80)
        tile.putpixel((0, 0), number % 256)
        picture = tile.resize((side, side * 2 // 3)).convert("RGB")
        picture.putpixel((1, 1), (number % 256, number // 256, 0))
        picture.save(folder / f"{number}.png")
    return [f"{SITE}/wp-content/uploads/{number}.png" for number in range(count)]


def write_posts(path, count, urls):
    """Write an export of posts that share the pictures, each with its attachment."""
    chance = random.Random(SEED)
    with path.open("w") as file:
        file.write(HEAD)
        for number, url in enumerate(urls):
            file.write(
                f"<item><title>{number}.png</title><wp:post_id>{count + number + 1}</wp:post_id>"
                f"<wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>"
                f"<wp:attachment_url>{url}</wp:attachment_url><wp:postmeta>"
                "<wp:meta_key>_wp_attachment_image_alt</wp:meta_key>"
                f"<wp:meta_value>Picture {number}</wp:meta_value></wp:postmeta></item>\n"
            )
        for post in range(count):
            own = urls[post * len(urls) // count : (post + 1) * len(urls) // count]
            tags = "".join(f'\n\n<img class="size-medium" src="{url}" alt="">' for url in own)
            file.write(
                f"<item><title>Post {post}</title><link>{SITE}/2010/07/post-{post}/</link>"
                f"<content:encoded><![CDATA[{prose(chance, 300)}{tags}]]></content:encoded>"
                f"<wp:post_id>{post + 1}</wp:post_id>"
                "<wp:post_date_gmt>2010-07-29 12:00:00</wp:post_date_gmt>"
                f"<wp:post_name>post-{post}</wp:post_name><wp:status>publish</wp:status>"
                "<wp:post_type>post</wp:post_type></item>\n"
            )
        file.write("</channel></rss>\n")


def measured(database, home, export, uploads=None):
    """Return seconds of CPU of an import, those of them that made pictures, and megabytes."""
    with tempfile.TemporaryDirectory(dir=home) as place:
        environment = os.environ | {"DATABASE_URL": fresh(database, Path(place)), "VAR_DIR": place}
        subprocess.run([sys.executable, str(MANAGE), "migrate", "-v0"], env=environment, check=True)
        run = [sys.executable, "-m", "benchmarks.moving_in", "--here", str(export)]
        run += ["--uploads", str(uploads)] if uploads else []
        answer = subprocess.run(
            run, env=environment, cwd=MANAGE.parent, check=True, capture_output=True, text=True
        )
    cpu, pictures, kilobytes = answer.stdout.splitlines()[-1].split()
    return float(cpu), float(pictures), int(kilobytes) / 1024


def import_here(export, uploads):
    os.environ["DJANGO_SETTINGS_MODULE"] = "blogsite.settings"
    import django
    from django.core.management import call_command

    django.setup()
    from posts.models import image

    prepare, making = image.prepare_picture, []

    def timed(data):
        started = time.process_time()
        try:
            return prepare(data)
        finally:
            making.append(time.process_time() - started)

    image.prepare_picture = timed
    call_command("import_wordpress", export, uploads=uploads)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, sum(making), used.ru_maxrss)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--posts", type=int, default=2_000)
    options.add_argument("--pictures", type=int, default=5_000)
    options.add_argument("--comments", type=int, default=10_000)
    options.add_argument("--side", type=int, default=120)
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--database", choices=DATABASES, action="append")
    options.add_argument("--here", help=argparse.SUPPRESS)
    options.add_argument("--uploads", help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.here:
        import_here(options.here, options.uploads)
        return
    with tempfile.TemporaryDirectory() as home:
        compare(Path(home), options)


def compare(home, options):
    uploads, posts, comments, single = (
        home / name for name in ("uploads", "p.xml", "c.xml", "s.xml")
    )
    write_posts(posts, options.posts, write_pictures(uploads, options.pictures, options.side))
    write_export(single, 1, 1)
    write_export(comments, 20, options.comments)
    for database in options.database or DATABASES:
        start, _, _ = measured(database, home, single)
        runs = [measured(database, home, posts, uploads) for _ in range(options.runs)]
        each = [(cpu - start - making) / options.posts * 1000 for cpu, making, _ in runs]
        print(
            f"{database:<12}{options.posts:,} posts, {options.pictures:,} pictures:"
            f" {spread(each)} ms CPU a post, and {spread([making for _, making, _ in runs])} s to"
            f" make pictures; {max(megabytes for *_, megabytes in runs):.0f} MB"
        )
        runs = [measured(database, home, comments) for _ in range(options.runs)]
        each = [(cpu - start) / options.comments * 1000 for cpu, *_ in runs]
        print(
            f"{database:<12}{options.comments:,} comments: {spread(each)} ms CPU a comment;"
            f" {max(megabytes for *_, megabytes in runs):.0f} MB"
        )


def spread(numbers) -> str:
    """Return the middle of some numbers, with the lowest and the highest."""
    return f"{statistics.median(numbers):.2f} ({min(numbers):.2f}–{max(numbers):.2f})"


if __name__ == "__main__":
    main()
