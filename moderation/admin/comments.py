"""The list of all comments; a moderator with a scope finds only the comments in it."""

from django.contrib import admin

from comments.admin import CommentAdmin
from comments.models import Comment
from moderation.admin.keyset_pagination import KeysetAdmin
from moderation.models import ModeratorScope

admin.site.unregister(Comment)


@admin.register(Comment)
class ScopedCommentAdmin(CommentAdmin, KeysetAdmin):
    """The admin of comments, limited to a moderator's scope: `comments` must not import that."""

    def get_queryset(self, request):
        scope = ModeratorScope.objects.condition_for(request.user)
        return super().get_queryset(request).filter(scope)
