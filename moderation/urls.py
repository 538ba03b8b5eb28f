from django.urls import path

from moderation import views
from moderation.editorial import editorial
from moderation.own_reports import own_reports

app_name = "moderation"
urlpatterns = [
    path("comments/<id:pk>/report/", views.report, name="report"),
    path("comments/<id:pk>/report/form/", views.report, {"is_partial": True}, name="report_form"),
    path("comments/<id:pk>/editorial/", editorial, name="editorial"),
    path("reports/mine/", own_reports, name="own_reports"),
    path("reports/<str:token>/", views.receipt, name="receipt"),
    path("warnings/", views.warnings, name="warnings"),
]
