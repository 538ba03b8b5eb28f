"""The window in which somebody signs in for a frame: browsers send our own cookies to no frame.

The frame opens it with a challenge, the hash of a text that it alone knows. A button makes a code,
which the page hands to the window that has opened it if that is ours, and to nobody else. What is
opened by a link on a page of another site gets none: it does not know the text of a challenge.
"""

from django.template.response import TemplateResponse

from blogsite.embed.cookies import PATH
from blogsite.models.frame_code import CHALLENGE, FrameCode


def window(request):
    """Ask whether to sign in where the window was opened; POST makes the code for it."""
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
    # Else the browser would cut the window off from the frame that has opened it.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def is_framed_path(path: str) -> bool:
    """Return whether it is the path of a page of the frame, which leads nowhere else."""
    return path.startswith(PATH) and path.isprintable() and "\\" not in path
