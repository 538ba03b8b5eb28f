"""Special rules for the rows of the blog, its people, posts and comments."""

from accounts.models import Person, User
from blogsite.transfer.jsonl.kind_rows import KindRows, OneByOne
from blogsite.transfer.people import free_username
from blogsite.webmentions.targets import key_of_mention
from comments.models import Comment, CommentSearchEntry
from posts.feed_ids import new_id
from posts.foreign_urls import read_url
from posts.models import (
    Announcement,
    Blog,
    ForeignPage,
    ForeignURL,
    Image,
    OldAddress,
    Post,
    PostSearchEntry,
    Site,
    Tag,
)
from posts.models.blog import BLOG_ID
from posts.models.page_path import PathRefused
from posts.models.tag import key_of
from posts.models.versions import first_version
from posts.page_paths import path_of_title


class BlogRows(KindRows):
    """The settings of the blog, imported only into a new blog."""

    def match(self, lines):
        blog = Blog.objects.current()
        for name, value in self.columns(lines[0]).items():
            setattr(blog, name, value)
        blog.save()
        return {lines[0].id: BLOG_ID}


class AccountRows(OneByOne):
    """Accounts without sign-in and without permissions, whatever the file says."""

    def make(self, line):
        user = super().make(line)
        user.username = free_username(user.username)
        if user.email and User.objects.filter(email__iexact=user.email).exists():
            user.email = None
        user.set_unusable_password()
        return user


class PersonRows(KindRows):
    def match(self, lines):
        people = Person.objects.exclude(user__is_staff=True).exclude(user__is_superuser=True)
        return self.matching(lines, "origin", people)

    def make(self, line):
        person = super().make(line)
        if person.origin and Person.objects.filter(origin=person.origin).exists():
            person.origin = None  # it is that of a staff account
        return person


class TagRows(OneByOne):
    def match(self, lines):
        keys = {key_of(line.values["name"]): line.id for line in lines}
        known = Tag.objects.filter(key__in=keys).values_list("key", "pk")
        return {keys[key]: pk for key, pk in known}

    def make(self, line):
        tag = super().make(line)
        tag.key = key_of(tag.name)
        tag.slug = tag.slug or tag.name
        if not line.values["slug"] or Tag.objects.filter(slug=tag.slug).exists():
            tag.slug = Tag.objects.free_slug(tag.slug)
        return tag


class PostRows(OneByOne):
    def match(self, lines):
        return self.matching(lines, "origin", Post.objects.all())

    def make(self, line):
        post = super().make(line)
        post.write(post.body)
        post.version, post.comment_count = first_version(), 0
        if post.date and Post.objects.filter(date=post.date, slug=post.slug).exists():
            post.slug = Post.objects.free_slug(post.slug, post.date)
        if post.feed_id and Post.objects.filter(feed_id=post.feed_id).exists():
            post.feed_id = new_id(post.published_at or post.created)
        self.check_path(post)
        return post

    @staticmethod
    def check_path(post):
        """Give a page another path if no page of this blog can have its own."""
        if post.page_path:
            try:
                post.check_path(post.page_path)
            except PathRefused:
                post.page_path = Post.objects.free_page_path(path_of_title(post.title))

    def follow_up(self, objects, lines):
        tags = self.references["tags"]
        Post.tags.through.objects.bulk_create(
            Post.tags.through(post_id=post.pk, tag_id=tag)
            for post, line in zip(objects, lines, strict=True)
            for tag in {tags[key]: None for key in line.values["tags"]}
        )
        PostSearchEntry.objects.update_for(objects)
        # Its followers got mail from the blog where it was published.
        public = [post for post in objects if post.is_published]
        Announcement.objects.bulk_create(Announcement(post=post) for post in public)


class ImageRows(KindRows):
    def match(self, lines):
        return self.matching(lines, "origin", Image.objects.all())


class OldURLRows(KindRows):
    def match(self, lines):
        return self.matching(lines, "path", OldAddress.objects.all())


class ForeignPageRows(OneByOne):
    """Pages of other sites; a site that was entered here adopts its own."""

    def match(self, lines):
        posts = self.references["post"]
        own = ForeignPage.objects.filter(post__in=posts.values()).values_list("post", flat=True)
        stored = set(own)
        return {line.id: row for line in lines if (row := posts[line.values["post"]]) in stored}

    def make(self, line):
        page = super().make(line)
        page.host = read_url(page.url).host
        page.site = Site.objects.filter(host=page.host).order_by("pk").first()
        if page.site and page.site.pages.filter(identifier=page.identifier).exists():
            page.identifier = None
        return page


class ForeignURLRows(KindRows):
    def match(self, lines):
        return self.matching(lines, "key", ForeignURL.objects.all())


class MentionRows(KindRows):
    def make(self, line):
        mention = super().make(line)
        mention.key = key_of_mention(mention)
        return mention


class AdditionRows(KindRows):
    def make(self, line):
        addition = super().make(line)
        addition.write(addition.body)
        return addition

    def follow_up(self, objects, lines):
        changed = Comment.objects.filter(pk__in={row.comment_id for row in objects})
        CommentSearchEntry.objects.update_for(changed.prefetch_related("additions"))
