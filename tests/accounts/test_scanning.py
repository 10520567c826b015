"""The picture an app for codes is shown: light, and square by square what the app has to read."""

import re

from allauth.mfa.adapter import get_adapter
from qrcode.main import QRCode

ADDRESS = (
    "otpauth://totp/ggsn.example.org:awa%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=ggsn.example.org"
)


def test_every_square_is_drawn_where_it_belongs():
    code = QRCode()
    code.add_data(ADDRESS)
    squares = code.get_matrix()

    picture = get_adapter().build_totp_svg(ADDRESS)

    drawn = [[False] * len(squares) for _row in squares]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", picture):
        for at in range(int(x), int(x) + int(length)):
            drawn[int(y)][at] = True
    assert drawn == squares
    assert f'viewBox="0 0 {len(squares)} {len(squares)}"' in picture
    assert picture.index('fill="#fff"') < picture.index("<path")
