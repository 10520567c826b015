"""`make bench`: how fast and light the portal is, beside a bare Django page on the same machine in the same minutes."""
