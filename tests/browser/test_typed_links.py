"""Comments in a real browser: links lead where they say, and nothing that was typed runs."""

from urllib.parse import urlsplit

from django.utils import timezone

from accounts.models import Person
from comments.models import Comment
from tests.cast import a_comment, a_post, alice
from tests.moderation.test_sanitizing import HOSTILE

LINKED = [
    "请看https://example.org/a，谢谢",
    "看（https://example.org/b）好。",
    "「https://example.org/c」",
    "看https://example.org。很好",
    "看https://example.org很好",
    "„https://example.org/b“",
    "‹https://example.org/d›",
    "【https://example.org/c】",
    "https://example.org/a؟",
    "https://example.org/a، نعم",
    "https://example.org/Сорока_(птица)",
    "[bank.example](https://example.org/a)",
]
ANCHORS = "[...document.querySelectorAll('.comment__body a')]"


def test_links_lead_to_the_host_that_the_text_shows(page, live_server):
    post = a_post()
    a_comment(post, "\n\n".join(LINKED))
    page.goto(live_server.url + post.get_absolute_url())
    hosts = page.evaluate(f"{ANCHORS}.map(link => link.hostname)")
    assert hosts == ["example.org"] * len(LINKED)


def drafted(body):
    now = timezone.now()
    draft = Comment(author=Person.objects.of(alice()), name="Alice", created=now, published_at=now)
    draft.status = Comment.Status.PUBLISHED
    draft.write(body)
    return draft


def test_nothing_hostile_in_a_comment_runs_or_loads(page, live_server):
    post, complaints, hosts = a_post(), [], set()
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    storable = [body.replace("\0", "").encode(errors="ignore").decode() for body in HOSTILE]
    for start in range(0, len(storable), 20):
        a_comment(post, "\n\n".join(storable[start : start + 20])[:9_000])
    Comment.objects.build(post, [drafted(body) for body in storable])
    page.goto(f"{live_server.url}{post.get_absolute_url()}?view=whole")
    page.wait_for_load_state("networkidle")
    assert page.locator(".comment").count() > len(HOSTILE)
    inside = ".comment__body :is(script, style, img, iframe, svg, form, [style], [onclick], [id])"
    assert page.locator(inside).count() == 0
    assert hosts == {urlsplit(live_server.url).hostname}
    assert complaints == []
