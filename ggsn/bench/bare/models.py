from django.db import models


class Row(models.Model):
    title = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=10)
    author = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "at"], name="bare_kind"),
            models.Index(fields=["author", "at"], name="bare_author"),
        ]

    def __str__(self):
        return self.title
