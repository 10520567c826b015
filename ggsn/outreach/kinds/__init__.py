"""The kinds of message there are: see base.py for what a kind is. They are loaded when the portal starts."""
