from django.urls import path

from moderation import views

app_name = "moderation"
urlpatterns = [
    path("comments/<id:pk>/report/", views.report, name="report"),
    path("comments/<id:pk>/report/form/", views.report, {"piece": True}, name="report_form"),
    path("reports/<str:token>/", views.receipt, name="receipt"),
    path("warnings/", views.warnings, name="warnings"),
]
