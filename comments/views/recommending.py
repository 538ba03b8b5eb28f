"""The view to recommend a comment, and to take that back: a page, and a partial for htmx."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property

from accounts.guests import person_of, rate_limit_identity, remember, writer_of
from accounts.limits import RECOMMEND, RateLimitExceeded
from accounts.networks import network_of
from comments.models import CannotRecommend, Comment, Recommendation
from comments.permalinks import permalink_of
from comments.rendering import recommendations_text
from comments.resubmit import form_view
from posts.models import Blog

# What the button's form says: a second tab that shows an older state must not undo the first.
WISHES = {"yes": True, "no": False}
FORM_KEY = "recommend"  # a new guest who clicks quickly is the same person each time


@form_view
def recommend(request, pk, is_partial=False):
    """Show whether one recommends a comment; on POST do as `recommend` says: yes, no, or switch."""
    comment = get_object_or_404(_all_shown(is_partial), pk=pk)
    view = RecommendView(request, comment, is_partial)
    return view.submit() if request.method == "POST" else view.render()


def _all_shown(is_partial):
    """Return the comments that readers see, with what the page or the partial shows of them."""
    visible = Comment.objects.visible()
    if is_partial:
        return visible.only("recommendation_count")
    with_post = visible.select_related("post__author", "author__user")
    return with_post.defer("post__body", "post__body_html")


class RecommendView:
    """One request about the recommendation of one comment, and its responses."""

    def __init__(self, request, comment, is_partial):
        self.request, self.comment, self.is_partial = request, comment, is_partial
        self.person = person_of(request)

    @cached_property
    def is_recommended(self) -> bool:
        """Whether the person who asks recommends the comment."""
        if self.person is None:
            return False
        return Recommendation.objects.by(self.person).filter(comment=self.comment).exists()

    def submit(self):
        wish = WISHES.get(self.request.POST.get("recommend", ""), not self.is_recommended)
        try:
            RECOMMEND.check(**rate_limit_identity(self.request))
            self.give() if wish else self.take_back()
        except RateLimitExceeded as often:
            response = self.render(429, str(often))
            response["Retry-After"] = str(often.seconds)
            return response
        except CannotRecommend as refusal:
            return self.render(403, str(refusal))
        self.is_recommended = wish
        response = self.render() if self.is_partial else self.redirect()
        if self.person:
            remember(self.request, response, self.person)
        return response

    def give(self):
        writer = writer_of(self.request, FORM_KEY)
        network = network_of(self.request.client_ip)
        self.person = Recommendation.objects.give(self.comment, writer, network)

    def take_back(self):
        if self.person:
            Recommendation.objects.take_back(self.comment, self.person)

    def redirect(self):
        return HttpResponseRedirect(permalink_of(self.comment), status=303)

    def render(self, status=200, problem=""):
        context = {
            "comment": self.comment,
            "count": recommendations_text(self.comment.recommendation_count),
            "is_recommended": self.is_recommended,
            "problem": problem,
        }
        if self.is_partial:
            name = "comments/_recommendation.html"
        else:
            name = "comments/recommend.html"
            context |= {"blog": Blog.objects.current(), "is_own": self.comment.is_by(self.person)}
        return render(self.request, name, context, status=status)
