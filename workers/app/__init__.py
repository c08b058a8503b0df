"""The Faust application: composition root, service, commands and web views."""
