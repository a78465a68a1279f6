"""The one HTTP client, and the child process in which foreign bytes are parsed."""
