"""The view to recommend a comment, and to take that back: a page, and a partial for htmx."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.guests import person_of, rate_limit_identity, remember, writer_of
from accounts.limits import RECOMMEND, RateLimitExceeded
from accounts.models import AccountClosed
from accounts.networks import network_of
from comments.models import CannotRecommend, Comment, Recommendation
from comments.permalinks import permalink_of
from comments.rendering import recommendations_text
from comments.resubmit import form_view
from posts.models import Blog

# The button's form says which: a second tab with an older state must not undo the first.
WISHES = {"yes": True, "no": False}
FORM_KEY = "recommend"  # a new guest who clicks quickly is the same person each time


class RecommendView(TemplateView):
    """The question whether one recommends a comment; a POST does as its `recommend` says.

    The value is yes or no; without one, the state is reversed. With `is_partial`, htmx receives
    only the count.
    """

    def setup(self, request, *, is_partial=False, **kwargs):
        super().setup(request, **kwargs)
        self.is_partial = is_partial
        self.person = person_of(request)

    @cached_property
    def comment(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_queryset(self):
        """Return the comments that readers see, with the columns for the page or the partial."""
        visible = Comment.objects.visible()
        if self.is_partial:
            return visible.only("recommendation_count")
        with_post = visible.select_related("post__author", "author__user")
        return with_post.defer("post__body", "post__body_html")

    @cached_property
    def is_recommended(self) -> bool:
        """Whether the person who asks recommends the comment."""
        if self.person is None:
            return False
        return Recommendation.objects.by(self.person).filter(comment=self.comment).exists()

    def get(self, request, *args, **kwargs):
        return self.show()

    def post(self, request, *args, **kwargs):
        wish = WISHES.get(request.POST.get("recommend", ""), not self.is_recommended)
        try:
            RECOMMEND.check(**rate_limit_identity(request))
            self.give() if wish else self.take_back()
        except RateLimitExceeded as often:
            response = self.refuse(429, often)
            response["Retry-After"] = str(often.seconds)
            return response
        except (CannotRecommend, AccountClosed) as refusal:
            return self.refuse(403, refusal)
        self.is_recommended = wish
        response = self.show() if self.is_partial else self.redirect()
        if self.person:
            remember(request, response, self.person)
        return response

    def give(self):
        if self.is_partial:
            self.comment = Comment(pk=self.kwargs["pk"])  # its number is read when it is locked
        writer = self.person or writer_of(self.request, FORM_KEY)
        network = network_of(self.request.client_ip)
        try:
            self.person = Recommendation.objects.give(self.comment, writer, network)
        except Comment.DoesNotExist as missing:
            raise Http404 from missing

    def take_back(self):
        if self.person:
            Recommendation.objects.take_back(self.comment, self.person)

    # Responses

    def redirect(self):
        return HttpResponseRedirect(permalink_of(self.comment), status=303)

    def refuse(self, status, problem):
        vars(self).pop("comment", None)  # give() may not have read its number
        return self.show(status, str(problem))

    def show(self, status=200, problem=""):
        return self.render_to_response(self.get_context_data(problem), status=status)

    def get_template_names(self):
        if self.is_partial:
            return ["comments/_recommendation.html"]
        return ["comments/recommend.html"]

    def get_context_data(self, problem=""):
        context = {
            "comment": self.comment,
            "count": recommendations_text(self.comment.recommendation_count),
            "is_recommended": self.is_recommended,
            "problem": problem,
        }
        if self.is_partial:
            return context
        is_own = self.comment.is_by(self.person)
        return context | {"blog": Blog.objects.current(), "is_own": is_own}


recommend = form_view(RecommendView.as_view())
