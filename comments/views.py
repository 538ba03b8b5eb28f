from django.shortcuts import get_object_or_404, redirect

from comments.models import Comment


def comment(request, pk):
    """The permalink: leads to the comment where it stands."""
    comment = get_object_or_404(Comment.objects.visible().select_related("post"), pk=pk)
    return redirect(f"{comment.post.get_absolute_url()}#comment-{comment.pk}")
