"""Buckets of S3-compatible stores: for pictures (MEDIA_STORAGE), and for copies of backups.

url.py      which bucket a setting names
media.py    where pictures are: in a bucket or a folder
client.py   boto3's client of a bucket, and its errors in plain sentences
storage.py  the storage of uploaded pictures
checks.py   the system checks of buckets

Only `client.py` and `storage.py` need the packages in requirements-s3.txt.
"""
