from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from posts.admin.picture_form import PictureFormAdmin
from posts.forms import ImageForm
from posts.models import Image
from posts.url_converters import positive_int

LIBRARY_PAGE = 24  # pictures offered for a gallery at once


@admin.register(Image)
class ImageAdmin(PictureFormAdmin):
    form = ImageForm
    list_display = ("thumbnail", "alt", "is_decorative", "by", "created")
    list_display_links = ("thumbnail", "alt")
    list_select_related = ("by",)
    list_per_page = 30
    search_fields = ("alt",)

    class Media:
        css = {"all": ["css/admin/editor.css"]}

    def get_urls(self):
        upload = self.admin_site.admin_view(require_POST(self.upload_view))
        library = self.admin_site.admin_view(self.library_view)
        return [
            path("upload/", upload, name="posts_image_upload"),
            path("library/", library, name="posts_image_library"),
            *super().get_urls(),
        ]

    def get_fields(self, request, obj=None):
        return ("thumbnail", "alt", "is_decorative") if obj else ("file", "alt", "is_decorative")

    def get_readonly_fields(self, request, obj=None):
        return ("thumbnail",) if obj else ()

    def upload_view(self, request):
        """Store a picture sent by the editor; return the values of its `img` element as JSON."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImageForm(request.POST, request.FILES, instance=Image(by=request.user))
        if not form.is_valid():
            reasons = [reason for errors in form.errors.values() for reason in errors]
            return JsonResponse({"reasons": reasons}, status=400)
        image = form.save()
        return JsonResponse(
            {"src": image.source, "alt": image.alt, "width": image.width, "height": image.height}
        )

    def library_view(self, request):
        """Return some pictures as JSON, newest first: those whose description has the words in `q`,
        older than the one in `before`; `next` is the value of `before` for more.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        images = self.get_queryset(request).filter(alt__icontains=request.GET.get("q", "")[:200])
        if before := positive_int(request.GET.get("before", "")):
            images = images.filter(pk__lt=before)
        images = list(images.order_by("-pk")[: LIBRARY_PAGE + 1])
        page = images[:LIBRARY_PAGE]
        return JsonResponse(
            {
                "images": [_as_choice(image) for image in page],
                "next": page[-1].pk if len(images) > LIBRARY_PAGE else None,
            }
        )

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False  # posts may contain it

    @admin.display(description=_("picture"))
    def thumbnail(self, image):
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}" width="120">',
            image.webp(image.widths[0]),
            str(image),
        )


def _as_choice(image):
    """Return the picture for the editor's list, with the values of its `img` element."""
    return {
        "src": image.source,
        "alt": image.alt,
        "width": image.width,
        "height": image.height,
        "label": str(image),
        "thumbnail": image.webp(image.widths[0]),
    }
