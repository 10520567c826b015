from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0011_name_each_message")]

    operations = [migrations.AlterField("message", "key", models.CharField(max_length=255, unique=True))]
