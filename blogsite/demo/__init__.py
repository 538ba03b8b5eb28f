"""The sample blog that `make demo` shows."""
