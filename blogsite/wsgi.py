"""The WSGI application, with the page cache in front of Django's."""

import os

from django.core.wsgi import get_wsgi_application

from blogsite.pagecache.wsgi import FastPath
from blogsite.serving.access_log import AccessLog
from blogsite.serving.charset import CharsetCheck

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")

application = FastPath(CharsetCheck(get_wsgi_application()))
if os.environ.get("SERVING") == "true":
    from accounts.mail import worker  # these import models, which Django has loaded here
    from blogsite.serving import background, parent, refreshing

    application = AccessLog(application)
    worker.start()
    refreshing.start()
    parent.start()
    background.resume_soon()
