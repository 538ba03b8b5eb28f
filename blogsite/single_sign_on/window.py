"""The window in which somebody signs in for a frame, where browsers send no cookies of ours.

The frame opens it with a challenge, the hash of a text that only the frame knows. A button makes a
code, which the page passes to the window that opened it, only if that is ours. A window opened by a
link on another site is useless: that site does not know the text of the challenge.
"""

from django.template.response import TemplateResponse

from blogsite.embed.cookies import PATH
from blogsite.models.frame_code import CHALLENGE, FrameCode


def window(request):
    """Ask whether to sign in in the frame that opened the window; POST makes the code for it."""
    fields = request.POST if request.method == "POST" else request.GET
    challenge, place = fields.get("challenge", ""), fields.get("next", "")
    is_asked = bool(CHALLENGE.fullmatch(challenge))
    is_answered = request.method == "POST" and is_asked and request.user.is_authenticated
    context = {
        "challenge": challenge if is_asked else "",
        "place": place if is_framed_path(place) else "",
        "code": FrameCode.objects.make(request.user, challenge) if is_answered else "",
    }
    status = 400 if request.method == "POST" and not is_answered else 200
    response = TemplateResponse(request, "account/window.html", context, status=status)
    # Otherwise the browser would separate the window from the frame that opened it.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def is_framed_path(path: str) -> bool:
    """Return whether it is the path of a page of the frame, and leads nowhere else."""
    return path.startswith(PATH) and path.isprintable() and "\\" not in path
