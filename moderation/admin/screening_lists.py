from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext

from moderation.admin.actions import AdminActions
from moderation.admin.list_forms import ListTexts, NewEntries, NewList, merged_lines
from moderation.admin.list_trials import ListTrial
from moderation.models import (
    Kind,
    ListProblem,
    ListRevision,
    ModeratorScope,
    ScreeningList,
)
from moderation.screening.lists import rule_for
from moderation.trials import running
from posts.url_converters import positive_int

VIEW, CHANGE = "moderation.view_rule", "moderation.change_rule"
PAGE_SIZE = 100  # entries
MAX_REVISIONS = 50  # on the page; the table has all
RELATED = ("by", "house_rule", "undoes")


@admin.register(ScreeningList)
class ScreeningListAdmin(admin.ModelAdmin):
    """Lists of phrases and hosts, for people who may change screening rules."""

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.page("", "changelist", self.lists),
            actions.form("add/", "add", self.new, CHANGE),
            actions.form("<id:pk>/change/", "change", self.list),
            actions.action("<id:pk>/add/", "add_entries", self.add_entries, CHANGE),
            actions.form("<id:pk>/try/", "try_entries", self.try_entries, CHANGE),
            actions.action("<id:pk>/remove/", "remove_entries", self.remove_entries, CHANGE),
            actions.action("<id:pk>/undo/<id:revision>/", "undo", self.undo, CHANGE),
        ]

    def lists(self, request):
        rules = [rule_for(kind) for kind in Kind]
        context = {
            "lists": ScreeningList.objects.with_size(),
            "rules": [(rule, running.settings_of(rule)[0]) for rule in rules],
        }
        return self._answer(request, "screening_lists", gettext("Phrases and hosts"), context)

    def new(self, request):
        self._refuse_limited(request)
        form = NewList(request.POST or None)
        if request.method == "POST" and form.is_valid():
            new = ScreeningList.objects.start(by=request.user, **form.cleaned_data)
            return redirect("admin:moderation_screeninglist_change", new.pk)
        status = 422 if form.errors else 200
        return self._answer(
            request, "screening_list_add", gettext("New list"), {"form": form}, status
        )

    def list(self, request, pk):
        chosen = get_object_or_404(ScreeningList, pk=pk)
        if request.method != "POST":
            return self._show(request, chosen)
        self._refuse_limited(request)
        form = ListTexts(request.POST)
        if not form.is_valid():
            return self._show(request, chosen, texts=form, status=422)
        chosen.change_texts(by=request.user, **form.cleaned_data)
        return self._done(request, chosen, gettext("Saved."))

    def add_entries(self, request, pk):
        self._refuse_limited(request)
        chosen = get_object_or_404(ScreeningList, pk=pk)
        form = NewEntries(chosen, request.POST)
        if not form.is_valid():
            return self._show(request, chosen, entries=form, status=422)
        effect = form.cleaned_data["effect"]
        present = chosen.keys_with(effect)
        try:
            revision = chosen.add(form.entries, effect, by=request.user)
        except ListProblem as error:
            form.add_error("lines", str(error))
            return self._show(request, chosen, entries=form, status=422)
        number = revision.added if revision else 0
        text = ngettext("%(number)d entry added.", "%(number)d entries added.", number)
        answer = self._done(request, chosen, text % {"number": number})
        merged = [*form.merged, *(form.entries[key] for key in form.entries if key in present)]
        if merged:
            messages.info(request, merged_lines(merged))
        return answer

    def try_entries(self, request, pk):
        """Try entries on stored comments before they are added."""
        self._refuse_limited(request)
        trial = ListTrial(get_object_or_404(ScreeningList, pk=pk), request)
        if trial.may_begin:
            return trial.begin()
        status = 422 if trial.is_sent else 200
        return self._answer(request, "trials", trial.title, trial.context, status)

    def remove_entries(self, request, pk):
        self._refuse_limited(request)
        chosen = get_object_or_404(ScreeningList, pk=pk)
        keys = map(positive_int, request.POST.getlist("entry"))
        revision = chosen.remove(filter(None, keys), by=request.user)
        number = revision.removed if revision else 0
        text = ngettext("%(number)d entry removed.", "%(number)d entries removed.", number)
        return self._done(request, chosen, text % {"number": number})

    def undo(self, request, pk, revision):
        self._refuse_limited(request)
        chosen = get_object_or_404(ScreeningList, pk=pk)
        change = get_object_or_404(ListRevision, list=chosen, pk=revision)
        try:
            chosen.undo(change, by=request.user)
        except ListProblem as error:
            messages.warning(request, str(error))
            return redirect("admin:moderation_screeninglist_change", pk)
        return self._done(request, chosen, gettext("The change was undone."))

    def _show(self, request, chosen, *, texts=None, entries=None, status=200):
        last, query = chosen.last_revision, request.GET.get("q", "").replace("\x00", "").strip()
        initial = {"house_rule": last.house_rule_id, "sentence": last.sentence}
        matching = chosen.entries.in_force().filter(text__icontains=query)
        rule = rule_for(Kind(chosen.kind))
        context = {
            "list": chosen,
            "last": last,
            "rule": rule,
            "state": running.settings_of(rule)[0],
            "texts": texts or ListTexts(initial=initial),
            "new_entries": entries or NewEntries(chosen),
            "entries": Paginator(matching, PAGE_SIZE).get_page(request.GET.get("page")),
            "query": query,
            "revisions": chosen.revisions.select_related(*RELATED)[:MAX_REVISIONS],
        }
        return self._answer(request, "screening_list", chosen.title, context, status)

    @staticmethod
    def _done(request, chosen, text):
        messages.success(request, text)
        return redirect("admin:moderation_screeninglist_change", chosen.pk)

    def _answer(self, request, template, title, context, status=200):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        context["may_change"] = self.has_change_permission(request)
        return render(request, f"admin/moderation/{template}.html", context, status=status)

    def _refuse_limited(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(VIEW)

    def has_change_permission(self, request, obj=None):
        """Return whether somebody may change lists: they affect comments outside any scope."""
        is_limited = ModeratorScope.objects.condition_for(request.user)
        return request.user.has_perm(CHANGE) and not is_limited

    def has_add_permission(self, request):
        return self.has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False
