from django.contrib import admin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import Person
from moderation.admin.actions import AdminActions
from moderation.history.filters import MAX_SEARCH_LENGTH, HistoryFilter
from moderation.history.lists import LISTS, CommentList
from moderation.history.people import people_matching
from moderation.history.person import PersonHistory
from moderation.keyset import page_of, place_in
from moderation.models import ModeratorScope
from moderation.permissions import DECIDE

PEOPLE_PER_PAGE = 50


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """People, each with everything that they did and that was decided on it.

    A moderator with a scope sees only what belongs to comments in it.
    """

    def get_urls(self):
        actions = AdminActions(self)
        return [
            actions.page("", "changelist", self.people),
            actions.page("<id:pk>/", "change", self.person),
        ]

    def people(self, request):
        """Show the people that a search finds."""
        search = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_SEARCH_LENGTH]
        people = people_matching(search, self._scope(request))
        page = page_of(people, size=PEOPLE_PER_PAGE, **place_in(request.GET))
        context = {
            "title": gettext("People"),
            "people": page.items,
            "search": search,
            "page_links": page.links({"q": search} if search else {}),
        }
        return self._answer(request, "people", context)

    def person(self, request, pk):
        """Show the person, and one filtered list about them, `?show=`."""
        person = get_object_or_404(Person.objects.select_related("user"), pk=pk)
        if person.joined_to_id:
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            url = reverse("admin:accounts_person_change", args=[person.joined_to_id])
            return redirect(url + query)
        history = PersonHistory(person, self._scope(request))
        code = request.GET.get("show", CommentList.code)
        if code not in LISTS or not history.is_visible:
            raise Http404(gettext("There is no such list of this person."))
        lists = [each(history) for each in LISTS.values()]
        listing = next(each for each in lists if each.code == code)
        form = HistoryFilter(listing, request.GET)
        page = listing.page(form.condition(), **place_in(request.GET))
        context = {
            "title": history.name,
            "history": history,
            "lists": lists,
            "listing": listing,
            "form": form,
            "rows": [listing.row(item) for item in page.items],
            "page_links": page.links({"show": code, **form.active}),
        }
        return self._answer(request, "person", context)

    def _scope(self, request):
        return ModeratorScope.objects.condition_for(request.user)

    def _answer(self, request, template, context):
        context |= self.admin_site.each_context(request) | {"opts": self.opts}
        return render(request, f"admin/moderation/{template}.html", context)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(DECIDE)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
