from django.contrib import admin


class PictureFormAdmin(admin.ModelAdmin):
    """An admin whose form takes a picture."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Store a picture without Django's transaction: see FileUpload."""
        return self._changeform_view(request, object_id, form_url, extra_context)
