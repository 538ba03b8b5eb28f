"""The pages of the admin on which an owner imports a blog, without a shell.

views.py     the page of all files and imports, and the page of one import
uploads.py   receives files in parts, or whole from browsers without scripts
forms.py     the choice of an export's pictures
running.py   runs an import as a task: progress, stopping, end
"""
