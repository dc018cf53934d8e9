"""What a look at a registry is called where somebody reads who looked."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "registry.records": _("Your record in the list of a registry"),
    "registry.record": _("Your record in a registry"),
    "registry.entry": _("A form of your record in a registry"),
    "registry.query": _("A question about an answer of yours in a registry"),
    "registry.quality": _("Answers in a registry to look at once more, yours among them"),
    "registry.data_file": _("A file with the data of a registry, yours among them"),
    "registry.doubles": _("Records of a registry that look alike, yours among them"),
    "registry.double": _("Your record in a registry beside one that looks alike"),
    "registry.double_names": _("Your name in a registry beside a record that looks alike"),
    "registry.paper": _("A form of consent you signed on paper"),
    "registry.study": _("Your answer to a study"),
    "registry.queries": _("Questions about answers in a registry, yours among them"),
}
