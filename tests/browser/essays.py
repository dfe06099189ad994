"""Essays with pictures, and one with every form that an essay may have.

The pictures are drawn here, made anew as every picture is, and lie on the forum's shelf; nothing
is fetched from anywhere.
"""

import io
from dataclasses import replace
from datetime import timedelta

from PIL import Image, ImageDraw

from fediforum.content import sanitise_remote, with_icons
from fediforum.flow.pictures import put_away
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.media import save_picture
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment
from tests.browser.village import BEGUN, Village

FORMS = 650
SHOP = Iri("https://buurtwerk.test/media/winkel.png")
CAT = Iri("https://blog.test/kat.png")
STAIRS = Iri("https://mastodon.test/trap.jpg")
SMILE = Iri("https://mastodon.test/vrolijk.png")
FILM = Iri("https://mastodon.test/kat.mp4")
ABSENT = Iri("https://blog.test/niet-gehaald.png")

SOURCE = f"""\
De kat verandert niet, het dorp wel.[^kat] Wie de prenten naast elkaar legt, ziet in een halve eeuw
een weg, een parkeerplaats en een fabriek verschijnen.

![Een witte kat voor een huis met een blauw dak]({CAT} "Prenten van Jörg Müller, 1973. De kat \
zit op elke prent op dezelfde plek.")

# Wat er gebeurde

Eerst in grote stappen, daarna in kleine.[^jaren] Dit moet nog:

- [x] de prenten naast elkaar leggen
- [ ] de kat zoeken
- [ ] navraag doen bij de gemeente

## In getallen

| Jaar | Huizen | Winkels | Opmerking |
|-----:|-------:|:-------:|-----------|
| 1953 | 112 | 9 | nog geen weg door het dorp, wel een brug die nooit open hoefde |
| 1972 | 640 | 3 | de weg, en de parkeerplaats waar eerst de boomgaard stond |
| 2011 | 655 | 0 | de kat |

De kans dat een kat blijft zitten, is
<math display="block"><mi>P</mi><mo>=</mo><mfrac><mrow><mi>n</mi><mo>−</mo><mn>1</mn></mrow>\
<msup><mi>n</mi><mn>2</mn></msup></mfrac></math>

Zo rekende ik dat na:

```python
def kans(n: int) -> float:
    return (n - 1) / n**2  # een lange regel, die niet past en dus heen en weer moet kunnen
```

<details><summary>Hoe het afloopt</summary>

De kat blijft.

</details>

Een prent die er nog niet is: ![De laatste prent]({ABSENT})

[^kat]: Op de laatste prent zit zij er nog.

[^jaren]: Tussen 1953 en 1972.

    Daarna kwam er een boek van.
"""
LETTER = (
    "<p>Mooi :vrolijk: — ik heb er ook een.</p>"
    f'<figure class="wp-block-image"><a href="https://blog.test/groot.jpg"><img src="{SHOP}">'
    f'</a></figure><p>Onze <strong>trap</strong>: <img src="{STAIRS}" alt="Een trap met mos"> En'
    " verder niets.</p>"
)


def drawn(width: int, height: int) -> bytes:
    """A house under a sky, with a white cat before it."""
    picture = Image.new("RGB", (width, height), "#d7e3ea")
    pen = ImageDraw.Draw(picture)
    x, y = width // 100, height // 100
    pen.rectangle((0, 70 * y, width, height), "#9db08a")
    pen.rectangle((20 * x, 40 * y, 70 * x, 78 * y), "#efe3cf")
    pen.polygon([(16 * x, 41 * y), (45 * x, 16 * y), (74 * x, 41 * y)], "#4f6d8c")
    pen.rectangle((40 * x, 55 * y, 50 * x, 78 * y), "#7b4a34")
    for left in (26, 56):
        pen.rectangle((left * x, 50 * y, (left + 8) * x, 62 * y), "#f8f0c8", "#7b4a34", 2 * x // 2)
    pen.ellipse((78 * x, 72 * y, 88 * x, 86 * y), "#fbfbf6")
    pen.ellipse((84 * x, 66 * y, 91 * x, 75 * y), "#fbfbf6")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


async def hang_pictures(node: Node) -> None:
    """Have the pictures of all essays be here, one that was never fetched apart."""
    for url, width, height in (
        (SHOP, 1200, 700), (CAT, 1600, 1000), (STAIRS, 600, 800), (SMILE, 64, 64),
    ):  # fmt: skip
        prints = await node.darkroom.develop(drawn(width, height), small=url == SMILE)
        files = await put_away(node, prints)
        async with node.database.transaction() as conn:
            await save_picture(conn, url, files, BEGUN, local=url == SHOP)


async def settle_forms(node: Node, village: Village) -> None:
    """Have the essay with every form stand there, and a letter with pictures below it."""
    thread = village.thread(FORMS, village.questions, "De kat verandert niet", village.john)
    opening = village.opening(thread, village.john, SOURCE)
    said = with_icons(sanitise_remote(LETTER), {"vrolijk": SMILE})
    letter = village.post(FORMS + 1, thread, village.anneke, said, thread.root)
    films = (
        Attachment("Document", STAIRS, "image/jpeg", "Dezelfde trap"),
        Attachment("Document", CAT, "image/png", "De kat, nog eens"),
        Attachment("Video", FILM, "video/mp4", "Zij loopt", 1280, 720),
    )
    letter = replace(letter, attachments=films)
    warned = village.post(FORMS + 2, thread, village.anneke, said, thread.root)
    warned = replace(warned, sensitive=True, summary="Een trap met mos")
    effects = (Put(thread), Put(opening), Put(letter), Put(warned))
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(effects)], node.home, BEGUN + timedelta(hours=12))
