"""The private link to a comment's status: signed, for this purpose only, revocable."""

from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext

from comments.models import Comment

signer = signing.Signer(salt="comments.status")


class BadToken(Exception):
    """Not a token of this site: cut off, changed, or made up."""


def status_path(comment) -> str:
    """Return the path of the comment's status page."""
    token = signer.sign(f"{comment.pk}.{comment.link_nonce.hex}")
    return reverse("comments:status", kwargs={"token": token})


def comment_of_token(token: str) -> Comment:
    """Return the comment a token was made for.

    Raises BadToken, and Comment.DoesNotExist when the link was revoked or the comment does not
    exist.
    """
    try:
        pk, nonce = signer.unsign(token).split(".")
        pk, nonce = int(pk), UUID(nonce)
    except (signing.BadSignature, ValueError) as error:
        raise BadToken(
            gettext("This link is not complete, or it was changed on the way.")
        ) from error
    comments = Comment.objects.select_related("post__author", "author__user")
    return comments.get(pk=pk, link_nonce=nonce)
