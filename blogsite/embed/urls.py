"""The URLs of the frame: those of all pages, some of them below /embed/.

A request below /embed/ has this URL configuration, so the links of the same templates and the
redirects of the same views stay in the frame. Pages that are not framed have their URL outside.
"""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from blogsite import urls as site
from blogsite.account import urls as account_urls
from blogsite.cached_views import cached, post_of_comment
from blogsite.embed import entry
from blogsite.embed.first_comment import respond
from blogsite.embed.framing import leaving_at_the_top
from blogsite.single_sign_on.frame import sign_in_by_code, sign_in_by_token, sign_out
from comments.views import public as comment_views

handler404, handler500 = site.handler404, site.handler500

branch = cached(leaving_at_the_top(comment_views.branch), post_of_comment)

# By name: the pages of the frame, and their views if these differ from those of all pages.
FRAMED = {
    "posts:post": entry.conversation,
    "pages:page": entry.conversation_of_page,
    "comments:branch": branch,
} | dict.fromkeys(
    (
        *("pages:respond", "pages:respond_form", "pages:respond_preview"),
        *("comments:respond", "comments:respond_form", "comments:respond_preview"),
        *("comments:reply", "comments:reply_form", "comments:reply_preview"),
        *("comments:comment", "comments:old_comment"),
        *("comments:recommend", "comments:recommend_form"),
        *("comments:edit", "comments:edit_form", "comments:withdraw"),
        *("comments:status", "comments:status_form"),
        *("comments:me", "comments:record_visit", "comments:mine", "comments:replies"),
        *("comments:hide", "comments:hidden"),
        *("moderation:report", "moderation:report_form", "moderation:receipt"),
        *("moderation:author_appeal", "moderation:reporter_appeal", "moderation:statement_text"),
        *("moderation:own_reports", "moderation:warnings"),
    )
)

NAMESPACES = {name.partition(":")[0] for name in FRAMED}


def in_frame(included):
    """Return an included list of URLs, with the framed ones below /embed/."""
    namespace = included.namespace
    patterns = [
        path(
            f"embed/{pattern.pattern}",
            csrf_exempt(FRAMED[name] or pattern.callback),  # its Origin is checked instead
            pattern.default_args,
            pattern.name,
        )
        if (name := f"{namespace}:{pattern.name}") in FRAMED
        else pattern
        for pattern in included.url_patterns
    ]
    return path("", include((patterns, namespace)))


OF_GUESTS = [
    path("embed/guest/", csrf_exempt(account_urls.join_guest_page), name="account_guest"),
    path(
        "embed/guest/data/",
        csrf_exempt(account_urls.guest_data_page),
        name="account_guest_data",
    ),
]

urlpatterns = [
    *OF_GUESTS,  # before pages, which take any path
    path("embed/", csrf_exempt(entry.conversation_of_url), name="embed"),
    path("embed/sign-in/token/", csrf_exempt(sign_in_by_token), name="embed_sign_in_by_token"),
    path("embed/sign-in/code/", csrf_exempt(sign_in_by_code), name="embed_sign_in_by_code"),
    path("embed/sign-out/", csrf_exempt(sign_out), name="embed_sign_out"),
    path("embed/sites/<id:pk>/", entry.new_conversation, name="embed_site"),
    *(
        path(f"embed/{route}", csrf_exempt(respond), arguments, f"embed_{name}")
        for route, arguments, name in (
            ("respond/", {}, "respond"),
            ("respond/form/", {"is_partial": True}, "respond_form"),
            ("respond/preview/", {"preview": True}, "respond_preview"),
        )
    ),
    *(
        in_frame(pattern) if getattr(pattern, "namespace", "") in NAMESPACES else pattern
        for pattern in site.urlpatterns
    ),
    *OF_GUESTS,  # again: links lead to the last route of a name
]
