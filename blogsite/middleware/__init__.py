"""One middleware a file, named for what it does; settings.py puts them in order."""
