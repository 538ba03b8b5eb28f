"""Webhooks: other programs hear of what happens here, by signed requests (Standard Webhooks).

events.py     the events, found in the rows that they left
queueing.py   stores a message for each event and webhook, once
payloads.py   what a message says, made when it is sent
sending.py    sends what is due; retries what fails
requests.py   one signed request, to public hosts only
admin.py      the admin: the secret, the log, sending again
"""
