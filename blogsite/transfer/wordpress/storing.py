"""Store posts made from an export's items: a few at a time, in few queries."""

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark
from blogsite.transfer.wordpress.comments import NAME_CUT
from blogsite.transfer.wordpress.old_urls import old_paths_of, path_of_id
from blogsite.transfer.wordpress.posts import categories_of, is_published, slugs_of
from posts.models import OldAddress, Post, Tag
from posts.models.tag import key_of
from posts.slugs import in_nfc

OTHER_SLUG = gettext_noop("tag with another slug than in the file")
TAGS_OF = gettext_noop("tags of %(title)s")
TO_ANOTHER_POST = gettext_noop("Old URLs that lead to another post")


class PostStore:
    """Stores posts that `posts`, an ImportedPosts, has made."""

    def __init__(self, posts):
        self.posts = posts

    def store(self, pairs: list):
        """Save new posts, each with its item, their tags and old paths; a transaction is open."""
        posts = [post for post, _ in pairs]
        for post in posts:
            if lead := self.posts.leads.pop(post.origin, None):
                post.lead_image_id = lead.pk
        self._leave_feed_ids(posts)
        published = [post for post, item in pairs if is_published(item, post)]
        Post.objects.publish_new([post for post in published if not post.is_page], self.posts.blog)
        for page in published:
            if page.is_page:
                page.publish()
        Post.objects.store_new([post for post in posts if post.pk is None])
        self._tag(dict(pairs))
        self._store_old_paths(dict(pairs))

    @staticmethod
    def _leave_feed_ids(posts):
        """Drop the feed ids that other posts have, perhaps from a copy of the site."""
        ids = {post.feed_id for post in posts if post.feed_id}
        used = set(Post.objects.filter(feed_id__in=ids).values_list("feed_id", flat=True))
        for post in posts:
            if post.feed_id in used:
                post.feed_id = None
            elif post.feed_id:
                used.add(post.feed_id)

    def _tag(self, posts):
        names = {post: categories_of(item) | slugs_of(item.tags) for post, item in posts.items()}
        slugs = {}
        for of_post in names.values():
            slugs = of_post | slugs  # the first post with a new tag determines its slug
        tags = {tag.key: tag for tag in Tag.objects.named(slugs, slugs)}
        keys = {post: map(key_of, of_post) for post, of_post in names.items()}
        tags = {post: [tags[key] for key in of_post if key] for post, of_post in keys.items()}
        Post.objects.tag_new(tags)
        for post, of_post in names.items():
            self._report_tags(post, of_post, {tag.slug for tag in tags[post]})

    def _report_tags(self, post, slugs, stored):
        other_slug_count = sum(slug not in stored for slug in slugs.values() if slug)
        self.posts.report.changed[OTHER_SLUG] += other_slug_count
        cut_count = sum(len(name) > Tag.LENGTH for name in slugs)
        cut = Remark(NAME_CUT, length=Tag.LENGTH)
        self.posts.report.miss(Remark(TAGS_OF, title=post.title), cut, cut_count)

    def _store_old_paths(self, posts):
        paths = {post: old_paths_of(item, post.date and post.path) for post, item in posts.items()}
        targets = {}
        for post, of_post in paths.items():
            targets = dict.fromkeys(of_post, post) | targets
        others = OldAddress.objects.add_new(targets)
        for post, item in posts.items():
            lost = {
                path for path in paths[post] if in_nfc(path) in others or targets[path] is not post
            }
            if lost - {path_of_id(item.id)}:
                self.posts.report.list(TO_ANOTHER_POST, self.posts.label(item))
