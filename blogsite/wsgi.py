"""What a WSGI server runs."""

import os

from django.core.wsgi import get_wsgi_application

from blogsite.fastpath import FastPath

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")

application = FastPath(get_wsgi_application())
