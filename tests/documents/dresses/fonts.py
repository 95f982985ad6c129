"""The fonts in which pages are printed, by their Debian packages; without them pages would show boxes."""

import shutil
import subprocess

FONTS = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "AR PL UMing CN": "fonts-arphic-uming",
    "AR PL UKai CN": "fonts-arphic-ukai",
    "WenQuanYi Zen Hei": "fonts-wqy-zenhei",
    "WenQuanYi Micro Hei": "fonts-wqy-microhei",
}


def missing_fonts() -> str | None:
    """Say which packages are missing, None where every font is there."""
    if shutil.which("fc-list") is None:
        return "fontconfig is not installed"
    done = subprocess.run(["fc-list", ":", "family"], check=True, capture_output=True, text=True)
    missing = {package for font, package in FONTS.items() if font not in done.stdout}
    return f"fonts are missing: {', '.join(sorted(missing))}" if missing else None
