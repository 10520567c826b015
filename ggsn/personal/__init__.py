"""What the portal holds about a person: to be read by them, taken along, and erased without a trace.

It stands on top of all rooms, because it must know every table that points to a member.
"""
