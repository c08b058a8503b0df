"""What the worker says over HTTP, and to whom."""
