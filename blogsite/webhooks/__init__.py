"""Webhooks: other programs receive events by signed requests (Standard Webhooks).

events.py     the events, found by the rows that they changed
queueing.py   stores a message for each event and webhook, once
payloads.py   the content of messages, made when they are sent
sending.py    sends due messages; retries failed ones
requests.py   one signed request, to public hosts only
admin.py      the admin: the secret, the log, sending again
"""
