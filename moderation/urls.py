from django.urls import path

from moderation import views
from moderation.appeals import author_appeal, reporter_appeal, statement_text
from moderation.editorial import editorial
from moderation.notifying.stopping import stop_staff_mail
from moderation.own_reports import own_reports

app_name = "moderation"
urlpatterns = [
    path("comments/<id:pk>/report/", views.report, name="report"),
    path("comments/<id:pk>/report/form/", views.report, {"is_partial": True}, name="report_form"),
    path("comments/<id:pk>/editorial/", editorial, name="editorial"),
    path("reports/mine/", own_reports, name="own_reports"),
    path("reports/<str:token>/", views.receipt, name="receipt"),
    path("reports/<str:token>/appeal/", reporter_appeal, name="reporter_appeal"),
    path("status/<str:token>/appeal/", author_appeal, name="author_appeal"),
    path("status/<str:token>/statement.txt", statement_text, name="statement_text"),
    path("mail/<str:token>/stop/<slug:kind>/", stop_staff_mail, name="stop_staff_mail"),
    path("warnings/", views.warnings, name="warnings"),
]
