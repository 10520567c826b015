"""`make bench`: how fast and light the portal is, beside a bare Django page on the same machine in the same minutes."""

# What the portal does not start without; for nothing but figures.
SECRETS = {
    "SECRET_KEY": "only-for-the-bench-" + "x" * 40,
    "FILE_KEYS": "bench:b25seSBmb3IgdGVzdHM6IG5vIGZpbGUgaXMga2VwdCE=",
    "FIELD_KEYS": "bench:b25seSBmb3IgdGVzdHM6IG5vIGZpbGUgaXMga2VwdCE=",
}
