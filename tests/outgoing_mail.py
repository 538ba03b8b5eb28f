"""A browser whose requests also send the mail that they cause."""


def client_that_sends_mail(client, django_capture_on_commit_callbacks):
    """A browser after whose requests the mail has gone out."""
    request = client.request

    def with_mail(**environ):
        with django_capture_on_commit_callbacks(execute=True):
            return request(**environ)

    client.request = with_mail
    return client
