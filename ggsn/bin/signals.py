from django.dispatch import Signal

put_back = Signal()  # things: all that came back, of whatever kinds; their own signals were sent as raw
