"""The page of pictures of charts is that of its script."""

import re

from scripts.gallery import CHARTS, IMAGES, PAGE, page


def test_the_page_is_that_of_the_script():
    """`python scripts/gallery.py` writes it, and draws each picture that it shows."""
    text = PAGE.read_text(encoding="utf-8")
    assert text == page()
    shown = re.findall(r"\((img/gallery/[^)]+)\)", text)
    assert len(shown) == len(CHARTS)
    assert {(PAGE.parent / image).resolve() for image in shown} == set(IMAGES.glob("*.png"))
