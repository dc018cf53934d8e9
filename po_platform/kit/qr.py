"""An address as a picture for cameras, drawn as one path for our own SVG."""

from __future__ import annotations

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


def picture_of(address: str) -> tuple[int, str]:
    """(width in modules with the quiet edge, path data): a QR code of an address, for our own SVG."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = (
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return len(rows), "".join(dark)
