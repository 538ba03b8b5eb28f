"""The outbox at work.

kinds.py        what a kind of mail is; each app declares its own in `messages.py`
outbox.py       stores messages, once each, to be sent after the commit
admission.py    whether a mailbox may be written to now
pace.py         how many mails a minute all workers send together
delivery.py     sends due messages through the mail server; retries, or gives up
errors.py       which errors are permanent, and what is logged of an error
tasks.py        the task that sends one message
"""
