"""The pages of the admin on which an owner lets a blog move in, without a shell.

views.py     the page of all files and imports, and the page of one import
uploads.py   takes files in parts, or whole from browsers without scripts
forms.py     where the pictures of an export come from
running.py   runs an import as a task: progress, stop, and its end
"""
