from django.contrib import admin


class Desk(admin.AdminSite):
    site_header = "Soundoff"
    site_title = "Soundoff"
    index_title = "Desk"
