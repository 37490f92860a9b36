"""The demo's model in other platforms' markup, random communities, and a server that misbehaves on request."""
