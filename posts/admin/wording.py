from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from accounts.catalogues.known import LANGUAGES, SOURCE
from accounts.languages import site_languages
from posts import wordings
from posts.forms.wording import WordingForm
from posts.models import Blog, Wording

PERMISSION = "posts.change_wording"


@admin.register(Wording)
class WordingAdmin(admin.ModelAdmin):
    """The sentences of the site in each language: to be searched, and worded by the owner."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.sentence_view)
        where = "<slug:language>/<slug:digest>/"
        return [path(where, view, name="posts_wording_sentence"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Show the sentences with the words searched for; without any, the owner's wordings."""
        self._demand_permission(request)
        language, text = self._language(request), request.GET.get("q", "").strip()
        sentences = wordings.sentences_in(language)
        if text:
            sentences = wordings.matching(sentences, text)
        else:
            sentences = [sentence for sentence in sentences if sentence.wording]
        context = {
            "title": gettext("Wordings"),
            "language": language,
            "languages": _languages(),
            "text": text,
            "sentences": sentences[: wordings.MAX_MATCHES],
            "number": len(sentences),
            "is_unreviewed": language != SOURCE and not wordings.reviewer_of(language),
        }
        return self._page(request, "admin/posts/wordings.html", context)

    def sentence_view(self, request, language, digest):
        """Show one sentence with the form for its wording; POST stores or deletes the wording."""
        self._demand_permission(request)
        if language not in _languages():
            raise Http404
        sentences = wordings.sentences_in(language)
        sentence = next((each for each in sentences if each.digest == digest), None)
        if sentence is None:
            raise Http404
        if request.method == "POST" and "_take_back" in request.POST:
            wordings.take_back(sentence)
            return self._done(request, sentence, gettext("The sentence is as it was."))
        form = WordingForm(request.POST or None, sentence=sentence)
        if form.is_bound and sentence.is_in_use and form.is_valid():
            wordings.store(sentence, form.strings, by=request.user)
            return self._done(request, sentence, gettext("All pages say it so from now on."))
        context = {
            "title": gettext("Wording of a sentence"),
            "sentence": sentence,
            "language_name": _languages()[language],
            "form": form,
        }
        return self._page(request, "admin/posts/wording.html", context, 422 if form.errors else 200)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Redirect to the page of the sentence: the admin's logs and lists know only this URL."""
        self._demand_permission(request)
        wording = self.get_object(request, object_id)
        if wording is None:
            raise Http404
        return redirect("admin:posts_wording_sentence", wording.language, wording.digest)

    def _done(self, request, sentence, message):
        self.log_change(request, Blog.objects.current(), _change_message(sentence))
        messages.success(request, message)
        where = urlencode({"language": sentence.language})
        return redirect(f"{reverse('admin:posts_wording_changelist')}?{where}")

    def _language(self, request):
        chosen, blog = request.GET.get("language", ""), Blog.objects.current()
        languages = _languages()
        return next((code for code in (chosen, blog.language) if code in languages), SOURCE)

    def _page(self, request, template, context, status=200):
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, template, context, status=status)

    # Permissions

    def _demand_permission(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied

    def has_module_permission(self, request):
        return request.user.has_perm(PERMISSION)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(PERMISSION)

    has_change_permission = has_view_permission

    def has_add_permission(self, request):
        return False  # a wording belongs to a sentence of the site

    def has_delete_permission(self, request, obj=None):
        return False  # the page of its sentence deletes it


def _languages():
    return {code: name for code, name in site_languages().items() if code in LANGUAGES}


def _change_message(sentence):
    return f"{sentence.language}: {sentence.original[:100]}"
