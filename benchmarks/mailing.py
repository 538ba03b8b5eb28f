"""How fast waiting mail is sent.

    python -m benchmarks.mailing --database postgresql [--mails 10000] [--workers 2]

Many follow one conversation; a new comment there makes one mail for each. Processes send them to a
mail server on 127.0.0.1, as the workers of the site do. Beside it, one process sends as many
ready-made e-mails of the same size to the same server. Prints mails a second; ends with status 1
below LIMIT.
"""

import argparse
import multiprocessing
import os
import sys
import time
from contextlib import closing
from email.message import EmailMessage
from smtplib import SMTP

import django

from benchmarks.scratch import scratch_database

LIMIT = 200  # mails a second
BATCH_SIZE = 1_000  # rows of one INSERT


def receive(port):
    """Take mail on 127.0.0.1 until this process is ended; tell `port` the port."""
    from tests.mail_servers import speaking

    with speaking() as server:
        port.put(server.port)
        while True:
            time.sleep(60)


def fill(count: int):
    """Let `count` people follow a conversation, and write a comment in it."""
    from django.utils import timezone

    from accounts.models import Mailbox, Message, Person
    from benchmarks.making import make_posts
    from comments.models import Comment, Subscription

    (post,) = make_posts(1)
    people = Person.objects.bulk_create([Person() for _ in range(count)], BATCH_SIZE)
    words = Comment()
    words.write(" ".join(f"word{n}" for n in range(40)))
    now = timezone.now()
    fields = {"created": now, "published_at": now, "status": "published", "name": "Reader"}
    fields |= {"body": words.body, "body_html": words.body_html}
    drafts = [
        Comment(author=person, email=f"reader{number}@mail.example", **fields)
        for number, person in enumerate(people)
    ]
    comments = Comment.objects.build(post, drafts)
    boxes = Mailbox.objects.for_emails(draft.email for draft in drafts)
    Mailbox.objects.update(status="confirmed")
    mailboxes = [boxes[digest] for digest in map(digest_of_comment, comments)]
    Subscription.objects.bulk_create(
        [
            Subscription(comment=one, post=post, mailbox=box, scope="conversation", confirmed=now)
            for one, box in zip(comments, mailboxes, strict=True)
        ],
        BATCH_SIZE,
    )
    author = Person.objects.create()
    Comment.objects.store(post=post, author=author, name="Bob", body=words.body, parent=None)
    Message.objects.update(send_after=now)


def digest_of_comment(comment) -> str:
    from accounts.models.mailbox import digest_of

    return digest_of(comment.email)


def work():
    """Send what is due, as a worker of the site does, until nothing is."""
    django.setup()
    from accounts.mail.delivery import send_due

    send_due()


def flush(workers: int) -> float:
    """Let processes send all that waits; return the seconds."""
    start = time.perf_counter()
    processes = [multiprocessing.Process(target=work) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return time.perf_counter() - start


def send_ready_made(port: int, count: int) -> float:
    """Send e-mails that need no rendering over one connection; return the seconds."""
    email = EmailMessage()
    email["From"], email["Subject"] = "soundoff@localhost", "Ready-made"
    email.set_content("word " * 200)
    email.add_alternative(f"<p>{'word ' * 600}</p>", subtype="html")
    text = email.as_bytes()
    start = time.perf_counter()
    with closing(SMTP("127.0.0.1", port)) as server:
        for number in range(count):
            server.sendmail("soundoff@localhost", [f"reader{number}@mail.example"], text)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    multiprocessing.set_start_method("spawn")
    ports = multiprocessing.Queue()
    server = multiprocessing.Process(target=receive, args=[ports], daemon=True)
    server.start()
    port = ports.get()
    os.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "SERVING": "true"}
    with scratch_database(options.database):
        django.setup()
        fill(options.mails)
        from accounts.models import Message

        seconds = flush(options.workers)
        sent = Message.objects.filter(status="sent").count()
        assert sent == options.mails, f"{sent} of {options.mails} were sent"
        ready_made = send_ready_made(port, options.mails)
    server.terminate()
    rate = options.mails / seconds
    print(f"{options.database}, {options.workers} workers: {rate:.0f} mails a second")
    print(f"ready-made, one connection: {options.mails / ready_made:.0f} a second")
    return int(rate < LIMIT)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    sys.exit(main())
