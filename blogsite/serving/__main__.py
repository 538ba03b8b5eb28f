import sys

from django.core.exceptions import ImproperlyConfigured

from blogsite.serving.launcher import check, main

try:
    check() if "--look" in sys.argv else main()
except ImproperlyConfigured as error:
    sys.exit(f"Nothing is served: {error}")
