"""The whole hostile set."""

from tests.hostile.archives import ARCHIVES
from tests.hostile.containers import CONTAINERS
from tests.hostile.hostile_file import HostileFile
from tests.hostile.packages import PACKAGES
from tests.hostile.pdfs import PDFS
from tests.hostile.pictures import PICTURES

FILES: tuple[HostileFile, ...] = (*ARCHIVES, *PACKAGES, *PDFS, *PICTURES, *CONTAINERS)
