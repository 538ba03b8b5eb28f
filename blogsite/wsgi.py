"""The WSGI application, with the page cache in front of Django's."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from blogsite.pagecache.wsgi import FastPath
from blogsite.serving.access_log import AccessLog
from blogsite.serving.charset import CharsetCheck

# Seconds after which a thread lets another of its process run. With Python's 5 milliseconds, the
# thread with the lock of a post waited after each of its queries until the others had computed:
# eight writers under one post stored 79 comments a second; with this value they store 93.
SWITCH_INTERVAL = 0.0005

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")

application = FastPath(CharsetCheck(get_wsgi_application()))
if os.environ.get("SERVING") == "true":
    # These import models, which Django has loaded here.
    from blogsite.serving import background, loaded, parent, rounds

    sys.setswitchinterval(SWITCH_INTERVAL)
    application = AccessLog(application)
    rounds.start()
    parent.start()
    background.resume_soon()
    loaded.tell()
