"""How allauth is used here: its joints (adapter, forms, signals, addresses), each in one file."""
