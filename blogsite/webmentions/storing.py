"""Make a held comment from a page that links here; change it with the page; withdraw it when the
link is gone.
"""

from hashlib import sha256
from html import escape
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Person
from blogsite.models.mention import Mention
from blogsite.transfer.comment_systems.bodies import typed_of_html
from blogsite.webmentions.source import Source
from comments import posting
from comments.draft import Draft
from comments.models import CannotReply, Comment, InvalidTransition
from comments.models.comment import MAX_WEBSITE_LENGTH
from comments.models.status import EditedTooOften
from comments.screening import Screening
from moderation.text.links import is_link
from moderation.text.sanitizing import clean_name

MAX_NAME_LENGTH = Comment._meta.get_field("name").max_length


class Later(Exception):
    """The site cannot accept it now, but may soon."""


def store(request, source: Source):
    """Store a page as a held comment, or as the new text of its comment.

    Nothing is stored if the rules of the site refuse it. Raises Later.
    """
    if mention := mention_of(request):
        _update(mention, request, source)
        return
    host = urlsplit(request.source).hostname.removeprefix("www.")
    names = [clean_name(source.author)[:MAX_NAME_LENGTH].strip(), host[:MAX_NAME_LENGTH]]
    for name in filter(None, dict.fromkeys(names)):
        try:
            comment = _post(request, source, name)
        except posting.Refused as refusal:  # perhaps for the name, which an account has here
            if refusal.screening.retry_after:
                raise Later from None
        except CannotReply:
            return
        else:
            Mention.objects.get_or_create(
                key=request.key, defaults={"comment": comment, "source": request.source}
            )
            return


def withdraw(request):
    """Withdraw the comment of a page that is gone, or no longer links here."""
    if (mention := mention_of(request)) and mention.comment.can("withdraw"):
        try:
            mention.comment.withdraw()
        except InvalidTransition:  # a moderator was faster
            return


def mention_of(request) -> Mention | None:
    return Mention.objects.select_related("comment__post").filter(key=request.key).first()


def _post(request, source, name):
    draft = Draft(
        post=request.post,
        parent=request.parent,
        person=_person(request, source),
        name=name,
        body=body_of(request.source, source),
        website=website_of(request.source),
    )
    try:
        return posting.post(draft, UUID(request.key[:32]))
    except posting.KeyReused as error:  # it was stored, and its process was killed
        return error.comment
    except IntegrityError:  # at the same time by another process
        raise Later from None


def _person(request, source) -> Person:
    """Return the page's author, as far as its own site can be believed."""
    host = urlsplit(request.source).hostname
    digest = sha256(f"{host}\0{source.author_url or source.author}".encode()).hexdigest()
    origin = f"webmention {digest}"
    return Person.objects.filter(origin=origin).first() or Person(origin=origin)


def body_of(url: str, source: Source) -> str:
    """Return the text of a comment: words without markup, then a link to the page."""
    paragraphs = source.words.split("\n\n")
    markup = "".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs)
    title = source.title or urlsplit(url).hostname
    return typed_of_html(f'{markup}<p><a href="{escape(url)}">{escape(title)}</a></p>')


def _lines(paragraph):
    return escape(paragraph).replace("\n", "<br>")


def website_of(url: str) -> str:
    """Return the URL of the author's name: the page, or its site if that is too long."""
    parts = urlsplit(url)
    short = next(u for u in (url, f"{parts.scheme}://{parts.netloc}/") if is_link(u))
    return short if len(short) <= MAX_WEBSITE_LENGTH else f"{parts.scheme}://{parts.netloc}/"


def _update(mention, request, source):
    """Replace the text with the current one; a published comment is held again."""
    Mention.objects.filter(pk=mention.pk).update(checked=timezone.now())
    comment, body = mention.comment, body_of(request.source, source)
    if comment.erased or not comment.takes_additions or comment.body == body:
        return
    draft = Draft(
        post=comment.post,
        parent=comment.parent,
        person=comment.author,
        name=comment.name,
        body=body,
        website=comment.website,
        editing=comment,
    )
    screening = Screening(draft).ask_all()
    if screening.refusals:
        withdraw(request)
        return
    try:
        with transaction.atomic():
            comment.replace(draft.body, screening.findings)
    except EditedTooOften:
        raise Later from None
    except InvalidTransition:  # a moderator was faster
        return
