"""The errors of a form as one sentence or several, on one line."""


class OneLineErrors:
    """For a form whose page shows all errors in one place."""

    @property
    def problem(self) -> str:
        """Return all errors in one line."""
        return " ".join(message for messages in self.errors.values() for message in messages)
